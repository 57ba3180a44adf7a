import { describe, expect, test } from 'vitest';
import { firstLossOf, labContestant, stepMilliseconds } from '../../src/bench/contestant.ts';
import { samplingTask, trainingTask } from '../../src/bench/plan.ts';
import { testWithDevice } from '../device.ts';

const small = { inputs: 33, width: 16, depth: 1, outputs: 1 };
const { signal } = new AbortController();

describe('what a step takes', () => {
  test('is told from report to report, without what came before', () => {
    const reports = [
      { done: 1, milliseconds: 1000 },
      { done: 2, milliseconds: 1010 },
      { done: 5, milliseconds: 1040 },
    ];
    expect(stepMilliseconds(reports)).toBe(10);
  });

  test('is the mean where there are too few reports', () => {
    expect(stepMilliseconds([{ done: 4, milliseconds: 100 }])).toBe(25);
    expect(stepMilliseconds([])).toBeNaN();
  });
});

testWithDevice('a training contestant trains on from where it was, and tells the loss', async (_, lab) => {
  const contestant = await labContestant(lab, trainingTask(64, small), ([own]) => own as never);
  const first = await firstLossOf(contestant);
  // The mean square of a standard normal, for the network's answers are small at first; 64 points: 1 +- 0.18.
  expect(Math.abs(first - 1)).toBeLessThan(0.7);
  const { rowsPerSecond, part } = await contestant.measure(0.1, signal);
  expect(rowsPerSecond).toBeGreaterThan(0);
  expect(part).toBeUndefined();
  expect(contestant.bytes).toBeGreaterThan(4 * 64);
  contestant.destroy();
});

testWithDevice('a sampling contestant runs at least a step, and all when there is time', async (_, lab) => {
  const contestant = await labContestant(lab, samplingTask(100, 300, small), ([own]) => own as never);
  const brief = await contestant.measure(0, signal);
  expect(brief.part).toBeGreaterThan(0);
  const whole = await contestant.measure(60, signal);
  expect(whole.part).toBe(1);
  expect(whole.rowsPerSecond * (whole.runSeconds ?? 0)).toBeCloseTo(100 * 300, 6);
  contestant.destroy();
});
