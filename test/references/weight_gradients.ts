import { linearBackwardWeight } from './linear_backward_weight.ts';

/** Every layer's weight and bias gradient over a batch, from its inputs and the gradients of its pre-activations. */
export function weightGradients(
  layers: readonly {
    readonly input: ArrayLike<number>;
    readonly dOutput: ArrayLike<number>;
    readonly outFeatures: number;
  }[],
): { dWeight: Float64Array; dBias: Float64Array }[] {
  return layers.map(linearBackwardWeight);
}
