import type { Layer } from './forward_private.ts';
import { linearBackwardInput } from './linear_backward_input.ts';

export interface BackwardPrivateInput {
  /** [rows, out]: the loss's gradient with respect to the answer */
  readonly dOutput: Float64Array;
  readonly layers: readonly Layer[];
  /** Of each hidden layer's activation, [rows, H]. */
  readonly derivatives: readonly Float64Array[];
}

/** The loss's gradients with respect to each layer's pre-activations. */
export function backwardPrivate({ dOutput, layers, derivatives }: BackwardPrivateInput): Float64Array[] {
  const gradients = [dOutput];
  for (let index = layers.length - 1; index > 0; index--) {
    const { weight, bias } = layers[index] as Layer;
    const above = gradients[0] as Float64Array;
    const derivative = derivatives[index - 1] as Float64Array;
    gradients.unshift(linearBackwardInput({ dOutput: above, weight, derivative, outFeatures: bias.length }));
  }
  return gradients;
}
