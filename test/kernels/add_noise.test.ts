import { expect, test } from 'vitest';
import {
  type TimestepSampling,
  timestepDistribution,
  timestepImportance,
} from '../../src/diffusion/loss_weighting.ts';
import type { PredictionType } from '../../src/diffusion/prediction.ts';
import { makeSchedule } from '../../src/diffusion/schedule.ts';
import { predictionCodes } from '../../src/lab/layout.ts';
import { scheduleTable } from '../../src/lab/tables.ts';
import { testWithDevice } from '../device.ts';
import { type AddNoiseInput, addNoise } from '../references/add_noise.ts';
import { expectClose, expectSameBits } from './close.ts';
import { poison, poisonIntegers, runKernel } from './run_kernel.ts';
import { integerValues, normalTolerance, uniformValues } from './values.ts';

/** The part of the table that is not the schedule's. */
const plain = { lossWeighting: 'uniform', timestepSampling: 'uniform' } as const;

interface Case {
  readonly rows: number;
  readonly dataDim: number;
  readonly numTrainTimesteps: number;
  readonly predictionType: PredictionType;
  readonly dataCount?: number;
  readonly begin?: number;
  readonly seed?: number;
  readonly step?: number;
  readonly timestepSampling?: TimestepSampling;
}

const cases: readonly Case[] = [
  { rows: 500, dataDim: 1, numTrainTimesteps: 1000, predictionType: 'epsilon', timestepSampling: 'logsnr' },
  { rows: 1, dataDim: 1, numTrainTimesteps: 1000, predictionType: 'epsilon' },
  { rows: 37, dataDim: 2, numTrainTimesteps: 1, predictionType: 'sample' },
  { rows: 1000, dataDim: 1, numTrainTimesteps: 4000, predictionType: 'v_prediction', dataCount: 100_000 },
  { rows: 37, dataDim: 5, numTrainTimesteps: 50, predictionType: 'v_prediction', begin: 48, dataCount: 1 },
  { rows: 130, dataDim: 64, numTrainTimesteps: 1000, predictionType: 'epsilon', begin: 65_536 - 130 },
  {
    rows: 65,
    dataDim: 3,
    numTrainTimesteps: 7,
    predictionType: 'sample',
    seed: 2 ** 32 - 1,
    step: 9_999_999,
  },
];

for (const each of cases) {
  testWithDevice(`draws and noises: ${JSON.stringify(each)}`, async (device) => {
    const { rows, dataDim, predictionType, dataCount = 77, begin = 0, seed = 12, step = 5 } = each;
    const { timestepSampling = 'uniform' } = each;
    const schedule = makeSchedule({ numTrainTimesteps: each.numTrainTimesteps, betaSchedule: 'linear' });
    const data = uniformValues(dataCount * dataDim, 1, 3);
    const { cumulative } = timestepDistribution(timestepImportance(schedule, timestepSampling));
    const draws = { data, dataDim, predictionType, begin, rows, seed, step };
    const expected = addNoise({ ...schedule, ...draws, cumulative });
    const actual = await runKernel(device, 'add_noise', {
      args: {
        begin,
        rows,
        data_count: dataCount,
        data_dim: dataDim,
        num_timesteps: each.numTrainTimesteps,
        prediction_type: predictionCodes[predictionType],
        given: 0,
      },
      step: trainStep(step, seed),
      buffers: {
        data,
        schedule: scheduleTable(schedule, { ...plain, predictionType, timestepSampling }),
        timesteps: poisonIntegers(rows),
        noise: poison(rows * dataDim),
        xt: poison(rows * dataDim),
        training_target: poison(rows * dataDim),
      },
      threads: rows,
    });
    expectSameBits('timesteps', actual.timesteps, expected.timesteps);
    const tolerance = normalTolerance(rows * dataDim);
    expectClose('noise', actual.noise, expected.noise, tolerance);
    // |x_0| <= 3 shows a wrong data point at once: nothing else could be this close.
    expectClose('xt', actual.xt, expected.xt, { ...tolerance, rtol: 1e-6 });
    expectClose('target', actual.training_target, expected.target, { ...tolerance, rtol: 1e-6 });
  });
}

for (const predictionType of ['epsilon', 'sample', 'v_prediction'] as const) {
  testWithDevice(`takes given timesteps and noise: ${predictionType}`, async (device) => {
    const [rows, dataDim, begin, numTrainTimesteps] = [37, 5, 16, 1000];
    const schedule = makeSchedule({ numTrainTimesteps, betaSchedule: 'squaredcos_cap_v2' });
    const data = uniformValues((begin + rows) * dataDim, 1, 3);
    // The first row has t = 0, the last T - 1.
    const given = {
      timesteps: integerValues(rows, 2, numTrainTimesteps),
      noise: uniformValues(rows * dataDim, 3, 4),
    };
    const input: AddNoiseInput = {
      ...schedule,
      data,
      dataDim,
      predictionType,
      begin,
      rows,
      seed: 1,
      step: 0,
      given,
    };
    const expected = addNoise(input);
    const actual = await runKernel(device, 'add_noise', {
      args: {
        begin,
        rows,
        data_count: begin + rows,
        data_dim: dataDim,
        num_timesteps: numTrainTimesteps,
        prediction_type: predictionCodes[predictionType],
        given: 1,
      },
      step: trainStep(0, 1),
      buffers: {
        data,
        schedule: scheduleTable(schedule, { ...plain, predictionType }),
        timesteps: given.timesteps,
        noise: given.noise,
        xt: poison(rows * dataDim),
        training_target: poison(rows * dataDim),
      },
      threads: rows,
    });
    expectSameBits('timesteps', actual.timesteps, given.timesteps);
    expectSameBits('noise', actual.noise, given.noise);
    // Two products and a sum of numbers up to 4, each rounded once, after the table's own rounding.
    const tolerance = { atol: 8 * 4 * 2 ** -24, rtol: 0 };
    expectClose('xt', actual.xt, expected.xt, tolerance);
    expectClose('target', actual.training_target, expected.target, tolerance);
  });
}

test('the reference draws every timestep and every data point', () => {
  const schedule = makeSchedule({ numTrainTimesteps: 7, betaSchedule: 'linear' });
  const common = {
    ...schedule,
    dataDim: 1,
    predictionType: 'sample',
    begin: 0,
    rows: 500,
    seed: 3,
    step: 0,
  } as const;
  const { timesteps, target } = addNoise({ ...common, data: [0, 1, 2, 3, 4] });
  expect([...new Set(timesteps)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect([...new Set(target)].sort()).toEqual([0, 1, 2, 3, 4]);
});

/** The fields of the step that this kernel reads, and the others. */
function trainStep(index: number, seed: number) {
  return { index, seed, slot: 0, step_size: 0, second_moment_scale: 0, weight_keep: 0, ema_decay: 0 };
}
