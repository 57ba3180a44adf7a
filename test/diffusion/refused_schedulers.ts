import type { SamplerConfig } from '../../src/diffusion/samplers/index.ts';
import type { ScheduleConfig } from '../../src/diffusion/schedule.ts';

// What the reader and the writer of scheduler_config.json refuse, and how each sentence begins or what it holds.

/** Files' texts, read for 10 steps. */
export const refusedFiles: [text: string, message: string][] = [
  ['{', 'scheduler_config.json is not valid JSON'],
  ['[]', 'scheduler_config.json must hold an object of fields'],
  ['{}', '_class_name must be one of DDPMScheduler, DDIMScheduler,'],
  ['{"_class_name": "PNDMScheduler"}', 'got PNDMScheduler'],
  // Names that every JavaScript object answers to.
  ['{"_class_name": "toString"}', 'got toString'],
  [
    '{"_class_name": "DDIMScheduler", "constructor": 1, "toString": null, "__proto__": 2}',
    'DDIMScheduler has fields that are unknown here: constructor, toString',
  ],
  [
    '{"_class_name": "DDIMScheduler", "skip_prk_steps": true, "foo": 1}',
    'DDIMScheduler has fields that are unknown here: skip_prk_steps, foo',
  ],
  [
    '{"_class_name": "DDIMScheduler", "thresholding": true}',
    'DDIMScheduler asks for what is not supported: thresholding = true (only false)',
  ],
  [
    '{"_class_name": "DPMSolverMultistepScheduler", "use_karras_sigmas": true, "solver_type": "heun"}',
    'use_karras_sigmas = true (only false), solver_type = "heun" (only "midpoint")',
  ],
  [
    '{"_class_name": "DPMSolverMultistepScheduler", "solver_order": 1}',
    'or algorithm_type "sde-dpmsolver++" and solver_order 2, got algorithm_type "dpmsolver++" and solver_order 1',
  ],
  [
    '{"_class_name": "HeunDiscreteScheduler"}',
    'timestep_spacing linspace of HeunDiscreteScheduler interpolates',
  ],
  ['{"_class_name": "DDIMScheduler", "beta_start": "x"}', 'beta_start must be a number, got "x"'],
  ['{"_class_name": "DDIMScheduler", "clip_sample": 1}', 'clip_sample must be true or false, got 1'],
  ['{"_class_name": "DDIMScheduler", "prediction_type": "flow"}', 'prediction_type must be one of epsilon,'],
  ['{"_class_name": "DDIMScheduler", "timestep_spacing": "odd"}', 'timestep_spacing must be one of leading,'],
  ['{"_class_name": "DDIMScheduler", "beta_schedule": "exp"}', 'betaSchedule must be one of linear,'],
  [
    '{"_class_name": "DDPMScheduler", "variance_type": "learned"}',
    'varianceType must be one of fixed_small,',
  ],
  [
    '{"_class_name": "DDIMScheduler", "num_train_timesteps": 2, "trained_betas": "0.1"}',
    'trained_betas must be a list of numbers, got "0.1"',
  ],
  ['{"_class_name": "DDIMScheduler", "prediction_type": 1}', 'prediction_type must be a string, got 1'],
  [
    '{"_class_name": "DDIMScheduler", "num_train_timesteps": 20, "trained_betas": [0.1]}',
    'trainedBetas must hold numTrainTimesteps = 20 numbers, got 1',
  ],
  ['{"_class_name": "DDIMScheduler", "beta_end": 2}', 'betaEnd must be a finite number from'],
  [
    '{"_class_name": "DDIMScheduler", "beta_start": 0.1, "beta_end": 0.01}',
    'betaStart must be at most betaEnd = 0.01, got 0.1',
  ],
  [
    '{"_class_name": "DDIMScheduler", "steps_offset": 900}',
    'stepsOffset must be at most 99 with 10 leading steps of 1000, got 900',
  ],
  [
    '{"_class_name": "DDIMScheduler", "rescale_betas_zero_snr": true, "timestep_spacing": "trailing"}',
    'predictionType epsilon cannot sample from zero SNR',
  ],
  ['{"_class_name": "DPMSolverMultistepScheduler", "num_train_timesteps": 5}', 'timesteps must descend'],
  [
    '{"_class_name": "DDPMScheduler", "clip_sample_range": 0}',
    'clipSampleRange must be a finite number above 0',
  ],
  [
    '{"_class_name": "DDIMScheduler", "num_train_timesteps": 0}',
    'numTrainTimesteps must be an integer from 1',
  ],
];

export const schedule: ScheduleConfig = { numTrainTimesteps: 500, betaSchedule: 'scaled_linear' };
export const sampler: SamplerConfig = {
  sampler: 'ddim',
  numInferenceSteps: 10,
  timestepSpacing: 'trailing',
  predictionType: 'v_prediction',
};

/** Changes of the settings above. */
export const refusedSettings: [Partial<ScheduleConfig>, Partial<SamplerConfig>, string][] = [
  [{}, { sampler: 'ddim_inversion' }, 'diffusers has no scheduler that does ddim_inversion'],
  [
    {},
    { sampler: 'dpmpp_2m', clipSample: true },
    'DPMSolverMultistepScheduler of diffusers cannot express clipSample = true',
  ],
  [
    { rescaleBetasZeroSnr: true },
    { sampler: 'heun' },
    'HeunDiscreteScheduler of diffusers cannot express rescaleBetasZeroSnr = true',
  ],
  [{}, { sampler: 'unipc_2', setAlphaToOne: false }, 'cannot express setAlphaToOne = false'],
  [{ betaSchedule: 'sigmoid' }, {}, 'DDIMScheduler of diffusers cannot express betaSchedule = sigmoid'],
  [
    {},
    { sampler: 'dpmpp_2m', timestepSpacing: 'logsnr' },
    'DPMSolverMultistepScheduler of diffusers has no spacing that visits these 10 timesteps (logsnr)',
  ],
  [
    {},
    { numInferenceSteps: 2, timesteps: [3, 1.5] },
    'has no spacing that visits these 2 timesteps (an explicit list)',
  ],
  [{}, { eta: 2 }, 'eta must be a finite number from 0 to 1, got 2'],
];
