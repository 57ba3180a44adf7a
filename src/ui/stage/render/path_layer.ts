import type { Track } from '../scene.ts';
import { layerFormat, type Pipelines } from './pipelines.ts';
import { bytesOf, pack, strandsLayout } from './uniforms.ts';

/** Paths that are drawn so that the eye can follow them one by one. */
export const numTracers = 6;

/** CSS pixels between two knots of a path at least: finer than the eye resolves is work for nothing. */
const knotDistance = 1.5;

export interface PathLayerOptions {
  readonly strands: Track | undefined;
  /** The lane's uniform. */
  readonly lane: GPUBuffer;
  /** Size of the lane in device pixels, `unit` of them to a CSS pixel. */
  readonly width: number;
  readonly height: number;
  readonly unit: number;
}

/** What the paths of a lane cover of each of its pixels, added up path by path. */
export class PathLayer {
  readonly texture: GPUTexture;
  readonly #pipeline: GPURenderPipeline;
  readonly #numPaths: number;
  readonly #buffers: GPUBuffer[] = [];
  readonly #group: GPUBindGroup | undefined;
  #segmentsEach = 1;
  #drawnPaths = 0;

  constructor(device: GPUDevice, { paths }: Pipelines, options: PathLayerOptions) {
    const { strands, width, height } = options;
    this.#pipeline = paths;
    this.#numPaths = strands?.recorded.paths ?? 0;
    this.texture = device.createTexture({
      label: 'paths',
      size: [width, height],
      format: layerFormat,
      usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.TEXTURE_BINDING,
    });
    if (strands !== undefined) this.#group = this.#bind(device, strands, options);
  }

  get drawnPaths(): number {
    return this.#drawnPaths;
  }

  get isComplete(): boolean {
    return this.#drawnPaths >= this.#numPaths;
  }

  /** Adds the next paths, as many as come to about `segments` segments. */
  extend(encoder: GPUCommandEncoder, segments: number): void {
    if (this.#group === undefined || this.isComplete) return;
    const begin = this.#drawnPaths;
    const most = Math.max(numTracers, Math.floor(segments / this.#segmentsEach));
    const end = Math.min(this.#numPaths, begin + most);
    const pass = encoder.beginRenderPass({
      label: 'paths',
      colorAttachments: [
        {
          view: this.texture.createView(),
          loadOp: begin === 0 ? 'clear' : 'load',
          clearValue: [0, 0, 0, 0],
          storeOp: 'store',
        },
      ],
    });
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#group);
    pass.draw(4 * this.#segmentsEach, end - begin, 0, begin);
    pass.end();
    this.#drawnPaths = end;
  }

  destroy(): void {
    this.texture.destroy();
    for (const buffer of this.#buffers) buffer.destroy();
  }

  #bind(device: GPUDevice, strands: Track, { lane, width, unit }: PathLayerOptions): GPUBindGroup {
    const last = strands.places.length - 1;
    const stride = Math.max(1, Math.ceil((last * knotDistance * unit) / width));
    this.#segmentsEach = Math.ceil(last / stride);
    const values = pack(strandsLayout, {
      frames: this.#segmentsEach + 1,
      stride,
      last,
      paths: strands.recorded.paths,
      tracers: numTracers,
      half_width: 0.4 * unit,
      tracer_half_width: 0.6 * unit,
    });
    const uniform = device.createBuffer({
      label: 'strands',
      size: bytesOf(strandsLayout),
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    const places = device.createBuffer({
      label: 'places',
      size: Math.max(16, 4 * strands.places.length),
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    });
    this.#buffers.push(uniform, places);
    device.queue.writeBuffer(uniform, 0, values);
    device.queue.writeBuffer(places, 0, Float32Array.from(strands.places));
    return device.createBindGroup({
      label: 'strands',
      layout: this.#pipeline.getBindGroupLayout(0),
      entries: [lane, uniform, places, strands.recorded.buffer].map((buffer, binding) => ({
        binding,
        resource: { buffer },
      })),
    });
  }
}
