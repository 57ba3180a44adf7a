import { philox4x32, unitUniform } from '../../src/diffusion/random.ts';
import type { Tolerance } from './close.ts';

// Test data: float32 numbers, so that kernel and reference start from the very same ones.

/** [count] numbers between -scale and scale, from `seed`. */
export function uniformValues(count: number, seed: number, scale = 1): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, i) => {
    const [word] = philox4x32([i, 0, 0, 0], [seed, 1]);
    return scale * (2 * unitUniform(word) - 1);
  });
}

/** [count] integers from 0 to below - 1; the first is 0 and the last below - 1. */
export function integerValues(count: number, seed: number, below: number): Uint32Array {
  const integers = Uint32Array.from({ length: count }, (_, i) => {
    const [word] = philox4x32([i, 1, 0, 0], [seed, 1]);
    return Math.floor(unitUniform(word) * below);
  });
  integers[count - 1] = below - 1;
  if (count > 1) integers[0] = 0;
  return integers;
}

/**
 * What the kernels' normals may differ by from float64's, for `count` of them. The trigonometric polynomials hold 2e-7 of the
 * radius, which is at most 5.8. WGSL promises log(u) to 2^-21 absolute for u above 0.5 (else 3 ulp), so the radius
 * r = sqrt(-2 log u) to 2^-21 / r; the smallest r of n pairs is about sqrt(2 / n).
 */
export function normalTolerance(count: number): Tolerance {
  return { atol: 2e-6 + 2 ** -21 * Math.sqrt(count), rtol: 0 };
}
