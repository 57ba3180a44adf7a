import type { PredictionType } from '../../src/diffusion/prediction.ts';

/** A mixture of normal distributions with diagonal covariances in D dimensions. */
export interface DiagonalMixture {
  /** [K] */
  readonly weights: readonly number[];
  /** [K][D] */
  readonly means: readonly (readonly number[])[];
  readonly standardDeviations: readonly (readonly number[])[];
}

export interface MixtureDenoiseInput {
  /** [B, D] */
  readonly x: ArrayLike<number>;
  readonly dataDim: number;
  readonly mixture: DiagonalMixture;
  /** x_t = signal x_0 + sigma noise */
  readonly signal: number;
  readonly sigma: number;
  readonly predictionType: PredictionType;
}

/**
 * E[noise | x_t], E[x_0 | x_t] or E[v | x_t], [B, D]. Given its component k, x_t is normal with mean a mean_k and variance
 * D_k = a^2 sd_k^2 + s^2, and by Bayes' rule for normal variables E[x_0 | x_t, k] = mean_k + a sd_k^2 (x_t - a mean_k) / D_k
 * and E[noise | x_t, k] = s (x_t - a mean_k) / D_k. The components count by their share of the density at x_t.
 */
export function mixtureDenoise(input: MixtureDenoiseInput): Float64Array {
  const { x, dataDim, mixture, signal, sigma, predictionType } = input;
  const answers = new Float64Array(x.length);
  for (let first = 0; first < x.length; first += dataDim) {
    const logDensities = mixture.weights.map((weight, k) => {
      let sum = Math.log(weight);
      for (let d = 0; d < dataDim; d++) {
        const variance = varianceOf(input, k, d);
        sum -= 0.5 * (distanceOf(input, first, k, d) ** 2 / variance + Math.log(variance));
      }
      return sum;
    });
    const highest = Math.max(...logDensities);
    const shares = logDensities.map((logDensity) => Math.exp(logDensity - highest));
    const total = shares.reduce((sum, share) => sum + share, 0);
    for (let d = 0; d < dataDim; d++) {
      for (const [k, share] of shares.entries()) {
        const scaled = distanceOf(input, first, k, d) / varianceOf(input, k, d);
        const noise = sigma * scaled;
        const x0 = of(mixture.means, k, d) + signal * of(mixture.standardDeviations, k, d) ** 2 * scaled;
        const answer = { epsilon: noise, sample: x0, v_prediction: signal * noise - sigma * x0 }[
          predictionType
        ];
        answers[first + d] = (answers[first + d] as number) + (share / total) * answer;
      }
    }
  }
  return answers;
}

function distanceOf(
  { x, mixture, signal }: MixtureDenoiseInput,
  first: number,
  k: number,
  d: number,
): number {
  return (x[first + d] as number) - signal * of(mixture.means, k, d);
}

function varianceOf({ mixture, signal, sigma }: MixtureDenoiseInput, k: number, d: number): number {
  return signal ** 2 * of(mixture.standardDeviations, k, d) ** 2 + sigma ** 2;
}

function of(table: readonly (readonly number[])[], k: number, d: number): number {
  return table[k]?.[d] as number;
}
