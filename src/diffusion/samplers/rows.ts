import { type PredictionType, predictionToX0 } from '../prediction.ts';
import type { NoiseLevel } from './noise_level.ts';

/**
 * One evaluation of the network and the update that follows it. A sampler is a list of these, whatever its method:
 *
 *     x0 = clamp(aX x + aOut out, -clip, clip)
 *     x' = cX x + cOut out + c0 x0 + c1 x0Prev1 + c2 x0Prev2 + cZ z
 *
 * with out = network(x, t), z standard normal, and x0Prev1, x0Prev2 the x0 of the previous row and of the one before.
 */
export interface SamplerRow {
  /** The timestep the network is told, 0..T-1; may be fractional. */
  t: number;
  /** What x really is made of here, for the exact denoiser: sqrtAlphaCumprod x_0 + sqrtOneMinusAlphaCumprod noise. */
  sqrtAlphaCumprod: number;
  sqrtOneMinusAlphaCumprod: number;
  aX: number;
  aOut: number;
  cX: number;
  cOut: number;
  c0: number;
  c1: number;
  c2: number;
  cZ: number;
  /** Bound of |x0|; Infinity for none. */
  clip: number;
}

/** What every sampler needs to know of the network's output. */
export interface OutputConfig {
  predictionType: PredictionType;
  /** Clip x0 to +-clipSampleRange; default false. */
  clipSample?: boolean;
  /** Default 1. */
  clipSampleRange?: number;
}

type Update = Partial<Pick<SamplerRow, 'cX' | 'cOut' | 'c0' | 'c1' | 'c2' | 'cZ'>>;

/** A row that evaluates the network at `level` and updates x as `update` says; what it leaves out is 0. */
export function makeRow(level: NoiseLevel, config: OutputConfig, update: Update): SamplerRow {
  return {
    t: level.t,
    sqrtAlphaCumprod: level.sqrtAlphaCumprod,
    sqrtOneMinusAlphaCumprod: level.sqrtOneMinusAlphaCumprod,
    ...predictionToX0(config.predictionType, level),
    cX: 0,
    cOut: 0,
    c0: 0,
    c1: 0,
    c2: 0,
    cZ: 0,
    ...update,
    clip: config.clipSample ? (config.clipSampleRange ?? 1) : Number.POSITIVE_INFINITY,
  };
}

/**
 * Applies one row to a batch, in float64: the reference of the sampler kernel.
 *
 * @param x current samples, [B * D] like all the others
 * @param out the network's output at (x, row.t)
 * @param x0Prev1 x0 of the previous row (zeros before the first)
 * @param x0Prev2 x0 of the row before that
 * @param z standard normal noise; unread where row.cZ is 0
 * @returns the new samples, and the x0 that was predicted
 */
export function applyRow(
  row: SamplerRow,
  x: Float64Array,
  out: Float64Array,
  x0Prev1: Float64Array,
  x0Prev2: Float64Array,
  z: Float64Array,
): { prevSample: Float64Array; predOriginalSample: Float64Array } {
  const { aX, aOut, cX, cOut, c0, c1, c2, cZ, clip } = row;
  const prevSample = new Float64Array(x.length);
  const predOriginalSample = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const xi = x[i] as number;
    const outi = out[i] as number;
    const x0 = Math.min(Math.max(aX * xi + aOut * outi, -clip), clip);
    let next = cX * xi + cOut * outi + c0 * x0;
    next += c1 * (x0Prev1[i] as number) + c2 * (x0Prev2[i] as number);
    if (cZ !== 0) next += cZ * (z[i] as number);
    predOriginalSample[i] = x0;
    prevSample[i] = next;
  }
  return { prevSample, predOriginalSample };
}

/**
 * Walks all rows from `x`, in float64.
 *
 * @param x first samples, [B * D]; not changed
 * @param denoise the network: its output for x at the row's t
 * @param noise standard normal numbers, [B * D], of step k; asked only where the row has cZ
 * @returns the samples after the last row
 */
export function applyRows(
  rows: readonly SamplerRow[],
  x: Float64Array,
  denoise: (x: Float64Array, row: SamplerRow) => Float64Array,
  noise: (step: number) => Float64Array = () => {
    throw new Error('these rows draw noise, and applyRows was given none');
  },
): Float64Array {
  const none = new Float64Array(x.length);
  let x0Prev1: Float64Array = none;
  let x0Prev2: Float64Array = none;
  let current = x;
  rows.forEach((row, step) => {
    const z = row.cZ === 0 ? none : noise(step);
    const result = applyRow(row, current, denoise(current, row), x0Prev1, x0Prev2, z);
    current = result.prevSample;
    x0Prev2 = x0Prev1;
    x0Prev1 = result.predOriginalSample;
  });
  return current;
}
