import { describe, expect, test } from 'vitest';
import type { Task } from '../../src/bench/contestant.ts';
import { toMarkdown } from '../../src/bench/markdown.ts';
import { planFor, samplingTask, trainingTask } from '../../src/bench/plan.ts';
import {
  checksOf,
  higherCeilings,
  type Report,
  type Result,
  ratios,
  resultOf,
} from '../../src/bench/report.ts';
import type { Ceilings, SampleVariant, TrainVariant } from '../../src/index.ts';

const ceilings: Ceilings = {
  arithmetic: { rate: 50e9, ways: [{ count: 8, rate: 50e9 }] },
  bandwidth: { rate: 2e9, ways: [{ count: 1, rate: 2e9 }] },
};
const trainVariant: TrainVariant = { products: 'stationary', microBatchRows: 4096, gradientSlabs: 8 };
const sampleVariant: SampleVariant = { family: 'layered', products: 'tiled', chunk: 4096 };

function result(
  task: Task,
  rate: number,
  more: { bytes?: number; engine?: string; preparation?: number } = {},
): Result {
  const { engine = 'ddpm-lab', bytes, preparation } = more;
  const variant = task.work === 'training' ? trainVariant : sampleVariant;
  const own = engine === 'ddpm-lab' ? { variant } : {};
  return resultOf(
    { engine, task, ...own, ...(bytes !== undefined && { bytes }) },
    [{ rowsPerSecond: rate }],
    ceilings,
    preparation,
  );
}

describe('a result', () => {
  test('of training tells steps, operations and shares', () => {
    const { stepsPerSecond, flopsPerSecond, arithmeticShare, samplesPerSecond } = result(
      trainingTask(),
      4096 * 5,
    );
    expect(stepsPerSecond).toBe(5);
    expect(flopsPerSecond / 1e9).toBeCloseTo(5 * 0.8777, 2);
    expect(arithmeticShare).toBeCloseTo(flopsPerSecond / 50e9, 12);
    expect(samplesPerSecond).toBeUndefined();
  });

  test('of sampling tells samples, and the least part that was run', () => {
    const measured = [
      { rowsPerSecond: 1000, part: 0.5 },
      { rowsPerSecond: 3000, part: 0.25 },
      { rowsPerSecond: 2000, part: 1 },
    ];
    const task = samplingTask(10_000, 100);
    const { rowsPerSecond, samplesPerSecond, part, flopsPerSecond } = resultOf(
      { engine: 'x', task },
      measured,
      undefined,
    );
    expect(rowsPerSecond).toEqual({ median: 2000, least: 1000, most: 3000, values: [1000, 3000, 2000] });
    expect(samplesPerSecond).toBe(20);
    expect(part).toBe(0.25);
    expect(flopsPerSecond).toBe(2000 * 74_240);
  });

  test('tells what it took to prepare, however often it was measured, or nothing', () => {
    const contestant = { engine: 'x', task: trainingTask() };
    const rounds = [1, 2, 3].map((rowsPerSecond) => ({ rowsPerSecond }));
    for (const measured of [rounds.slice(0, 1), rounds]) {
      expect(resultOf(contestant, measured, undefined, 1.5).preparationSeconds).toBe(1.5);
    }
    expect(resultOf(contestant, rounds, undefined)).not.toHaveProperty('preparationSeconds');
  });

  test('is placed under the roofline by its bytes', () => {
    const {
      intensity = 0,
      bytesPerSecond = 0,
      rooflineShare = 0,
      flopsPerSecond,
    } = result(samplingTask(), 1e5);
    expect(intensity).toBeCloseTo(74_240 / (8 + 8 * 385), 9);
    expect(bytesPerSecond).toBeCloseTo(1e5 * (8 + 8 * 385), 3);
    expect(rooflineShare).toBeCloseTo(flopsPerSecond / Math.min(50e9, intensity * 2e9), 12);
  });
});

describe('growth in proportion', () => {
  const runs = (most: number, bytes: number) => [
    result(samplingTask(10_000, 1000), 1e5, { bytes: 1e6 }),
    result(samplingTask(100_000, 1000), 1e5, { bytes: 2e6 }),
    result(samplingTask(1_000_000, 1000), most, { bytes }),
  ];

  test('holds for ten times the samples in eleven times the time, and not in more', () => {
    const check = (rate: number) => checksOf(runs(rate, 2e6), []).find(({ name }) => name === 'samples');
    expect(check(1e5 / 1.09)).toMatchObject({ from: 100_000, to: 1_000_000, limit: 11, holds: true });
    expect(check(1e5 / 1.11)).toMatchObject({ holds: false });
  });

  test('holds for 64 bytes a sample', () => {
    const check = (bytes: number) => checksOf(runs(1e5, bytes), []).find(({ name }) => name === 'memory');
    expect(check(2e6 + 64 * 900_000)).toMatchObject({ value: 64, holds: true });
    expect(check(2e6 + 65 * 900_000)).toMatchObject({ value: 65, holds: false });
  });

  test('holds for twice the batch in 2.1 times the time, for each pair', () => {
    const sweep = [
      result(trainingTask(1024), 1024 * 10),
      result(trainingTask(2048), 2048 * 4.9),
      result(trainingTask(4096), 4096 * 2),
    ];
    expect(checksOf([], sweep)).toMatchObject([
      { name: 'batch', from: 1024, to: 2048, holds: true },
      { name: 'batch', from: 2048, to: 4096, value: 2.45, holds: false },
    ]);
  });
});

test('of two measurements of the ceilings the higher counts, way by way', () => {
  const measured = (a: number, b: number) => ({
    rate: Math.max(a, b),
    ways: [
      { count: 4, rate: a },
      { count: 8, rate: b },
    ],
  });
  const one = { arithmetic: measured(5, 3), bandwidth: measured(1, 1) };
  const other = { arithmetic: measured(2, 6), bandwidth: measured(0.5, 2) };
  const expected = { arithmetic: measured(5, 6), bandwidth: measured(1, 2) };
  expect(higherCeilings(one, other)).toEqual(expected);
  expect(higherCeilings(other, one)).toEqual(expected);
  expect(higherCeilings(one, undefined)).toEqual(one);
});

test('a peer is compared with the fastest kernels of the same work', () => {
  const contest = [
    result(trainingTask(), 100),
    result(trainingTask(), 300),
    result(samplingTask(), 900),
    result(trainingTask(), 50, { engine: 'other' }),
    result(samplingTask(), 90, { engine: 'other' }),
  ];
  expect(ratios(contest)).toEqual([
    { engine: 'other', work: 'training', ratio: 6 },
    { engine: 'other', work: 'sampling', ratio: 10 },
  ]);
});

test('Markdown holds every table with its numbers', () => {
  const adapter = {
    name: 'Test GPU',
    vendor: '',
    architecture: '',
    description: '',
    isSoftware: false,
    features: [],
  };
  const report: Report = {
    format: 'ddpm-lab benchmark 1',
    when: '2026-11-23T00:00:00.000Z',
    runtime: 'test',
    adapter,
    quick: true,
    rounds: 3,
    secondsEach: 1,
    ceilings,
    contest: [
      result(trainingTask(), 4096 * 5, { bytes: 2 ** 24, preparation: 1.2345 }),
      result(trainingTask(), 4096, { engine: 'jax-js' }),
    ],
    runs: [result(samplingTask(1_000_000, 50), 1e5)],
    kernels: [{ kernel: 'adam', work: 'training', milliseconds: 1.234, repeats: 20, clock: 'gpu' }],
    sweeps: { batch: [result(trainingTask(256), 256 * 7)], width: [], depth: [], samples: [] },
    checks: [{ name: 'batch', from: 256, to: 512, value: 2.5, limit: 2.1, holds: false }],
    agreements: [],
    failures: ['ddpm-lab: too large.'],
  };
  const markdown = toMarkdown(report);
  for (const text of [
    '## ddpm-lab on Test GPU',
    '50 GFLOP/s',
    '| training 33-128-128-128-1, batch 4,096 | ddpm-lab | layered stationary | 5 steps/s, 20,500 points/s |',
    '| of bandwidth | memory | ready in |',
    '| 16 MiB | 1.23 s |',
    '| training | jax-js | 5 x |',
    '| 1,000,000 | 50 | 2,000 | 500 s | whole |',
    '| training | adam | 1.23 | 20 | gpu |',
    '### Sweep over batch',
    '| time of a training step, batch 256 to 512 | 2.5 | 2.1 | NO |',
    '- ddpm-lab: too large.',
  ]) {
    expect(markdown).toContain(text);
  }
  // A table without rows is left out.
  expect(markdown).not.toContain('Sweep over width');
});

test('the plan has the runs of 10k, 100k and 1M samples by 50 and 1000 steps', () => {
  const sizes = planFor(false, false).runs.tasks.map(({ rows, steps }) => `${rows} x ${steps}`);
  expect(sizes).toEqual([
    '10000 x 50',
    '100000 x 50',
    '1000000 x 50',
    '10000 x 1000',
    '100000 x 1000',
    '1000000 x 1000',
  ]);
});
