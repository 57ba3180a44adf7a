import { requireOneOf, requirePositive } from './checks.ts';
import { boundedLogSnr } from './log_snr_features.ts';
import { type PredictionType, predictionTypes } from './prediction.ts';
import type { Schedule } from './schedule.ts';
import { alphaAt } from './timesteps.ts';

export const lossWeightings = ['uniform', 'min_snr'] as const;
export type LossWeighting = (typeof lossWeightings)[number];

export interface LossWeightingConfig {
  lossWeighting: LossWeighting;
  /** gamma of 'min_snr'; default 5. */
  snrGamma?: number;
  predictionType: PredictionType;
}

/**
 * The weight of each timestep in the training loss.
 * - uniform: 1.
 * - min_snr: the loss of x_0 weighted by min(SNR, gamma), said for the network's own target: min(SNR, gamma) / SNR for
 *   epsilon, min(SNR, gamma) for sample, min(SNR, gamma) / (SNR + 1) for v_prediction (Hang et al., "Efficient
 *   diffusion training via min-SNR weighting strategy", 2023, section 3.4).
 *
 * @returns [T], finite at zero terminal SNR too
 */
export function lossWeights(schedule: Schedule, config: LossWeightingConfig): Float64Array {
  const { lossWeighting, predictionType, snrGamma = 5 } = config;
  requireOneOf('lossWeighting', lossWeighting, lossWeightings);
  requireOneOf('predictionType', predictionType, predictionTypes);
  requirePositive('snrGamma', snrGamma);
  return schedule.alphasCumprod.map((alphaCumprod, t) => {
    if (lossWeighting === 'uniform') return 1;
    const snr = alphaCumprod / (schedule.oneMinusAlphasCumprod[t] as number);
    if (predictionType === 'epsilon') return snr <= snrGamma ? 1 : snrGamma / snr; // finite at SNR 0
    return predictionType === 'sample' ? Math.min(snr, snrGamma) : Math.min(snr, snrGamma) / (snr + 1);
  });
}

export const timestepSamplings = ['uniform', 'logsnr'] as const;
export type TimestepSampling = (typeof timestepSamplings)[number];

/** Share of the draws that `logsnr` spreads evenly in log-SNR. */
const logSnrShare = 0.25;

/**
 * How often each t should be drawn: all alike, or a quarter of the draws even in log-SNR, which visits the ends of
 * a linear schedule more often.
 *
 * @returns [T], for `timestepDistribution`
 */
export function timestepImportance(schedule: Schedule, sampling: TimestepSampling): Float64Array {
  requireOneOf('timestepSampling', sampling, timestepSamplings);
  const count = schedule.numTrainTimesteps;
  const uniform = new Float64Array(count).fill(1);
  if (sampling === 'uniform') return uniform;
  const levels = Array.from({ length: count }, (_, t) => boundedLogSnr(alphaAt(schedule, t)));
  const range = (levels[0] as number) - (levels[count - 1] as number);
  // A single timestep, or nothing but levels beyond the bound.
  if (range === 0) return uniform;
  return Float64Array.from(levels, (_, t) => {
    const before = levels[Math.max(0, t - 1)] as number;
    const after = levels[Math.min(count - 1, t + 1)] as number;
    const share = (before - after) / 2 / range;
    return (1 - logSnrShare) / count + logSnrShare * share;
  });
}

/** How to draw t other than uniformly, and leave the expected loss as it is. */
export interface TimestepDistribution {
  /** [T], sum 1. */
  probabilities: Float64Array;
  /** Sums of the probabilities up to and with t, [T]; the last is 1. A uniform u draws the first t with u below it. */
  cumulative: Float64Array;
  /** What the loss of a t so drawn is multiplied by: 1 / (T probability), [T]. */
  weights: Float64Array;
}

/**
 * Importance sampling of t: draws t in proportion to `importance`. Least variance comes from the root mean square of
 * the loss at each t (Nichol and Dhariwal, "Improved denoising diffusion probabilistic models", 2021, eq. 18).
 *
 * @param importance above 0, [T]
 */
export function timestepDistribution(importance: ArrayLike<number>): TimestepDistribution {
  const values = Float64Array.from(importance);
  values.forEach((value, t) => {
    requirePositive(`importance[${t}]`, value);
  });
  const total = values.reduce((sum, value) => sum + value, 0);
  const probabilities = values.map((value) => value / total);
  let sum = 0;
  const cumulative = probabilities.map((probability, t) => {
    sum += probability;
    return t === values.length - 1 ? 1 : sum;
  });
  return { probabilities, cumulative, weights: probabilities.map((p) => 1 / (values.length * p)) };
}
