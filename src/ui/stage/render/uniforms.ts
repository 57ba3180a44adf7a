const sizes = { u32: 1, f32: 1, vec2f: 2, vec4f: 4 } as const;

/** The fields of a WGSL struct, in order, and their types; a test holds them equal to the WGSL's. */
type Layout = Readonly<Record<string, keyof typeof sizes>>;

/** Struct `Lane` of shaders/render/lane.wgsl. */
export const laneLayout = {
  frame: 'vec4f',
  canvas: 'vec2f',
  bound: 'f32',
  progress: 'f32',
  mirrored: 'f32',
  reversed: 'f32',
  unit: 'f32',
  densest: 'f32',
  ground: 'vec4f',
  heat_low: 'vec4f',
  heat_mid: 'vec4f',
  heat_high: 'vec4f',
  mist: 'vec4f',
  tracer: 'vec4f',
  ink: 'vec4f',
} as const satisfies Layout;

/** Struct `Strands` of shaders/render/path_layer.wgsl. */
export const strandsLayout = {
  frames: 'u32',
  stride: 'u32',
  last: 'u32',
  paths: 'u32',
  tracers: 'u32',
  half_width: 'f32',
  tracer_half_width: 'f32',
} as const satisfies Layout;

/** Struct `Swarm` of shaders/render/particles.wgsl. */
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

type Value<T extends keyof typeof sizes> = T extends 'u32' | 'f32' ? number : readonly number[];

/** A value for each field of a struct. */
export type ValuesOf<L extends Layout> = { readonly [K in keyof L]: Value<L[K]> };

/** Bytes of a uniform that holds a struct: whole vec4s. */
export function bytesOf(layout: Layout): number {
  const length = Object.values(layout).reduce((end, type) => aligned(end, sizes[type]) + sizes[type], 0);
  return 16 * Math.ceil(length / 4);
}

/** A struct as a uniform's bytes. */
export function pack<L extends Layout>(layout: L, values: ValuesOf<L>): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(bytesOf(layout)));
  let at = 0;
  for (const [name, type] of Object.entries(layout)) {
    at = aligned(at, sizes[type]);
    for (const value of [values[name] ?? 0].flat()) {
      if (type === 'u32') view.setUint32(4 * at, value, true);
      else view.setFloat32(4 * at, value, true);
      at += 1;
    }
  }
  return view.buffer;
}

/** The next place, in 32-bit words, that is a multiple of a size. */
function aligned(at: number, size: number): number {
  return size * Math.ceil(at / size);
}
