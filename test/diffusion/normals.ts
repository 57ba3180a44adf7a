import { normalQuantile } from '../../src/diffusion/normal.ts';
import { boxMuller, philox4x32, stream } from '../../src/diffusion/random.ts';

/** The quantiles (i + 0.5) / n of the standard normal distribution: a sample without luck. */
export function stratifiedNormals(n: number): Float64Array {
  return new Float64Array(n).map((_, i) => normalQuantile((i + 0.5) / n));
}

/** n standard normal draws of a seed and a step. */
export function normals(n: number, seed: number, step: number): Float64Array {
  const draws = new Float64Array(n);
  for (let i = 0; i < n; i += 4) {
    const [word0, word1, word2, word3] = philox4x32([i, step, stream.sampler, 0], [seed, 0]);
    draws.set([...boxMuller(word0, word1), ...boxMuller(word2, word3)].slice(0, n - i), i);
  }
  return draws;
}
