import { type ActivationName, linearForward } from './linear_forward.ts';

export interface NetworkForwardInput {
  /** [B, features of x] */
  readonly input: ArrayLike<number>;
  /** Each layer's weight [out, in] and bias [out]; the first one's with the features of t folded in. */
  readonly layers: readonly { readonly weight: ArrayLike<number>; readonly bias: ArrayLike<number> }[];
  readonly activation: ActivationName;
}

/** The network's answers [B, out]: every layer but the last one is activated. */
export function networkForwardUniform({ input, layers, activation }: NetworkForwardInput): Float64Array {
  let values = Float64Array.from(input);
  for (const [i, { weight, bias }] of layers.entries()) {
    const last = i === layers.length - 1;
    values = linearForward({
      input: values,
      weight,
      bias,
      activation: last ? 'identity' : activation,
    }).output;
  }
  return values;
}
