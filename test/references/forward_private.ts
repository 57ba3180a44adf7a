import { type ActivationName, linearForward } from './linear_forward.ts';

export interface Layer {
  /** [out, in] */
  readonly weight: ArrayLike<number>;
  /** [out] */
  readonly bias: ArrayLike<number>;
}

export interface ForwardPrivateInput {
  /** [rows, in] */
  readonly input: Float64Array;
  /** The hidden layers first. */
  readonly layers: readonly Layer[];
  readonly activation: ActivationName;
}

/** A batch through the network: each layer's input, the derivative of each hidden layer's activation, the answer. */
export function forwardPrivate({ input, layers, activation }: ForwardPrivateInput) {
  const inputs = [input];
  const derivatives: Float64Array[] = [];
  for (const layer of layers.slice(0, -1)) {
    const { output, derivative } = linearForward({
      ...layer,
      input: inputs.at(-1) as Float64Array,
      activation,
    });
    inputs.push(output);
    derivatives.push(derivative);
  }
  const last = layers.at(-1) as Layer;
  const { output } = linearForward({
    ...last,
    input: inputs.at(-1) as Float64Array,
    activation: 'identity',
  });
  return { inputs, derivatives, output };
}
