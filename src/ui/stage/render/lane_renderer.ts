import { ridgeReach } from '../furniture.ts';
import { type LaneScene, type Moment, type NoisedData, type PictureScene, progressOf } from '../scene.ts';
import { locate } from '../trajectories.ts';
import { numTracers, PathLayer } from './path_layer.ts';
import type { Pipelines } from './pipelines.ts';
import { bytesOf, laneLayout, pack, swarmLayout, type ValuesOf } from './uniforms.ts';

/** A canvas in device pixels, `unit` of them to a CSS pixel. */
export interface CanvasSize {
  readonly width: number;
  readonly height: number;
  readonly unit: number;
}

/** What all lanes of a picture share. */
export interface Shared {
  readonly device: GPUDevice;
  readonly pipelines: Pipelines;
  readonly smooth: GPUSampler;
  /** The density's levels. */
  readonly density: GPUTexture;
}

/** CSS pixels between two knots of the density's curve, as in shaders/render/particles.wgsl. */
const curveKnotDistance = 1.5;
/** Components of a mixture that there is room for. */
const mostComponents = 1024;

/** Draws one lane: its layer of paths, once; heat map, layer and particles, for every moment. */
export class LaneRenderer {
  readonly #shared: Shared;
  #scene: LaneScene;
  #picture: PictureScene;
  readonly #size: CanvasSize;
  readonly #layer: PathLayer;
  readonly #buffers: GPUBuffer[] = [];
  readonly #lane: GPUBuffer;
  readonly #mixture: GPUBuffer;
  readonly #laneGroup: GPUBindGroup;
  readonly #swarm: Swarm | undefined;
  readonly #heads: Swarm;
  readonly #curve: Swarm;

  constructor(shared: Shared, picture: PictureScene, scene: LaneScene, size: CanvasSize) {
    this.#shared = shared;
    this.#picture = picture;
    this.#scene = scene;
    this.#size = size;
    const { device, pipelines } = shared;
    this.#lane = this.#uniform('lane', bytesOf(laneLayout));
    const [, , width, height] = this.#pixels;
    const { strands, swarm } = scene;
    const { unit } = size;
    this.#layer = new PathLayer(device, pipelines, { strands, lane: this.#lane, width, height, unit });
    this.#mixture = this.#buffer('mixture', 16 * mostComponents, GPUBufferUsage.STORAGE);
    this.#laneGroup = device.createBindGroup({
      label: 'lane',
      layout: pipelines.lit.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: this.#lane } },
        { binding: 1, resource: shared.density.createView() },
        { binding: 2, resource: shared.smooth },
        { binding: 3, resource: this.#layer.texture.createView() },
      ],
    });
    this.#heads = this.#makeSwarm(pipelines.recorded, strands?.recorded.buffer ?? this.#mixture);
    this.#curve = this.#makeSwarm(pipelines.curve, this.#mixture);
    if (swarm !== undefined) {
      const pipeline = 'x0' in swarm ? pipelines.noised : pipelines.recorded;
      this.#swarm = this.#makeSwarm(pipeline, 'x0' in swarm ? swarm.x0 : swarm.recorded.buffer);
    }
  }

  get scene(): LaneScene {
    return this.#scene;
  }

  /** Takes the colours of scenes that show the same otherwise. */
  recolour(picture: PictureScene, scene: LaneScene): void {
    this.#picture = picture;
    this.#scene = scene;
  }

  /** Particles that there are to draw. */
  get numParticles(): number {
    const { swarm } = this.#scene;
    if (swarm === undefined) return 0;
    return 'x0' in swarm ? swarm.count : swarm.recorded.paths;
  }

  /** The paths that are drawn of it. */
  get layer(): PathLayer {
    return this.#layer;
  }

  /** The lane as it is where its process has been, or as what lies ahead. */
  drawBackground(pass: GPURenderPassEncoder, which: 'lit' | 'ahead'): void {
    pass.setPipeline(this.#shared.pipelines[which]);
    pass.setBindGroup(0, this.#laneGroup);
    pass.draw(4);
  }

  /** The lane's part of a picture where its process has been, and the part that lies ahead; in device pixels. */
  parts(moment: Moment): Readonly<Record<'lit' | 'ahead', Rectangle>> {
    const [x, y, width, height] = this.#pixels;
    const lit = Math.round(progressOf(this.#scene, moment) * width);
    const { mirrored } = this.#scene.frame;
    return {
      lit: { x: mirrored ? x + width - lit : x, y, width: lit, height },
      ahead: { x: mirrored ? x : x + lit, y, width: width - lit, height },
    };
  }

  /** The cursor, the first `particles` of the swarm as sand under the curve of the density, and the tracers' heads. */
  drawMoment(pass: GPURenderPassEncoder, moment: Moment, particles: number): void {
    const { swarm, strands, frame } = this.#scene;
    const { unit } = this.#size;
    const progress = progressOf(this.#scene, moment);
    this.#writeLane(progress);
    const components = this.#writeMixture(moment);
    const still = { ...nowhere, components, radius: 0, spread: 0, alpha: 1 };
    const spread = ridgeReach(frame) * unit;
    if (strands !== undefined) {
      const at = this.#recordedAt(strands, progress);
      this.#writeSwarm(this.#heads, moment, { ...still, ...at, radius: 2.2 * unit });
    } else {
      this.#writeSwarm(this.#heads, moment, still);
    }
    this.#drawCurve(pass, this.#heads);
    const count = Math.min(particles, this.numParticles);
    if (this.#swarm !== undefined && swarm !== undefined && count > 0) {
      const radius = Math.max(0.5, (count > 20_000 ? 0.55 : 0.8) * unit);
      const at = 'x0' in swarm ? noisedAt(swarm, moment) : this.#recordedAt(swarm, progress);
      const alpha = this.#sandAlpha(moment, count, radius);
      this.#writeSwarm(this.#swarm, moment, { ...still, ...at, radius, spread, alpha });
      this.#drawGrains(pass, this.#swarm, count);
    }
    this.#writeSwarm(this.#curve, moment, { ...still, spread });
    this.#drawCurve(pass, this.#curve);
    if (strands !== undefined) {
      this.#drawGrains(pass, this.#heads, Math.min(numTracers, strands.recorded.paths));
    }
  }

  destroy(): void {
    this.#layer.destroy();
    for (const buffer of this.#buffers) buffer.destroy();
  }

  /** Left, top, width and height in whole device pixels. */
  get #pixels(): [number, number, number, number] {
    const { x, y, width, height } = this.#scene.frame;
    const { unit } = this.#size;
    const [left, top] = [Math.round(x * unit), Math.round(y * unit)];
    return [
      left,
      top,
      Math.max(1, Math.round((x + width) * unit) - left),
      Math.max(1, Math.round((y + height) * unit) - top),
    ];
  }

  #buffer(label: string, size: number, usage: number): GPUBuffer {
    const { device } = this.#shared;
    const buffer = device.createBuffer({ label, size, usage: usage | GPUBufferUsage.COPY_DST });
    this.#buffers.push(buffer);
    return buffer;
  }

  #uniform(label: string, size: number): GPUBuffer {
    return this.#buffer(label, size, GPUBufferUsage.UNIFORM);
  }

  #makeSwarm(pipeline: GPURenderPipeline, positions: GPUBuffer): Swarm {
    const uniform = this.#uniform('swarm', bytesOf(swarmLayout));
    const group = this.#shared.device.createBindGroup({
      label: 'swarm',
      layout: pipeline.getBindGroupLayout(0),
      entries: [this.#lane, uniform, positions, this.#mixture].map((buffer, binding) => ({
        binding,
        resource: { buffer },
      })),
    });
    return { pipeline, uniform, group };
  }

  #drawCurve(pass: GPURenderPassEncoder, { group }: Swarm): void {
    const knots = Math.ceil(this.#pixels[3] / (curveKnotDistance * this.#size.unit));
    pass.setPipeline(this.#shared.pipelines.curve);
    pass.setBindGroup(0, group);
    pass.draw(2 * (knots + 1));
  }

  #drawGrains(pass: GPURenderPassEncoder, { pipeline, group }: Swarm, count: number): void {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.draw(6 * count);
  }

  /** Hands the density at the moment to the shaders. Says how many components it has. */
  #writeMixture({ density: { weights, means, standardDeviations } }: Moment): number {
    const components = Math.min(mostComponents, weights.length);
    const table = new Float32Array(4 * components);
    for (let k = 0; k < components; k++) {
      table.set([weights[k] ?? 0, means[k] ?? 0, standardDeviations[k] ?? 1], 4 * k);
    }
    this.#shared.device.queue.writeBuffer(this.#mixture, 0, table);
    return components;
  }

  #recordedAt({ recorded, places }: NonNullable<LaneScene['strands']>, progress: number): PositionSource {
    const { index, fraction } = locate(places, progress);
    return { frame: index, fraction, paths: recorded.paths, signal: 0, noise: 0, seed: 0 };
  }

  #writeSwarm(swarm: Swarm, { highest }: Moment, values: SwarmValues): void {
    const packed = pack(swarmLayout, { ...values, highest });
    this.#shared.device.queue.writeBuffer(swarm.uniform, 0, packed);
  }

  /** Opacity of a grain with which the sand just covers the area under the curve, however many grains there are. */
  #sandAlpha({ highest }: Moment, count: number, radius: number): number {
    const { frame } = this.#scene;
    const { unit } = this.#size;
    const area = (frame.side * unit * frame.height * unit) / (2 * this.#picture.bound * highest);
    const cover = count * Math.PI * (radius + 0.25) ** 2;
    return Math.min(0.9, Math.max(0.05, (1.6 * area) / cover));
  }

  /** Tells the shaders of the lane, which has come as far as `progress`. Once before each submission. */
  #writeLane(progress: number): void {
    const { frame, reversed, mist, tracer } = this.#scene;
    const { ground, ink, heat, bound } = this.#picture;
    const [, , , height] = this.#pixels;
    const paths = Math.max(1, this.#layer.drawnPaths);
    const packed = pack(laneLayout, {
      frame: this.#pixels,
      canvas: [this.#size.width, this.#size.height],
      bound,
      progress,
      mirrored: frame.mirrored ? 1 : 0,
      reversed: reversed ? 1 : 0,
      unit: this.#size.unit,
      // Paths cover a pixel `paths / height` times on average, and far more often in a peak.
      densest: 2 + (16 * paths) / height,
      ground,
      heat_low: heat[0],
      heat_mid: heat[1],
      heat_high: heat[2],
      mist,
      tracer,
      ink,
    });
    this.#shared.device.queue.writeBuffer(this.#lane, 0, packed);
  }
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Swarm {
  readonly pipeline: GPURenderPipeline;
  readonly uniform: GPUBuffer;
  readonly group: GPUBindGroup;
}

type SwarmValues = Omit<ValuesOf<typeof swarmLayout>, 'highest'>;
type PositionSource = Pick<SwarmValues, 'frame' | 'fraction' | 'paths' | 'signal' | 'noise' | 'seed'>;

const nowhere: PositionSource = { frame: 0, fraction: 0, paths: 0, signal: 0, noise: 0, seed: 0 };

function noisedAt({ count, seed }: NoisedData, { level }: Moment): PositionSource {
  return { frame: 0, fraction: 0, paths: count, signal: level.signal, noise: level.noise, seed };
}
