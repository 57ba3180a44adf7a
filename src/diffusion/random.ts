// Random numbers as a function of (seed, stream, index, step): a counter-based generator, so that every run
// can be repeated and every kernel compared with its reference. shaders/lib/philox.wgsl mirrors this file.

/** Which random numbers of a seed: the third word of the counter. Streams never overlap. */
export const stream = { dataset: 1, weights: 2, train: 3, init: 4, sampler: 5, forward: 6 } as const;

/** Four uint32 words. */
export type Words = [number, number, number, number];

/** High 32 bits of the 64-bit product of two uint32. `mulHi(word, n)` maps a random word to 0..n-1. */
export function mulHi(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16); // at most 2^32 - 2^16: still an exact uint32
  const middle2 = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (middle2 >>> 16)) >>> 0;
}

/**
 * Philox-4x32-10: a bijection of the 128-bit counter, keyed by 64 bits, that passes BigCrush
 * (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 * In ddpm-lab the counter is [index, step, stream, block] and the key [seed, 0].
 *
 * @param counter four uint32
 * @param key two uint32
 * @returns four uint32 words
 */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): Words {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = mulHi(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = mulHi(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** Maps a uint32 word to the open interval (0, 1): the midpoints of 2^23 cells, each exact in float32. */
export function unitUniform(word: number): number {
  return ((word >>> 9) + 0.5) * 2 ** -23;
}

/**
 * Two independent standard normal numbers from two random words (Box and Muller 1958):
 * radius sqrt(-2 ln u0) from `word0`, angle 2 pi u1 from `word1`. The largest radius is 5.77.
 */
export function boxMuller(word0: number, word1: number): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(unitUniform(word0)));
  const angle = 2 * Math.PI * unitUniform(word1);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
