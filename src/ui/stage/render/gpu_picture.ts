import type { LabDevice } from '../../../index.ts';
import type { DensityLevels, LaneScene, Moment, PictureScene } from '../scene.ts';
import { FramePace } from './frame_pace.ts';
import { type CanvasSize, LaneRenderer, type Shared } from './lane_renderer.ts';
import { createPipelines, type Pipelines } from './pipelines.ts';

/** What a frame has drawn. */
export interface FrameReport {
  /** Whether paths are missing still: another frame adds more. */
  readonly unfinished: boolean;
  /** Paths and particles drawn, all lanes together. */
  readonly paths: number;
  readonly particles: number;
  /** Time on the GPU, in milliseconds, smoothed. */
  readonly milliseconds: number;
}

/** The space-time picture on a WebGPU canvas, drawn from the buffers that the samples are in. */
export class GpuPicture {
  readonly #lab: LabDevice;
  readonly #context: GPUCanvasContext;
  readonly #pipelines: Pipelines;
  readonly #smooth: GPUSampler;
  readonly #pace: FramePace;
  #scene: PictureScene | undefined;
  #size: CanvasSize | undefined;
  #density: { readonly levels: DensityLevels; readonly texture: GPUTexture } | undefined;
  #lanes: LaneRenderer[] = [];

  private constructor(lab: LabDevice, context: GPUCanvasContext, pipelines: Pipelines) {
    this.#lab = lab;
    this.#context = context;
    this.#pipelines = pipelines;
    this.#smooth = lab.device.createSampler({ magFilter: 'linear', minFilter: 'linear' });
    this.#pace = new FramePace(lab.adapter.isSoftware);
  }

  /** Makes a picture on a canvas of its own; undefined where the canvas gives no WebGPU context. */
  static async create(lab: LabDevice, canvas: HTMLCanvasElement): Promise<GpuPicture | undefined> {
    const context = canvas.getContext('webgpu');
    if (context === null) return undefined;
    const format = navigator.gpu.getPreferredCanvasFormat();
    const pipelines = await createPipelines(lab.device, format);
    lab.assertAlive();
    context.configure({ device: lab.device, format, alphaMode: 'premultiplied' });
    return new GpuPicture(lab, context, pipelines);
  }

  /** Gives the canvas its size in device pixels. */
  resize(size: CanvasSize): void {
    if (JSON.stringify(size) === JSON.stringify(this.#size)) return;
    this.#size = size;
    const canvas = this.#context.canvas as HTMLCanvasElement;
    canvas.width = size.width;
    canvas.height = size.height;
    this.#renew(() => false);
  }

  /** Changes what is shown. Lanes whose paths stay where they are keep their layer. */
  show(scene: PictureScene): void {
    const same = this.#scene?.bound === scene.bound && this.#scene.density === scene.density;
    this.#scene = scene;
    this.#renew(() => same);
  }

  /** Draws a moment. Resolves when the GPU is done. */
  async draw(moment: Moment): Promise<FrameReport> {
    const { device } = this.#lab;
    const encoder = device.createCommandEncoder({ label: 'space-time picture' });
    const incomplete = this.#lanes.filter((lane) => !lane.isComplete);
    for (const lane of incomplete) lane.extendLayer(encoder, this.#pace.segments);
    const pass = encoder.beginRenderPass({
      label: 'space-time picture',
      colorAttachments: [
        {
          view: this.#context.getCurrentTexture().createView(),
          loadOp: 'clear',
          clearValue: [0, 0, 0, 0],
          storeOp: 'store',
        },
      ],
    });
    const { particles } = this.#pace;
    for (const lane of this.#lanes) lane.drawLane(pass, moment);
    for (const lane of this.#lanes) lane.drawParticles(pass, moment, particles);
    pass.end();
    const submittedAt = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    const most = Math.max(0, ...this.#lanes.map(({ numParticles }) => numParticles));
    this.#pace.learn(performance.now() - submittedAt, {
      allParticles: particles < most,
      addedPaths: incomplete.length > 0,
    });
    return {
      unfinished: this.#lanes.some((lane) => !lane.isComplete),
      paths: this.#lanes.reduce((sum, { drawnPaths }) => sum + drawnPaths, 0),
      particles: this.#lanes.reduce((sum, { numParticles }) => sum + Math.min(particles, numParticles), 0),
      milliseconds: this.#pace.milliseconds,
    };
  }

  destroy(): void {
    for (const lane of this.#lanes) lane.destroy();
    this.#lanes = [];
    this.#density?.texture.destroy();
    this.#context.unconfigure();
  }

  #renew(mayKeep: () => boolean): void {
    const [scene, size] = [this.#scene, this.#size];
    if (scene === undefined || size === undefined || size.width === 0) return;
    const shared: Shared = {
      device: this.#lab.device,
      pipelines: this.#pipelines,
      smooth: this.#smooth,
      density: this.#densityTexture(scene.density),
    };
    const before = this.#lanes;
    this.#lanes = scene.lanes.map((lane) => {
      const kept = before.find((old) => mayKeep() && showsTheSame(old.scene, lane));
      if (kept === undefined) return new LaneRenderer(shared, scene, lane, size);
      kept.recolour(scene, lane);
      return kept;
    });
    for (const lane of before) if (!this.#lanes.includes(lane)) lane.destroy();
  }

  #densityTexture(levels: DensityLevels): GPUTexture {
    if (this.#density?.levels === levels) return this.#density.texture;
    this.#density?.texture.destroy();
    const { device } = this.#lab;
    const size = [levels.columns, levels.rows];
    const texture = device.createTexture({
      label: 'density',
      size,
      format: 'r8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
    });
    device.queue.writeTexture({ texture }, levels.levels, { bytesPerRow: levels.columns }, size);
    this.#density = { levels, texture };
    return texture;
  }
}

/** Whether two scenes of a lane differ in nothing but their colours. */
function showsTheSame(a: LaneScene, b: LaneScene): boolean {
  return (
    a.strands === b.strands &&
    a.swarm === b.swarm &&
    a.reversed === b.reversed &&
    JSON.stringify(a.frame) === JSON.stringify(b.frame)
  );
}
