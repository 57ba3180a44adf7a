import { readFileSync } from 'node:fs';
import type { SamplerConfig } from '../../src/diffusion/samplers/index.ts';
import type { ScheduleConfig } from '../../src/diffusion/schedule.ts';

interface GoldenSchedule {
  config: {
    num_train_timesteps: number;
    beta_schedule: ScheduleConfig['betaSchedule'];
    beta_start?: number;
    beta_end?: number;
    rescale_betas_zero_snr?: boolean;
  };
  index: number[];
  alphas_cumprod: number[];
  betas: number[];
}

interface GoldenRun {
  schedule: string;
  timestep_spacing: 'leading' | 'trailing';
  num_inference_steps: number;
  timesteps: number[];
  x_init_seed: number;
  x_final: number[];
}

interface GoldenDdim extends GoldenRun {
  eta: number;
  prediction_type: 'epsilon' | 'sample' | 'v_prediction';
  clip_sample: boolean;
  noise_seed: number;
}

interface GoldenDdpm extends GoldenRun {
  variance_type: 'fixed_small' | 'fixed_large';
  noise_seed: number;
}

interface GoldenDpmSolver extends GoldenRun {
  solver_order: 1 | 2 | 3;
}

interface Golden {
  schedules: Record<string, GoldenSchedule>;
  ddim: GoldenDdim[];
  ddpm: GoldenDdpm[];
  'dpmsolver++2m': GoldenDpmSolver[];
}

interface SamplerRun {
  schedule: string;
  config: SamplerConfig;
  nfe: number;
  x_init_seed: number;
  x_final: number[];
}

const readFixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'));

/** Results of diffusers' own schedulers; test/fixtures/README.md says how they were made. */
export const golden = readFixture('diffusers_golden.json') as Golden;
export const goldenSamplerRuns = readFixture('diffusers_samplers.json') as SamplerRun[];

/** The golden file's schedule of that name, as our config. */
export function goldenScheduleConfig(name: string): ScheduleConfig {
  const config = golden.schedules[name]?.config;
  if (config === undefined) throw new Error(`the golden file has no schedule ${name}`);
  return {
    numTrainTimesteps: config.num_train_timesteps,
    betaSchedule: config.beta_schedule,
    betaStart: config.beta_start,
    betaEnd: config.beta_end,
    rescaleBetasZeroSnr: config.rescale_betas_zero_snr,
  };
}

/** The golden file's generator of roughly normal numbers: sums of 12 uniforms, minus 6. */
export function normalish(n: number, seed: number): Float64Array {
  let state = seed;
  return new Float64Array(n).map(() => {
    let sum = 0;
    for (let i = 0; i < 12; i++) {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      sum += state / 2 ** 32;
    }
    return sum - 6;
  });
}
