import {
  articleData,
  articleMixture,
  type ModelConfig,
  makeSchedule,
  presets,
  type SamplerRow,
  samplerRows,
  type TrainConfig,
} from '../index.ts';

// The work that engines are compared on: the same network, data, schedule and optimiser for all of them.

/** A network of `inputs` -> `width` (`depth` times) -> `outputs`. */
export interface NetworkShape {
  readonly inputs: number;
  readonly width: number;
  readonly depth: number;
  readonly outputs: number;
}

export const timeFeatures = 32;

/** 33 -> 128 -> 128 -> 128 -> 1: x and 32 sinusoids of t. */
export const standardShape: NetworkShape = { inputs: 1 + timeFeatures, width: 128, depth: 3, outputs: 1 };
export const standardBatch = 4096;
export const standardSamples = 10_000;
export const standardSteps = 100;

export function modelConfigOf({ width, depth }: NetworkShape): ModelConfig {
  return {
    dataDim: 1,
    hiddenWidth: width,
    hiddenLayers: depth,
    activation: 'silu',
    timeConditioning: 'timestep',
    timeFeatures,
    fourierFeatures: 0,
    fourierBase: 1,
    predictionType: 'epsilon',
  };
}

/** '33-128-128-128-1' */
export function shapeName({ inputs, width, depth, outputs }: NetworkShape): string {
  return [inputs, ...Array<number>(depth).fill(width), outputs].join('-');
}

export const schedule = makeSchedule(presets.default.schedule);
export const data = articleData(1);
export const standardisation = {
  mean: articleMixture.mean,
  standardDeviation: articleMixture.standardDeviation,
};

export function trainConfigOf(batchSize: number): TrainConfig {
  return {
    ...presets.default.training,
    batchSize,
    // More than are ever run; the learning rate stays as it is.
    numSteps: 10_000_000,
    learningRate: 1e-3,
    learningRateSchedule: 'constant',
    warmupSteps: 0,
    emaDecay: 0,
  };
}

/** DDPM of `numInferenceSteps` evaluations. */
export function ddpmRows(numInferenceSteps: number): SamplerRow[] {
  return samplerRows(schedule, {
    sampler: 'ddpm',
    numInferenceSteps,
    timestepSpacing: 'linspace',
    predictionType: 'epsilon',
  });
}
