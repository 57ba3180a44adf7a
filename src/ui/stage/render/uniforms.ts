import type { Colour } from '../colours.ts';

/** The fields of a WGSL struct of scalars, in order, and their types. */
type Layout = Readonly<Record<string, 'u32' | 'f32'>>;

/** shaders/render/path_layer.wgsl */
export const strandsLayout = {
  frames: 'u32',
  stride: 'u32',
  last: 'u32',
  paths: 'u32',
  tracers: 'u32',
  half_width: 'f32',
  tracer_half_width: 'f32',
} as const satisfies Layout;

/** shaders/render/particles.wgsl */
export const swarmLayout = {
  frame: 'u32',
  fraction: 'f32',
  paths: 'u32',
  components: 'u32',
  signal: 'f32',
  noise: 'f32',
  seed: 'u32',
  radius: 'f32',
  spread: 'f32',
  highest: 'f32',
  alpha: 'f32',
} as const satisfies Layout;

/** Scalars as a uniform's bytes. */
export function packScalars<L extends Layout>(
  layout: L,
  values: Readonly<Record<keyof L, number>>,
): ArrayBuffer {
  const entries = Object.entries(layout);
  const view = new DataView(new ArrayBuffer(16 * Math.ceil(entries.length / 4)));
  entries.forEach(([name, type], i) => {
    if (type === 'u32') view.setUint32(4 * i, values[name] ?? 0, true);
    else view.setFloat32(4 * i, values[name] ?? 0, true);
  });
  return view.buffer;
}

/** shaders/render/lane.wgsl */
export interface LaneValues {
  /** Left, top, width and height, in device pixels. */
  readonly frame: readonly [number, number, number, number];
  readonly canvas: readonly [number, number];
  readonly bound: number;
  readonly progress: number;
  readonly mirrored: boolean;
  readonly reversed: boolean;
  /** Device pixels to a CSS pixel. */
  readonly unit: number;
  readonly densest: number;
  /** Ground, three colours of heat, mist, tracer, ink. */
  readonly colours: readonly Colour[];
}

export const laneBytes = 160;

export function packLane(lane: LaneValues): Float32Array<ArrayBuffer> {
  const packed = new Float32Array(laneBytes / 4);
  packed.set([
    ...lane.frame,
    ...lane.canvas,
    lane.bound,
    lane.progress,
    lane.mirrored ? 1 : 0,
    lane.reversed ? 1 : 0,
    lane.unit,
    lane.densest,
  ]);
  lane.colours.forEach((colour, i) => {
    packed.set(colour, 12 + 4 * i);
  });
  return packed;
}
