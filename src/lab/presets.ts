import type { SamplerConfig } from '../diffusion/samplers/index.ts';
import type { ScheduleConfig } from '../diffusion/schedule.ts';
import type { ModelConfig } from './layout.ts';
import type { TrainConfig } from './train_config.ts';

/** A sampler's settings without what the model decides. */
export type SamplerChoice = Omit<SamplerConfig, 'predictionType'>;

/** All settings of an experiment on the article's data. */
export interface ExperimentConfig {
  readonly schedule: ScheduleConfig;
  /** Shift and scale the data to mean 0 and standard deviation 1 inside the model. */
  readonly standardise: boolean;
  readonly model: ModelConfig;
  readonly training: TrainConfig;
  readonly numSamples: number;
  /** The two samplers that are shown side by side. */
  readonly samplers: { readonly ddpm: SamplerChoice; readonly ddim: SamplerChoice };
}

export type PresetName = 'default' | 'article' | 'quick';

const base: ExperimentConfig = {
  schedule: { numTrainTimesteps: 1000, betaSchedule: 'linear', betaStart: 1e-4, betaEnd: 0.02 },
  standardise: true,
  model: {
    dataDim: 1,
    hiddenWidth: 64,
    hiddenLayers: 4,
    activation: 'silu',
    timeConditioning: 'logsnr',
    timeFeatures: 8,
    fourierFeatures: 4,
    fourierBase: 1,
    predictionType: 'v_prediction',
  },
  training: {
    batchSize: 1024,
    numSteps: 3000,
    learningRate: 0.01,
    learningRateSchedule: 'cosine',
    warmupSteps: 100,
    beta1: 0.9,
    beta2: 0.999,
    eps: 1e-8,
    weightDecay: 0,
    emaDecay: 0.999,
    lossWeighting: 'uniform',
    snrGamma: 5,
    timestepSampling: 'uniform',
    seed: 1,
  },
  numSamples: 20_000,
  samplers: {
    ddpm: {
      sampler: 'ddpm',
      numInferenceSteps: 1000,
      timestepSpacing: 'linspace',
    },
    ddim: {
      sampler: 'ddim',
      numInferenceSteps: 50,
      timestepSpacing: 'linspace',
      eta: 0,
    },
  },
};

/**
 * `default` is the recipe that came closest to the exact denoiser; `article` is the code of the article (its network
 * is not known); `quick` is small enough for a software adapter.
 */
export const presets: Readonly<Record<PresetName, ExperimentConfig>> = {
  default: base,
  article: {
    ...base,
    schedule: { numTrainTimesteps: 1000, betaSchedule: 'linear', betaStart: 1e-6, betaEnd: 1e-2 },
    standardise: false,
    model: {
      ...base.model,
      hiddenWidth: 128,
      hiddenLayers: 3,
      timeConditioning: 'timestep',
      timeFeatures: 32,
      fourierFeatures: 0,
      predictionType: 'epsilon',
    },
    training: {
      ...base.training,
      batchSize: 64,
      // 100 epochs of 100,000 points
      numSteps: 156_300,
      learningRate: 0.01,
      learningRateSchedule: 'constant',
      warmupSteps: 0,
      emaDecay: 0,
    },
    numSamples: 10_000,
    samplers: {
      ddpm: base.samplers.ddpm,
      ddim: { ...base.samplers.ddim, numInferenceSteps: 250, timestepSpacing: 'leading', eta: 1 },
    },
  },
  quick: {
    ...base,
    model: { ...base.model, hiddenWidth: 32 },
    training: { ...base.training, batchSize: 512, numSteps: 1500, emaDecay: 0.995 },
    numSamples: 10_000,
    samplers: {
      ddpm: { ...base.samplers.ddpm, numInferenceSteps: 200 },
      ddim: base.samplers.ddim,
    },
  },
};
