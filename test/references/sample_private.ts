import type { SamplerRow } from '../../src/diffusion/samplers/rows.ts';
import { embedInput } from './embed_input.ts';
import { type ActivationName, linearForward } from './linear_forward.ts';
import { samplerStep } from './sampler_step.ts';

export interface SampleNetworkInput {
  /** All rows of the table, of which first .. index are applied. */
  readonly rows: readonly SamplerRow[];
  readonly first: number;
  readonly index: number;
  readonly seed: number;
  readonly dataDim: number;
  readonly fourierFeatures: number;
  readonly fourierBase: number;
  readonly activation: ActivationName;
  /** Each layer's weight [out, in] and bias [out]; the first layer's are for the features of x alone. */
  readonly layers: readonly { readonly weight: ArrayLike<number>; readonly bias: ArrayLike<number> }[];
  /** The first layer's bias for each row of the table, [rows][H]. */
  readonly foldedBias: readonly ArrayLike<number>[];
  /** Each [B, D]. */
  readonly x: Float64Array;
  readonly x0Prev1: Float64Array;
  readonly x0Prev2: Float64Array;
}

/** Rows of a sampler's table with a network: evaluate, update, and so on. Returns x and the x0 of the last two rows. */
export function samplePrivate(input: SampleNetworkInput) {
  const { rows, first, index, seed, dataDim, layers, foldedBias } = input;
  let { x, x0Prev1, x0Prev2 } = input;
  for (let at = first; at <= index; at++) {
    const { xFeatures } = embedInput({ ...input, x, timeFeatures: [] });
    let values: ArrayLike<number> = xFeatures.flat();
    for (const [i, { weight, bias }] of layers.entries()) {
      values = linearForward({
        input: values,
        weight,
        bias: i === 0 ? (foldedBias[at] as ArrayLike<number>) : bias,
        activation: i < layers.length - 1 ? input.activation : 'identity',
      }).output;
    }
    const modelOutput = Float64Array.from(values);
    const row = rows[at] as SamplerRow;
    const step = samplerStep({ row, index: at, seed, dataDim, x, modelOutput, x0Prev1, x0Prev2 });
    x = step.prevSample;
    x0Prev2 = x0Prev1;
    x0Prev1 = step.predOriginalSample;
  }
  return { x, x0Prev1, x0Prev2 };
}
