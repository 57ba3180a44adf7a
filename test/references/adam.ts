export interface AdamState {
  /** Each [P]. */
  readonly weights: Float64Array;
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
  readonly emaWeights: Float64Array;
}

export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  readonly emaDecay: number;
}

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1) with decoupled weight decay (Loshchilov and Hutter 2019,
 * algorithm 2) and a moving average of the weights.
 *
 * @param step t of the paper: 1 for the first step
 */
export function adam(
  state: AdamState,
  gradient: ArrayLike<number>,
  settings: AdamSettings,
  step: number,
): AdamState {
  const { learningRate, beta1, beta2, eps, weightDecay, emaDecay } = settings;
  const g = Float64Array.from(gradient);
  const firstMoment = state.firstMoment.map((m, i) => beta1 * m + (1 - beta1) * (g[i] as number));
  const secondMoment = state.secondMoment.map((v, i) => beta2 * v + (1 - beta2) * (g[i] as number) ** 2);
  const weights = state.weights.map((w, i) => {
    const mHat = (firstMoment[i] as number) / (1 - beta1 ** step);
    const vHat = (secondMoment[i] as number) / (1 - beta2 ** step);
    return w - learningRate * (mHat / (Math.sqrt(vHat) + eps) + weightDecay * w);
  });
  const emaWeights = state.emaWeights.map((e, i) => emaDecay * e + (1 - emaDecay) * (weights[i] as number));
  return { weights, firstMoment, secondMoment, emaWeights };
}
