export type ActivationName = 'identity' | 'silu' | 'relu' | 'gelu';

export interface LinearForwardInput {
  /** [B, inFeatures] */
  readonly input: ArrayLike<number>;
  /** [outFeatures, inFeatures], as torch.nn.Linear holds it */
  readonly weight: ArrayLike<number>;
  /** [outFeatures] */
  readonly bias: ArrayLike<number>;
  readonly activation: ActivationName;
}

/** output = activation(input weight^T + bias), and the activation's derivative there; both [B, outFeatures]. */
export function linearForward({ input, weight, bias, activation }: LinearForwardInput) {
  const outFeatures = bias.length;
  const inFeatures = weight.length / outFeatures;
  const rows = input.length / inFeatures;
  const output = new Float64Array(rows * outFeatures);
  const derivative = new Float64Array(rows * outFeatures);
  for (let row = 0; row < rows; row++) {
    for (let out = 0; out < outFeatures; out++) {
      let z = bias[out] as number;
      for (let k = 0; k < inFeatures; k++) {
        z += (weight[out * inFeatures + k] as number) * (input[row * inFeatures + k] as number);
      }
      const activated = activate(activation, z);
      output[row * outFeatures + out] = activated.value;
      derivative[row * outFeatures + out] = activated.derivative;
    }
  }
  return { output, derivative };
}

function activate(activation: ActivationName, z: number): { value: number; derivative: number } {
  switch (activation) {
    case 'identity':
      return { value: z, derivative: 1 };
    case 'relu':
      return { value: Math.max(z, 0), derivative: z > 0 ? 1 : 0 };
    case 'silu': {
      // z sigmoid(z), Elfwing et al. 2018
      const s = 1 / (1 + Math.exp(-z));
      return { value: z * s, derivative: s + z * s * (1 - s) };
    }
    case 'gelu': {
      // Hendrycks and Gimpel 2016: 0.5 z (1 + tanh(sqrt(2 / pi) (z + 0.044715 z^3)))
      const tanh = Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3));
      const slope = Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * z ** 2);
      return {
        value: 0.5 * z * (1 + tanh),
        derivative: 0.5 * (1 + tanh) + 0.5 * z * (1 - tanh ** 2) * slope,
      };
    }
  }
}
