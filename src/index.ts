/**
 * The public API of ddpm-lab: everything a page, a script or a test needs, and nothing that needs a page.
 *
 * A run goes: createDevice -> makeSchedule -> createModel -> createTrainer -> samplerRows -> createSampler -> metrics.
 */

export * from './diffusion/log_snr_features.ts';
export * from './diffusion/loss.ts';
export * from './diffusion/loss_weighting.ts';
export * from './diffusion/metrics.ts';
export * from './diffusion/mixture.ts';
export * from './diffusion/normal.ts';
export * from './diffusion/prediction.ts';
export * from './diffusion/random.ts';
export * from './diffusion/samplers/ddim.ts';
export * from './diffusion/samplers/ddpm.ts';
export * from './diffusion/samplers/index.ts';
export * from './diffusion/samplers/rows.ts';
export * from './diffusion/schedule.ts';
export * from './diffusion/scheduler_config.ts';
export * from './diffusion/time_features.ts';
export * from './diffusion/timesteps.ts';
export { LimitError } from './gpu/buffers.ts';
export {
  type AdapterSummary,
  createDevice,
  DeviceError,
  type DeviceErrorCode,
  type DeviceOptions,
  type LabDevice,
  wrapDevice,
} from './gpu/device.ts';
export * from './lab/denoiser.ts';
export { type Activation, type ModelConfig, type ModelLayout, makeLayout } from './lab/layout.ts';
export * from './lab/model.ts';
export * from './lab/presets.ts';
export type { RecordOptions, SamplePaths } from './lab/recording.ts';
export * from './lab/sampler.ts';
export { checkTrainConfig, learningRateAt, type TrainConfig } from './lab/train_config.ts';
export * from './lab/trainer.ts';
export type { Products, SampleVariant, TrainVariant } from './lab/variant.ts';
