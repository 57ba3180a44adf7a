// Pieces of buffers that kernels bind as uniforms: some software adapters load these far faster than storage.

/** Bytes of a window: the most that WebGPU guarantees of a uniform binding. */
export const windowBytes = 65_536;
/** vec4s of a window. */
export const windowLength4 = windowBytes / 16;
/** WebGPU's guaranteed alignment of a uniform binding, in vec4. */
const alignment4 = 16;

/** 64 KiB of a buffer, as a resource of a bind group. The buffer must reach that far: see `BufferSet.storage`. */
export interface BufferWindow {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/** The last window that can begin at or before a place, and where in it the place is; both places in vec4. */
export function windowAt(
  buffer: GPUBuffer,
  place4: number,
): { readonly window: BufferWindow; readonly within4: number } {
  const within4 = place4 % alignment4;
  return { window: { buffer, offset: 16 * (place4 - within4), size: windowBytes }, within4 };
}

/** Rows of `width4` vec4s that a window holds from row 0 of a buffer, and from every multiple of them: of 16 rows. */
export function rowsOfWindow(width4: number): number {
  return 16 * Math.floor(windowLength4 / width4 / 16);
}
