import { type LabDevice, workDone } from '../../../index.ts';
import type { DensityLevels, LaneScene, Moment, PictureScene } from '../scene.ts';
import { FramePace } from './frame_pace.ts';
import { type CanvasSize, LaneRenderer, type Shared } from './lane_renderer.ts';
import { createPipelines, type Pipelines } from './pipelines.ts';

/**
 * Time on the GPU that goes into paths, in milliseconds: enough for all of them on a GPU. Where it runs out, the picture
 * stays with the paths that there are.
 */
const pathBudget = 4000;

/** What a frame has drawn. */
export interface FrameReport {
  /** Whether another frame would show more. */
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
  readonly #format: GPUTextureFormat;
  readonly #smooth: GPUSampler;
  readonly #pace: FramePace;
  #scene: PictureScene | undefined;
  #size: CanvasSize | undefined;
  #density: { readonly levels: DensityLevels; readonly texture: GPUTexture } | undefined;
  #lanes: LaneRenderer[] = [];
  #spentOnPaths = 0;
  readonly #backgrounds: Partial<Record<'lit' | 'ahead', GPUTexture>> = {};
  readonly #isStale = { lit: true, ahead: true };

  private constructor(
    lab: LabDevice,
    context: GPUCanvasContext,
    pipelines: Pipelines,
    format: GPUTextureFormat,
  ) {
    this.#format = format;
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
    const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_DST;
    context.configure({ device: lab.device, format, usage, alphaMode: 'premultiplied' });
    return new GpuPicture(lab, context, pipelines, format);
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
    if (scene === this.#scene) return;
    const same = this.#scene?.bound === scene.bound && this.#scene.density === scene.density;
    this.#scene = scene;
    this.#renew(() => same);
  }

  /** Draws a moment. Resolves when the GPU is done. */
  async draw(moment: Moment): Promise<FrameReport> {
    const { device } = this.#lab;
    const encoder = device.createCommandEncoder({ label: 'space-time picture' });
    const incomplete = this.#incomplete();
    for (const lane of incomplete) lane.layer.extend(encoder, this.#pace.segments);
    if (incomplete.length > 0) this.#isStale.lit = true;
    const target = this.#context.getCurrentTexture();
    this.#copyBackgrounds(encoder, target, moment);
    const { particles } = this.#pace;
    const pass = encoder.beginRenderPass({
      label: 'particles',
      colorAttachments: [{ view: target.createView(), loadOp: 'load', storeOp: 'store' }],
    });
    for (const lane of this.#lanes) {
      // Particles may stand beside their lane, over the histogram, but not above or below it.
      const { y, height } = lane.parts(moment).lit;
      pass.setScissorRect(0, y, target.width, height);
      lane.drawMoment(pass, moment, particles);
    }
    pass.end();
    const submittedAt = performance.now();
    device.queue.submit([encoder.finish()]);
    await workDone(this.#lab);
    const milliseconds = performance.now() - submittedAt;
    if (incomplete.length > 0) this.#spentOnPaths += milliseconds;
    const most = Math.max(0, ...this.#lanes.map(({ numParticles }) => numParticles));
    this.#pace.learn(milliseconds, {
      allParticles: particles < most,
      addedPaths: incomplete.length > 0,
    });
    return {
      // What was quick with all the particles it might draw may draw more the next time.
      unfinished: this.#incomplete().length > 0 || (particles < most && this.#pace.particles > particles),
      paths: this.#lanes.reduce((sum, { layer }) => sum + layer.drawnPaths, 0),
      particles: this.#lanes.reduce((sum, { numParticles }) => sum + Math.min(particles, numParticles), 0),
      milliseconds: this.#pace.milliseconds,
    };
  }

  /** The lanes that lack paths and may still have them. */
  #incomplete(): LaneRenderer[] {
    if (this.#spentOnPaths > pathBudget) {
      return this.#lanes.filter(({ layer }) => !layer.isComplete && layer.drawnPaths === 0);
    }
    return this.#lanes.filter((lane) => !lane.layer.isComplete);
  }

  /** Copies of each lane what has been and what lies ahead; both are drawn anew only when they have changed. */
  #copyBackgrounds(encoder: GPUCommandEncoder, target: GPUTexture, moment: Moment): void {
    for (const which of ['lit', 'ahead'] as const) {
      const texture = this.#background(which);
      if (this.#isStale[which]) this.#drawBackground(encoder, which, texture);
      if (which === 'lit') {
        // All of it, so that what is between the lanes is clear again.
        encoder.copyTextureToTexture({ texture }, { texture: target }, [target.width, target.height]);
        continue;
      }
      for (const lane of this.#lanes) {
        const { x, y, width, height } = lane.parts(moment).ahead;
        if (width === 0) continue;
        encoder.copyTextureToTexture({ texture, origin: [x, y] }, { texture: target, origin: [x, y] }, [
          width,
          height,
        ]);
      }
    }
  }

  #drawBackground(encoder: GPUCommandEncoder, which: 'lit' | 'ahead', texture: GPUTexture): void {
    const pass = encoder.beginRenderPass({
      label: which,
      colorAttachments: [
        { view: texture.createView(), loadOp: 'clear', clearValue: [0, 0, 0, 0], storeOp: 'store' },
      ],
    });
    for (const lane of this.#lanes) lane.drawBackground(pass, which);
    pass.end();
    this.#isStale[which] = false;
  }

  #background(which: 'lit' | 'ahead'): GPUTexture {
    const { width, height } = this.#size ?? { width: 1, height: 1 };
    const before = this.#backgrounds[which];
    if (before?.width === width && before.height === height) return before;
    before?.destroy();
    const texture = this.#lab.device.createTexture({
      label: which,
      size: [width, height],
      format: this.#format,
      usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC,
    });
    this.#backgrounds[which] = texture;
    this.#isStale[which] = true;
    return texture;
  }

  destroy(): void {
    for (const lane of this.#lanes) lane.destroy();
    this.#lanes = [];
    this.#density?.texture.destroy();
    for (const texture of Object.values(this.#backgrounds)) texture.destroy();
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
    Object.assign(this.#isStale, { lit: true, ahead: true });
    this.#spentOnPaths = 0;
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
