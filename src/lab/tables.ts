import { logSnrFeatures } from '../diffusion/log_snr_features.ts';
import {
  type LossWeightingConfig,
  lossWeights,
  type TimestepSampling,
  timestepDistribution,
  timestepImportance,
} from '../diffusion/loss_weighting.ts';
import type { Schedule } from '../diffusion/schedule.ts';
import { timeFeatures } from '../diffusion/time_features.ts';
import type { Model } from './model.ts';

// Tables are computed in float64 and rounded once, here, where they go to the GPU.

/** [N, D] with each coordinate shifted and scaled to mean 0 and standard deviation 1. */
export function standardise(
  data: Float32Array,
  mean: readonly number[],
  standardDeviation: readonly number[],
): Float32Array<ArrayBuffer> {
  const dataDim = mean.length;
  return Float32Array.from(data, (x, i) => {
    const d = i % dataDim;
    return (x - (mean[d] as number)) / (standardDeviation[d] as number);
  });
}

/** [N, D] back in the data's own units, in place. */
export function destandardise(
  samples: Float32Array<ArrayBuffer>,
  mean: readonly number[],
  standardDeviation: readonly number[],
): Float32Array<ArrayBuffer> {
  const dataDim = mean.length;
  for (let i = 0; i < samples.length; i++) {
    const d = i % dataDim;
    samples[i] = (samples[i] as number) * (standardDeviation[d] as number) + (mean[d] as number);
  }
  return samples;
}

/**
 * [T, 4]: sqrtAlphasCumprod, sqrtOneMinusAlphasCumprod, loss weight, cumulative probability of drawing t. The loss of a
 * t that is drawn more often counts less, so that the expected loss stays what `lossWeighting` says.
 */
export function scheduleTable(
  schedule: Schedule,
  config: LossWeightingConfig & { readonly timestepSampling: TimestepSampling },
): Float32Array<ArrayBuffer> {
  const weights = lossWeights(schedule, config);
  const drawn = timestepDistribution(timestepImportance(schedule, config.timestepSampling));
  const table = new Float32Array(4 * schedule.numTrainTimesteps);
  for (let t = 0; t < schedule.numTrainTimesteps; t++) {
    table[4 * t] = schedule.sqrtAlphasCumprod[t] as number;
    table[4 * t + 1] = schedule.sqrtOneMinusAlphasCumprod[t] as number;
    table[4 * t + 2] = (weights[t] as number) * (drawn.weights[t] as number);
    table[4 * t + 3] = drawn.cumulative[t] as number;
  }
  return table;
}

/** [times, layout.timeWidth]: the model's features of each time, the rest zeros. */
export function timeFeatureTable(
  times: readonly number[],
  { config, layout, schedule }: Pick<Model, 'config' | 'layout' | 'schedule'>,
): Float32Array<ArrayBuffer> {
  const table = new Float32Array(times.length * layout.timeWidth);
  const features = (t: number): Float64Array =>
    config.timeConditioning === 'logsnr'
      ? logSnrFeatures(t, schedule, config.timeFeatures)
      : timeFeatures(t, schedule.numTrainTimesteps, config.timeFeatures);
  for (const [i, t] of times.entries()) table.set(features(t), i * layout.timeWidth);
  return table;
}
