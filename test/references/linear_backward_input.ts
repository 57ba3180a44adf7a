export interface LinearBackwardInputInput {
  /** Gradient with respect to input weight^T + bias, [B, outFeatures]. */
  readonly dOutput: ArrayLike<number>;
  /** [outFeatures, inFeatures] */
  readonly weight: ArrayLike<number>;
  /** Derivative of the activation that made the layer's input, [B, inFeatures]. */
  readonly derivative: ArrayLike<number>;
  readonly outFeatures: number;
}

/** dInput = (dOutput weight) * activation', [B, inFeatures]: the gradient before the activation of the layer below. */
export function linearBackwardInput({ dOutput, weight, derivative, outFeatures }: LinearBackwardInputInput) {
  const inFeatures = weight.length / outFeatures;
  return Float64Array.from(derivative, (slope, at) => {
    const row = Math.floor(at / inFeatures);
    let gradient = 0;
    for (let out = 0; out < outFeatures; out++) {
      gradient +=
        (dOutput[row * outFeatures + out] as number) *
        (weight[out * inFeatures + (at % inFeatures)] as number);
    }
    return gradient * slope;
  });
}
