export interface MseLossInput {
  /** [B, D] */
  readonly modelOutput: ArrayLike<number>;
  /** [B, D] */
  readonly target: ArrayLike<number>;
  readonly dataDim: number;
  /** Weight of each row's error, [B]. */
  readonly lossWeights: ArrayLike<number>;
  /** 1 / (batch * D): what makes the sum a mean. */
  readonly scale: number;
}

/**
 * The weighted mean squared error (Ho et al. 2020, eq. 14): each row's share [B], and the gradient of their sum with
 * respect to the network's output [B, D].
 */
export function mseLoss({ modelOutput, target, dataDim, lossWeights, scale }: MseLossInput) {
  const losses = new Float64Array(lossWeights.length);
  const dOutput = new Float64Array(modelOutput.length);
  for (let i = 0; i < modelOutput.length; i++) {
    const row = Math.floor(i / dataDim);
    const weight = scale * (lossWeights[row] as number);
    const error = (modelOutput[i] as number) - (target[i] as number);
    losses[row] = (losses[row] as number) + weight * error ** 2;
    dOutput[i] = 2 * weight * error;
  }
  return { losses, dOutput };
}
