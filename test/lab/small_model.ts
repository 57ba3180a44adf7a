import { makeSchedule } from '../../src/diffusion/schedule.ts';
import type { LabDevice } from '../../src/gpu/device.ts';
import type { ModelConfig } from '../../src/lab/layout.ts';
import { createModel, type Model } from '../../src/lab/model.ts';
import type { TrainConfig } from '../../src/lab/train_config.ts';
import { uniformValues } from '../kernels/values.ts';

// A small model of odd shapes, and data for it.

export const schedule = makeSchedule({ numTrainTimesteps: 1000, betaSchedule: 'linear' });

/** Padding at every place: features of x and of t, hidden width, output. */
export function oddConfig(dataDim: number): ModelConfig {
  return {
    dataDim,
    hiddenWidth: 21,
    hiddenLayers: 2,
    activation: 'silu',
    timeConditioning: 'timestep',
    timeFeatures: 10,
    fourierFeatures: 2,
    fourierBase: 1,
    predictionType: 'epsilon',
  };
}

export const trainConfig: TrainConfig = {
  batchSize: 50,
  numSteps: 1,
  learningRate: 1e-3,
  learningRateSchedule: 'constant',
  warmupSteps: 0,
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
  weightDecay: 0,
  emaDecay: 0,
  lossWeighting: 'uniform',
  snrGamma: 5,
  timestepSampling: 'uniform',
  seed: 5,
};

/** Neither 0 and 1 nor the same for every coordinate. */
export const means = (dataDim: number) => Array.from({ length: dataDim }, (_, d) => 0.5 - d);
export const deviations = (dataDim: number) => Array.from({ length: dataDim }, (_, d) => 0.3 + 0.4 * d);

export function smallModel(lab: LabDevice, config: ModelConfig, seed = 3): Promise<Model> {
  const { dataDim } = config;
  return createModel(lab, config, {
    seed,
    schedule,
    mean: means(dataDim),
    standardDeviation: deviations(dataDim),
  });
}

/** [count, D] in the data's own units. */
export function smallData(dataDim: number, count = 77): Float32Array {
  return uniformValues(count * dataDim, 8, 1).map(
    (value, i) =>
      (means(dataDim)[i % dataDim] as number) + value * (deviations(dataDim)[i % dataDim] as number),
  );
}

/** The same in the units of the network, float64. */
export function standardised(data: Float32Array, dataDim: number): Float64Array {
  return Float64Array.from(
    data,
    (value, i) =>
      (value - (means(dataDim)[i % dataDim] as number)) / (deviations(dataDim)[i % dataDim] as number),
  );
}
