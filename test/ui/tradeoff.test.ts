import { describe, expect, it } from 'vitest';
import { makeSchedule } from '../../src/index.ts';
import { curves, plannedPoints, usualCurves } from '../../src/ui/tradeoff/curves.ts';
import { RemainingTime, type RunTime, steadySeconds, timeRuns } from '../../src/ui/tradeoff/run_time.ts';

const linear = { numTrainTimesteps: 1000, betaSchedule: 'linear' } as const;

function evaluationsOf(curve: string, points: ReturnType<typeof plannedPoints>): number[] {
  return points.filter((point) => point.curve === curve).map(({ nfe }) => nfe);
}

describe('plannedPoints', () => {
  it('goes from few evaluations to many, all curves together', () => {
    const points = plannedPoints(makeSchedule(linear), 'v_prediction', curves);
    const all = [5, 10, 15, 20, 30, 50, 100, 250, 1000];
    for (const curve of curves) {
      // Heun's number of evaluations is odd.
      const expected = curve === 'heun' ? [5, 11, 15, 21, 31, 51, 101, 251, 1001] : all;
      expect(evaluationsOf(curve, points)).toEqual(expected);
    }
    expect(points.slice(0, curves.length).map(({ curve }) => curve)).toEqual(curves);
    for (const { nfe, rows } of points) expect(rows.length).toBe(nfe);
  });

  it('ends at the last timestep of a short schedule', () => {
    const points = plannedPoints(makeSchedule({ ...linear, numTrainTimesteps: 60 }), 'epsilon', usualCurves);
    expect(evaluationsOf('ddpm', points)).toEqual([5, 10, 15, 20, 30, 50, 60]);
    const single = plannedPoints(makeSchedule({ ...linear, numTrainTimesteps: 1 }), 'epsilon', ['ddpm']);
    expect(evaluationsOf('ddpm', single)).toEqual([1]);
  });

  it('leaves out what cannot walk the schedule', () => {
    const article = makeSchedule({ ...linear, articleNoiseCoefficient: true });
    expect(plannedPoints(article, 'epsilon', curves)).toEqual([]);
    const zeroSnr = makeSchedule({ ...linear, rescaleBetasZeroSnr: true });
    expect(plannedPoints(zeroSnr, 'epsilon', curves)).toEqual([]);
    expect(evaluationsOf('dpmpp_2m', plannedPoints(zeroSnr, 'v_prediction', curves))).toHaveLength(9);
  });
});

describe('steadySeconds', () => {
  it('does not count a moment in which the machine was busy with something else', () => {
    const progress = [
      { step: 10, milliseconds: 20 },
      { step: 10, milliseconds: 25 },
      { step: 20, milliseconds: 40 },
      { step: 30, milliseconds: 9060 },
      { step: 40, milliseconds: 9080 },
    ];
    expect(steadySeconds(progress, 40)).toBeCloseTo(0.08, 12);
  });
});

describe('timeRuns', () => {
  /** Runs of 10 rows that take these milliseconds, one after the other. */
  function runsOf(...milliseconds: number[]) {
    let clock = 0;
    const first: boolean[] = [];
    const run = async (tell: (progress: RunTime) => void, isFirst: boolean) => {
      first.push(isFirst);
      const took = milliseconds[first.length - 1];
      if (took === undefined) return false;
      clock += took;
      tell({ step: 10, milliseconds: took });
      return true;
    };
    return { first, time: () => timeRuns(10, run, () => clock) };
  }

  it('has the quickest of four short runs, and what all took', async () => {
    const { first, time } = runsOf(90, 20, 10, 30);
    const { least, elapsed } = (await time()) ?? {};
    expect(least).toBeCloseTo(0.01, 12);
    expect(elapsed).toBeCloseTo(0.15, 12);
    expect(first).toEqual([true, false, false, false]);
  });

  it('takes a long run at its word', async () => {
    const { first, time } = runsOf(2000);
    expect((await time())?.least).toBeCloseTo(2, 12);
    expect(first).toEqual([true]);
  });

  it('is unknown where a run is cancelled', async () => {
    expect(await runsOf(90, 20).time()).toBeUndefined();
  });
});

describe('RemainingTime', () => {
  it('keeps the two denoisers apart, and knows nothing before it has seen them', () => {
    const time = new RemainingTime();
    expect(time.secondsFor({ exact: 10, network: 0 })).toBe(Number.POSITIVE_INFINITY);
    time.add('exact', 100, 1);
    expect(time.secondsFor({ exact: 50, network: 0 })).toBeCloseTo(0.5, 12);
    expect(time.secondsFor({ exact: 50, network: 1 })).toBe(Number.POSITIVE_INFINITY);
    time.add('network', 10, 2);
    expect(time.secondsFor({ exact: 50, network: 5 })).toBeCloseTo(1.5, 12);
  });
});
