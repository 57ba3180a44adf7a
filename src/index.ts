/**
 * The public API of ddpm-lab: everything a page, a script or a benchmark needs, and nothing that needs a page.
 *
 * A run goes: createDevice -> makeSchedule -> createModel -> createTrainer -> samplerRows -> createSampler -> metrics.
 */

export {
  type ExcessLossProbe,
  excessLoss,
  excessLossProbe,
  probeTimesteps,
} from './diffusion/excess_loss.ts';
export { type BayesLoss, bayesLoss } from './diffusion/loss.ts';
export {
  type LossWeighting,
  type LossWeightingConfig,
  lossWeightings,
  lossWeights,
  type TimestepSampling,
  timestepSamplings,
} from './diffusion/loss_weighting.ts';
export {
  type Histogram,
  histogram,
  modeMasses,
  wasserstein1,
  wasserstein1Between,
  wasserstein1Floor,
} from './diffusion/metrics.ts';
// Data, and how far samples are from it.
export { articleData, articleMixture, GaussianMixture } from './diffusion/mixture.ts';
export {
  type Level,
  type PredictionType,
  predictionToNoise,
  predictionTypes,
} from './diffusion/prediction.ts';
export { boxMuller, philox4x32, stream, unitUniform } from './diffusion/random.ts';
export {
  RefusalError,
  type RefusalSentences,
  refusalSentence,
  refusalSentences,
  unlessRefused,
} from './diffusion/refusal.ts';
export {
  type SamplerConfig,
  type SamplerName,
  samplerNames,
  samplerRows,
  samplersWith,
} from './diffusion/samplers/index.ts';
export { applyRow, applyRows, type SamplerRow } from './diffusion/samplers/rows.ts';
// Noise: what is added when, and how samplers walk back.
export {
  type BetaSchedule,
  betaRange,
  betaSchedules,
  makeSchedule,
  type Schedule,
  type ScheduleConfig,
} from './diffusion/schedule.ts';
export { readSchedulerConfig, writeSchedulerConfig } from './diffusion/scheduler_config.ts';
export {
  alphaAt,
  makeTimesteps,
  type TimestepConfig,
  type TimestepSpacing,
  timestepSpacings,
} from './diffusion/timesteps.ts';

// The GPU, and what runs on it.
export { LimitError, mebibytes } from './gpu/buffers.ts';
export { type Ceiling, type CeilingRate, type Ceilings, measureCeilings } from './gpu/ceilings.ts';
export {
  type AdapterSummary,
  createDevice,
  DeviceError,
  type DeviceErrorCode,
  type DeviceOptions,
  type LabDevice,
  wrapDevice,
} from './gpu/device.ts';
export { type CompileProgress, watchCompilation } from './gpu/kernel.ts';
export { workDone } from './gpu/news.ts';
export type { DispatchTime } from './gpu/profile.ts';
export { everyProducts, type Products } from './lab/adapter_traits.ts';
export { type Denoiser, mixtureDenoiser, networkDenoiser } from './lab/denoiser.ts';
export { createEvaluator, type Evaluator, type EvaluatorOptions } from './lab/evaluate.ts';
export { createForwardChain, type ForwardChain, type ForwardChainOptions } from './lab/forward_chain.ts';
export { type Activation, type ModelConfig, makeLayout } from './lab/layout.ts';
export { createModel, type Model, type ModelOptions, type NamedTensor, type WeightSet } from './lab/model.ts';
export { type ExperimentConfig, type PresetName, presets, type SamplerChoice } from './lab/presets.ts';
export type { RecordedFrames, RecordOptions, SamplePaths } from './lab/recording.ts';
export {
  createSampler,
  type InitialNoise,
  type SampleProgress,
  type Sampler,
  type SamplerOptions,
} from './lab/sampler.ts';
export { checkTrainConfig, learningRateAt, type TrainConfig } from './lab/train_config.ts';
export { createTrainer, type Trainer, type TrainerOptions, type TrainProgress } from './lab/trainer.ts';
export { type TrainingBatch, trainingBatch } from './lab/training_batch.ts';
export type { Measurement, TuneOptions, Tuning, TuningMemory } from './lab/tuner.ts';
export {
  recallSampling,
  recallTraining,
  type SamplingWork,
  sampleCandidates,
  type TrainingWork,
  trainCandidates,
  tuneSampling,
  tuneTraining,
} from './lab/tuning.ts';
export {
  chooseSampleVariant,
  chooseTrainVariant,
  type SampleFamily,
  type SampleVariant,
  sampleFamilies,
  sampleVariants,
  type TrainAllowance,
  type TrainFamily,
  type TrainStorage,
  type TrainVariant,
  trainVariants,
} from './lab/variant.ts';
export {
  isNamed,
  sampleVariantWords,
  trainVariantWords,
  variantName,
  variantWords,
} from './lab/variant_name.ts';
