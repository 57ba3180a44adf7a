export interface LinearBackwardWeightInput {
  /** [B, inFeatures] */
  readonly input: ArrayLike<number>;
  /** Gradient with respect to input weight^T + bias, [B, outFeatures]. */
  readonly dOutput: ArrayLike<number>;
  readonly outFeatures: number;
}

/** dWeight = dOutput^T input, [outFeatures, inFeatures]; dBias = sum of dOutput over the rows, [outFeatures]. */
export function linearBackwardWeight({ input, dOutput, outFeatures }: LinearBackwardWeightInput) {
  const rows = dOutput.length / outFeatures;
  const inFeatures = rows === 0 ? 0 : input.length / rows;
  const dWeight = new Float64Array(outFeatures * inFeatures);
  const dBias = new Float64Array(outFeatures);
  for (let row = 0; row < rows; row++) {
    for (let out = 0; out < outFeatures; out++) {
      const gradient = dOutput[row * outFeatures + out] as number;
      dBias[out] = (dBias[out] as number) + gradient;
      for (let k = 0; k < inFeatures; k++) {
        const at = out * inFeatures + k;
        dWeight[at] = (dWeight[at] as number) + gradient * (input[row * inFeatures + k] as number);
      }
    }
  }
  return { dWeight, dBias };
}
