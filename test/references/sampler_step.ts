import { stream } from '../../src/diffusion/random.ts';
import { applyRow, type SamplerRow } from '../../src/diffusion/samplers/rows.ts';
import { normalsOf } from './lib/draws.ts';

export interface SamplerStepInput {
  readonly row: SamplerRow;
  /** The row's place in the table, which its noise is drawn by. */
  readonly index: number;
  readonly seed: number;
  readonly dataDim: number;
  /** Each [B, D]; the first sample of the batch is sample 0. */
  readonly x: Float64Array;
  readonly modelOutput: Float64Array;
  readonly x0Prev1: Float64Array;
  readonly x0Prev2: Float64Array;
}

/** A row of a sampler's table applied to all samples, with the noise that the kernel draws. */
export function samplerStep(input: SamplerStepInput) {
  const { row, x, modelOutput, x0Prev1, x0Prev2 } = input;
  return applyRow(row, x, modelOutput, x0Prev1, x0Prev2, samplerNoise(input, x.length / input.dataDim));
}

/** The noise of one step, [count, D]. */
export function samplerNoise(
  { index, seed, dataDim }: Pick<SamplerStepInput, 'index' | 'seed' | 'dataDim'>,
  count: number,
): Float64Array {
  const noise = new Float64Array(count * dataDim);
  for (let i = 0; i < count; i++) {
    noise.set(normalsOf([i, index, stream.sampler, 0], seed, dataDim), i * dataDim);
  }
  return noise;
}
