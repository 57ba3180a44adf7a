import type { SamplerName } from './samplers/index.ts';

/** A field's value in a scheduler_config.json. */
export type FieldValue = number | string | boolean | null | readonly number[];

/** What ddpm-lab knows of one of diffusers' scheduler classes. */
export interface SchedulerClass {
  /** Fields that become settings, with diffusers' defaults. */
  settings: Readonly<Record<string, FieldValue>>;
  /** Fields that have to say one of these, the first being what is written (null: left out). */
  fixed: Readonly<Record<string, readonly FieldValue[]>>;
  /** Fields that mean something only together with one that is fixed. */
  unused: readonly string[];
  /**
   * How its `linspace` and `leading` grids are made. 'ddim': as ours. 'solver': of n + 1 points, of which the last is
   * left out. 'heun': linspace is not rounded, and its sigmas are interpolated, which is no grid of ours.
   */
  grid: 'ddim' | 'solver' | 'heun';
}

const schedule = {
  num_train_timesteps: 1000,
  beta_start: 0.0001,
  beta_end: 0.02,
  beta_schedule: 'linear',
  trained_betas: null,
  prediction_type: 'epsilon',
} as const;
const clipping = { clip_sample: true, clip_sample_range: 1 } as const;
const zeroSnr = { rescale_betas_zero_snr: false } as const;
const noThresholding = { thresholding: [false] } as const;
const thresholdingDetails = ['dynamic_thresholding_ratio', 'sample_max_value'] as const;
const ownSigmas = {
  use_karras_sigmas: [false, null],
  use_exponential_sigmas: [false, null],
  use_beta_sigmas: [false, null],
} as const;
const noFlow = { use_flow_sigmas: [false, null], use_dynamic_shifting: [false, null] } as const;
const solverDetails = [...thresholdingDetails, 'flow_shift', 'time_shift_type'] as const;
// -Infinity is no JSON; the reader turns diffusers' bare word into a string.
const noSolverExtras = { variance_type: [null], lambda_min_clipped: [null, '-Infinity'] } as const;

export const schedulerClasses: Readonly<Record<string, SchedulerClass>> = {
  DDPMScheduler: {
    settings: {
      ...schedule,
      ...clipping,
      ...zeroSnr,
      variance_type: 'fixed_small',
      timestep_spacing: 'leading',
      steps_offset: 0,
    },
    fixed: noThresholding,
    unused: thresholdingDetails,
    grid: 'ddim',
  },
  DDIMScheduler: {
    settings: {
      ...schedule,
      ...clipping,
      ...zeroSnr,
      set_alpha_to_one: true,
      timestep_spacing: 'leading',
      steps_offset: 0,
    },
    fixed: noThresholding,
    unused: thresholdingDetails,
    grid: 'ddim',
  },
  DPMSolverMultistepScheduler: {
    settings: {
      ...schedule,
      ...zeroSnr,
      algorithm_type: 'dpmsolver++',
      solver_order: 2,
      final_sigmas_type: 'zero',
      timestep_spacing: 'linspace',
      steps_offset: 0,
    },
    fixed: {
      ...noThresholding,
      ...ownSigmas,
      ...noFlow,
      ...noSolverExtras,
      use_lu_lambdas: [false, null],
      solver_type: ['midpoint'],
      lower_order_final: [true],
      euler_at_final: [false],
    },
    unused: solverDetails,
    grid: 'solver',
  },
  DPMSolverSinglestepScheduler: {
    settings: { ...schedule, algorithm_type: 'dpmsolver++', solver_order: 2 },
    fixed: {
      ...noThresholding,
      ...ownSigmas,
      ...noFlow,
      ...noSolverExtras,
      solver_type: ['midpoint'],
      // false becomes true there when the final sigma is zero.
      lower_order_final: [true, false],
      final_sigmas_type: ['zero'],
    },
    unused: solverDetails,
    grid: 'solver',
  },
  UniPCMultistepScheduler: {
    settings: { ...schedule, ...zeroSnr, solver_order: 2, timestep_spacing: 'linspace', steps_offset: 0 },
    fixed: {
      ...noThresholding,
      ...ownSigmas,
      ...noFlow,
      predict_x0: [true],
      solver_type: ['bh2'],
      lower_order_final: [true],
      disable_corrector: [null],
      solver_p: [null],
      final_sigmas_type: ['zero'],
      sigma_min: [null],
      sigma_max: [null],
      shift_terminal: [null],
    },
    unused: solverDetails,
    grid: 'solver',
  },
  HeunDiscreteScheduler: {
    settings: {
      ...schedule,
      ...clipping,
      beta_start: 0.00085,
      beta_end: 0.012,
      clip_sample: false,
      timestep_spacing: 'linspace',
      steps_offset: 0,
    },
    fixed: ownSigmas,
    unused: [],
    grid: 'heun',
  },
};

/** Our samplers among diffusers' classes: the class, and the fields that tell its samplers apart. */
export const equivalents: Readonly<
  Partial<Record<SamplerName, { className: string; fields: Readonly<Record<string, FieldValue>> }>>
> = {
  ddpm: { className: 'DDPMScheduler', fields: {} },
  ddim: { className: 'DDIMScheduler', fields: {} },
  dpmpp_2m: {
    className: 'DPMSolverMultistepScheduler',
    fields: { algorithm_type: 'dpmsolver++', solver_order: 2 },
  },
  dpmpp_3m: {
    className: 'DPMSolverMultistepScheduler',
    fields: { algorithm_type: 'dpmsolver++', solver_order: 3 },
  },
  dpmpp_2m_sde: {
    className: 'DPMSolverMultistepScheduler',
    fields: { algorithm_type: 'sde-dpmsolver++', solver_order: 2 },
  },
  dpmpp_2s: {
    className: 'DPMSolverSinglestepScheduler',
    fields: { algorithm_type: 'dpmsolver++', solver_order: 2 },
  },
  unipc_1: { className: 'UniPCMultistepScheduler', fields: { solver_order: 1 } },
  unipc_2: { className: 'UniPCMultistepScheduler', fields: { solver_order: 2 } },
  heun: { className: 'HeunDiscreteScheduler', fields: {} },
};
