import { describe, expect, it } from 'vitest';
import { dpmSolverRows } from '../../../src/diffusion/samplers/dpm_solver.ts';
import { type SamplerConfig, samplerRows } from '../../../src/diffusion/samplers/index.ts';
import { visitedLevels } from '../../../src/diffusion/samplers/noise_level.ts';
import { applyRows, type SamplerRow } from '../../../src/diffusion/samplers/rows.ts';
import { makeSchedule } from '../../../src/diffusion/schedule.ts';
import { golden, goldenSamplerRuns, goldenScheduleConfig, normalish } from '../golden.ts';

/** diffusers' dummy network. */
const dummyModel = (x: Float64Array, row: SamplerRow) => x.map((value) => (value * row.t) / (row.t + 1));

const rowsOf = (run: { schedule: string }, config: SamplerConfig) =>
  samplerRows(makeSchedule(goldenScheduleConfig(run.schedule)), config);

interface Run {
  schedule: string;
  x_init_seed: number;
  noise_seed?: number;
  x_final: number[];
}

function expectGolden(run: Run, rows: SamplerRow[]): void {
  const result = applyRows(rows, normalish(8, run.x_init_seed), dummyModel, (step) =>
    normalish(8, (run.noise_seed as number) + step),
  );
  // diffusers' float32 beta tables: up to 5e-5 of the largest value.
  const tolerance = 1e-4 * Math.max(...run.x_final.map(Math.abs));
  expect(run.x_final.length).toBe(8);
  run.x_final.forEach((expected, i) => {
    expect(Math.abs((result[i] as number) - expected)).toBeLessThan(tolerance);
  });
}

describe('samplerRows agrees with diffusers', () => {
  it.each(golden.ddim)(
    'ddim $schedule $timestep_spacing $num_inference_steps eta $eta $prediction_type clip $clip_sample',
    (run) => {
      expectGolden(
        run,
        rowsOf(run, {
          sampler: 'ddim',
          numInferenceSteps: run.num_inference_steps,
          timestepSpacing: run.timestep_spacing,
          eta: run.eta,
          predictionType: run.prediction_type,
          clipSample: run.clip_sample,
        }),
      );
    },
  );

  it.each(golden.ddpm)('ddpm $schedule $num_inference_steps $variance_type', (run) => {
    expectGolden(
      run,
      rowsOf(run, {
        sampler: 'ddpm',
        numInferenceSteps: run.num_inference_steps,
        timestepSpacing: run.timestep_spacing,
        varianceType: run.variance_type,
        predictionType: 'epsilon',
      }),
    );
  });

  it.each(golden['dpmsolver++2m'])(
    'dpm-solver++ $schedule $num_inference_steps order $solver_order',
    (run) => {
      const levels = visitedLevels(makeSchedule(goldenScheduleConfig(run.schedule)), {
        numInferenceSteps: run.num_inference_steps,
        timestepSpacing: run.timestep_spacing,
      });
      expectGolden(run, dpmSolverRows(levels, { predictionType: 'epsilon' }, run.solver_order));
    },
  );

  it.each(goldenSamplerRuns.map((run) => ({ run, name: `${run.schedule} ${JSON.stringify(run.config)}` })))(
    '$name',
    ({ run }) => {
      const rows = rowsOf(run, run.config);
      expect(rows.length).toBe(run.nfe);
      expectGolden({ ...run, noise_seed: 1001 }, rows);
    },
  );
});
