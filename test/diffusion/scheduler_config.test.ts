import { describe, expect, it } from 'vitest';
import { type SamplerConfig, samplerRows } from '../../src/diffusion/samplers/index.ts';
import { makeSchedule, type ScheduleConfig } from '../../src/diffusion/schedule.ts';
import { readSchedulerConfig, writeSchedulerConfig } from '../../src/diffusion/scheduler_config.ts';

const read = (fields: Record<string, unknown>, n = 10) => readSchedulerConfig(JSON.stringify(fields), n);
const rowsOf = ({ schedule, sampler }: { schedule: ScheduleConfig; sampler: SamplerConfig }) =>
  samplerRows(makeSchedule(schedule), sampler);

/** As Stable Diffusion 2.1 and its ports ship them. */
const stableDiffusionDdim = {
  _class_name: 'DDIMScheduler',
  _diffusers_version: '0.8.0',
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  beta_start: 0.00085,
  clip_sample: false,
  num_train_timesteps: 1000,
  prediction_type: 'v_prediction',
  set_alpha_to_one: false,
  steps_offset: 1,
  trained_betas: null,
};

describe('readSchedulerConfig', () => {
  it('reads a DDIM config in use', () => {
    const { schedule, sampler } = read(stableDiffusionDdim, 50);
    expect(schedule).toEqual({
      numTrainTimesteps: 1000,
      betaSchedule: 'scaled_linear',
      betaStart: 0.00085,
      betaEnd: 0.012,
      rescaleBetasZeroSnr: false,
    });
    expect(sampler).toEqual({
      sampler: 'ddim',
      numInferenceSteps: 50,
      timestepSpacing: 'leading',
      stepsOffset: 1,
      predictionType: 'v_prediction',
      clipSample: false,
      clipSampleRange: 1,
      setAlphaToOne: false,
    });
  });

  it("fills in diffusers' defaults, clipping among them", () => {
    const { schedule, sampler } = read({ _class_name: 'DDPMScheduler' });
    expect(schedule).toMatchObject({ numTrainTimesteps: 1000, betaSchedule: 'linear', betaEnd: 0.02 });
    expect(sampler).toMatchObject({
      sampler: 'ddpm',
      predictionType: 'epsilon',
      timestepSpacing: 'leading',
      varianceType: 'fixed_small',
      clipSample: true,
    });
  });

  it.each([
    [{ _class_name: 'DPMSolverMultistepScheduler', timestep_spacing: 'trailing' }, 'dpmpp_2m'],
    [
      { _class_name: 'DPMSolverMultistepScheduler', timestep_spacing: 'trailing', solver_order: 3 },
      'dpmpp_3m',
    ],
    [{ _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'sde-dpmsolver++' }, 'dpmpp_2m_sde'],
    [{ _class_name: 'DPMSolverSinglestepScheduler', lower_order_final: false }, 'dpmpp_2s'],
    [{ _class_name: 'UniPCMultistepScheduler', disable_corrector: [], solver_order: 1 }, 'unipc_1'],
    [{ _class_name: 'UniPCMultistepScheduler' }, 'unipc_2'],
    [{ _class_name: 'HeunDiscreteScheduler', timestep_spacing: 'leading' }, 'heun'],
  ] as const)('reads %j as %s', (fields, sampler) => {
    expect(read(fields).sampler.sampler).toBe(sampler);
  });

  it("takes the solvers' own grids as explicit timesteps", () => {
    // np.linspace(0, 999, 5).round()[::-1][:-1], and (np.arange(0, 5) * 200).round()[::-1][:-1] + 1
    const solver = { _class_name: 'DPMSolverMultistepScheduler', steps_offset: 1 };
    expect(read({ ...solver, timestep_spacing: 'linspace' }, 4).sampler.timesteps).toEqual([
      999, 749, 500, 250,
    ]);
    expect(read({ ...solver, timestep_spacing: 'leading' }, 4).sampler.timesteps).toEqual([
      801, 601, 401, 201,
    ]);
  });

  it('reads the bare -Infinity that diffusers writes', () => {
    const text = '{"_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity}';
    expect(readSchedulerConfig(text, 10).sampler.sampler).toBe('dpmpp_2m');
  });

  it('reads trained betas', () => {
    const { schedule } = read(
      { _class_name: 'DDIMScheduler', num_train_timesteps: 2, trained_betas: [0.1, 0.2] },
      2,
    );
    expect([...makeSchedule(schedule).betas]).toEqual([0.1, 0.2]);
  });

  it.each([
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
    [
      '{"_class_name": "DDIMScheduler", "prediction_type": "flow"}',
      'prediction_type must be one of epsilon,',
    ],
    [
      '{"_class_name": "DDIMScheduler", "timestep_spacing": "odd"}',
      'timestep_spacing must be one of leading,',
    ],
    ['{"_class_name": "DDIMScheduler", "beta_schedule": "exp"}', 'betaSchedule must be one of linear,'],
    [
      '{"_class_name": "DDPMScheduler", "variance_type": "learned"}',
      'varianceType must be one of fixed_small,',
    ],
    [
      '{"_class_name": "DDIMScheduler", "num_train_timesteps": 0}',
      'numTrainTimesteps must be an integer from 1',
    ],
  ])('refuses %s', (text, message) => {
    expect(() => readSchedulerConfig(text, 10)).toThrow(message);
  });
});

describe('writeSchedulerConfig', () => {
  const schedule: ScheduleConfig = { numTrainTimesteps: 500, betaSchedule: 'scaled_linear' };
  const sampler: SamplerConfig = {
    sampler: 'ddim',
    numInferenceSteps: 10,
    timestepSpacing: 'trailing',
    predictionType: 'v_prediction',
  };

  it('writes what diffusers reads', () => {
    expect(JSON.parse(writeSchedulerConfig(schedule, sampler))).toEqual({
      _class_name: 'DDIMScheduler',
      num_train_timesteps: 500,
      beta_start: 0.0002,
      beta_end: 0.04,
      beta_schedule: 'scaled_linear',
      trained_betas: null,
      prediction_type: 'v_prediction',
      clip_sample: false,
      clip_sample_range: 1,
      rescale_betas_zero_snr: false,
      set_alpha_to_one: true,
      timestep_spacing: 'trailing',
      steps_offset: 0,
      thresholding: false,
    });
  });

  it.each([
    {
      sampler: 'ddpm',
      timestepSpacing: 'leading',
      varianceType: 'fixed_large',
      clipSample: true,
      clipSampleRange: 3,
    },
    { sampler: 'ddim', timestepSpacing: 'leading', stepsOffset: 1, setAlphaToOne: false },
    { sampler: 'ddim', timestepSpacing: 'linspace' },
    { sampler: 'dpmpp_2m', setAlphaToOne: false },
    { sampler: 'dpmpp_3m' },
    { sampler: 'dpmpp_2m_sde' },
    { sampler: 'dpmpp_2s', numInferenceSteps: 4, timesteps: [499, 374, 250, 125] },
    { sampler: 'dpmpp_2m', numInferenceSteps: 4, timesteps: [401, 301, 201, 101], stepsOffset: 1 },
    { sampler: 'unipc_1' },
    { sampler: 'unipc_2' },
    { sampler: 'heun', timestepSpacing: 'leading' },
  ] as Partial<SamplerConfig>[])('and what we read back as the same rows: %j', (over) => {
    const config = { ...sampler, ...over };
    const n = config.numInferenceSteps;
    const text = writeSchedulerConfig(schedule, config);
    expect(rowsOf(readSchedulerConfig(text, n))).toEqual(rowsOf({ schedule, sampler: config }));
  });

  it('keeps custom betas', () => {
    const custom: ScheduleConfig = {
      numTrainTimesteps: 3,
      betaSchedule: 'linear',
      trainedBetas: [0.1, 0.2, 0.3],
    };
    const config = { ...sampler, numInferenceSteps: 3 };
    expect(rowsOf(readSchedulerConfig(writeSchedulerConfig(custom, config), 3))).toEqual(
      rowsOf({ schedule: custom, sampler: config }),
    );
  });

  it.each([
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
  ] as [Partial<ScheduleConfig>, Partial<SamplerConfig>, string][])(
    'refuses %j %j',
    (overSchedule, over, message) => {
      expect(() => writeSchedulerConfig({ ...schedule, ...overSchedule }, { ...sampler, ...over })).toThrow(
        message,
      );
    },
  );
});
