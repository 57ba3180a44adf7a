import { describe, expect, it } from 'vitest';
import { type SamplerConfig, samplerRows } from '../../src/diffusion/samplers/index.ts';
import { makeSchedule, type ScheduleConfig } from '../../src/diffusion/schedule.ts';
import { readSchedulerConfig, writeSchedulerConfig } from '../../src/diffusion/scheduler_config.ts';
import { refusedFiles, refusedSettings, sampler, schedule } from './refused_schedulers.ts';

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

  it.each(refusedFiles)('refuses %s', (text, message) => {
    expect(() => readSchedulerConfig(text, 10)).toThrow(message);
  });
});

describe('writeSchedulerConfig', () => {
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

  it.each(refusedSettings)('refuses %j %j', (overSchedule, over, message) => {
    expect(() => writeSchedulerConfig({ ...schedule, ...overSchedule }, { ...sampler, ...over })).toThrow(
      message,
    );
  });
});
