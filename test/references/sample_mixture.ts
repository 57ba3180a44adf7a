import type { PredictionType } from '../../src/diffusion/prediction.ts';
import type { SamplerRow } from '../../src/diffusion/samplers/rows.ts';
import { type DiagonalMixture, mixtureDenoise } from './mixture_denoise.ts';
import { samplerStep } from './sampler_step.ts';

export interface SampleMixtureInput {
  /** All rows of the table, of which first .. index are applied. */
  readonly rows: readonly SamplerRow[];
  readonly first: number;
  readonly index: number;
  readonly seed: number;
  readonly mixture: DiagonalMixture;
  readonly predictionType: PredictionType;
  /** Each [B]. */
  readonly x: Float64Array;
  readonly x0Prev1: Float64Array;
  readonly x0Prev2: Float64Array;
}

/** Rows of a sampler's table with the exact denoiser, in one dimension. Returns x and the x0 of the last two rows. */
export function sampleMixture(input: SampleMixtureInput) {
  const { rows, first, index, seed, mixture, predictionType } = input;
  let { x, x0Prev1, x0Prev2 } = input;
  for (let at = first; at <= index; at++) {
    const row = rows[at] as SamplerRow;
    const level = { signal: row.sqrtAlphaCumprod, sigma: row.sqrtOneMinusAlphaCumprod };
    const modelOutput = mixtureDenoise({ x, dataDim: 1, mixture, ...level, predictionType });
    const step = samplerStep({ row, index: at, seed, dataDim: 1, x, modelOutput, x0Prev1, x0Prev2 });
    x = step.prevSample;
    x0Prev2 = x0Prev1;
    x0Prev1 = step.predOriginalSample;
  }
  return { x, x0Prev1, x0Prev2 };
}
