import type { Schedule } from '../../index.ts';
import { standardNormals } from './page_noise.ts';

/** What x_t is made of: x_t = signal * x_0 + noise * epsilon. */
export interface NoiseLevel {
  readonly signal: number;
  readonly noise: number;
}

/**
 * Noise level at a real t from 0 (clean data) to T, as in the papers, where x_t with t >= 1 uses
 * alphasCumprod[t - 1]; linear in the variances between whole steps. The schedule's own coefficient of the noise counts,
 * also where it is the article's.
 */
export function noiseLevel(schedule: Schedule, t: number): NoiseLevel {
  const { sqrtAlphasCumprod, sqrtOneMinusAlphasCumprod } = schedule;
  const below = Math.min(Math.max(0, Math.floor(t)), schedule.numTrainTimesteps);
  const above = Math.min(below + 1, schedule.numTrainTimesteps);
  const between = (table: Float64Array, clean: number): number => {
    const variance = (step: number) => (step === 0 ? clean : (table[step - 1] ?? 0) ** 2);
    return Math.sqrt(variance(below) + (t - below) * (variance(above) - variance(below)));
  };
  return { signal: between(sqrtAlphasCumprod, 1), noise: between(sqrtOneMinusAlphasCumprod, 0) };
}

/** Paths of a few particles, for a page without a GPU. */
export interface FlatPaths {
  readonly numPaths: number;
  /** How far the process has come at each snapshot, 0 to 1, ascending. */
  readonly places: Float64Array;
  /** Positions x in model space, [snapshots, numPaths]. */
  readonly positions: Float32Array;
}

/**
 * Paths of the forward process: the Markov chain x_s -> x_t with the steps in between taken at once,
 * q(x_t | x_s) = N(sqrt(a_t / a_s) x_s, 1 - a_t / a_s) with a = alphasCumprod (Ho et al. 2020, eq. 4, composed).
 *
 * @param start positions x_0 in model space, [numPaths]
 */
export function flatPaths(schedule: Schedule, start: Float32Array, seed: number): FlatPaths {
  const numPaths = start.length;
  const snapshots = Math.min(schedule.numTrainTimesteps, 240) + 1;
  const places = Float64Array.from({ length: snapshots }, (_, i) => i / (snapshots - 1));
  const positions = new Float32Array(snapshots * numPaths);
  positions.set(start);
  let before: NoiseLevel = { signal: 1, noise: 0 };
  for (let i = 1; i < snapshots; i++) {
    const level = noiseLevel(schedule, (places[i] ?? 0) * schedule.numTrainTimesteps);
    const keep = level.signal / before.signal;
    const add = Math.sqrt(Math.max(0, level.noise ** 2 - (keep * before.noise) ** 2));
    const noise = standardNormals(numPaths, seed, i);
    for (let path = 0; path < numPaths; path++) {
      const x = positions[(i - 1) * numPaths + path] ?? 0;
      positions[i * numPaths + path] = keep * x + add * (noise[path] ?? 0);
    }
    before = level;
  }
  return { numPaths, places, positions };
}

/** Copies of `data` (model space) with noise added in one jump. */
export function noised(
  data: Float32Array,
  { signal, noise }: NoiseLevel,
  epsilon: Float32Array,
): Float32Array<ArrayBuffer> {
  return data.map((x, i) => signal * x + noise * (epsilon[i] ?? 0));
}
