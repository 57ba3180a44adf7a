import { describe, expect, it } from 'vitest';
import { betaSchedules, makeSchedule, type ScheduleConfig } from '../../src/diffusion/schedule.ts';
import { golden, goldenScheduleConfig } from './golden.ts';

const linear: ScheduleConfig = { numTrainTimesteps: 1000, betaSchedule: 'linear' };

describe('makeSchedule', () => {
  it.each(Object.keys(golden.schedules))('agrees with diffusers on %s', (name) => {
    const schedule = makeSchedule(goldenScheduleConfig(name));
    const expected = golden.schedules[name];
    expect(expected?.index.length).toBe(9);
    expected?.index.forEach((t, i) => {
      // float32 tables: rounding of 1 - beta near 1, 6e-8, accumulated over the chain
      const tolerance = (reference: number) => 1e-7 + 1e-4 * Math.abs(reference);
      const beta = expected.betas[i] as number;
      const alphaCumprod = expected.alphas_cumprod[i] as number;
      expect(Math.abs((schedule.betas[t] as number) - beta)).toBeLessThan(tolerance(beta));
      expect(Math.abs((schedule.alphasCumprod[t] as number) - alphaCumprod)).toBeLessThan(
        tolerance(alphaCumprod),
      );
    });
  });

  it('accumulates 1 - alphasCumprod exactly, where subtracting would cancel', () => {
    const schedule = makeSchedule({ ...linear, betaStart: 1e-6, betaEnd: 1e-2 });
    expect(schedule.oneMinusAlphasCumprod[0]).toBe(1e-6);
    // 1 - (1 - b0)(1 - b1) = b0 + b1 - b0 b1
    const [b0, b1] = schedule.betas as unknown as [number, number];
    expect(schedule.oneMinusAlphasCumprod[1]).toBeCloseTo(b0 + b1 - b0 * b1, 20);
    schedule.alphasCumprod.forEach((alphaCumprod, t) => {
      expect(Math.abs(alphaCumprod + (schedule.oneMinusAlphasCumprod[t] as number) - 1)).toBeLessThan(1e-14);
    });
  });

  it('holds the relations between its tables', () => {
    for (const betaSchedule of betaSchedules) {
      const s = makeSchedule({ numTrainTimesteps: 37, betaSchedule });
      for (let t = 0; t < 37; t++) {
        const alphaCumprodPrev = s.alphasCumprodPrev[t] as number;
        expect(alphaCumprodPrev).toBe(t === 0 ? 1 : s.alphasCumprod[t - 1]);
        expect(s.alphas[t]).toBe(1 - (s.betas[t] as number));
        expect(s.sqrtAlphasCumprod[t]).toBe(Math.sqrt(s.alphasCumprod[t] as number));
        expect(s.sqrtOneMinusAlphasCumprod[t]).toBe(Math.sqrt(s.oneMinusAlphasCumprod[t] as number));
        const posterior =
          ((s.betas[t] as number) * (1 - alphaCumprodPrev)) / (1 - (s.alphasCumprod[t] as number));
        expect(Math.abs((s.posteriorVariance[t] as number) - posterior)).toBeLessThan(1e-12);
      }
    }
  });

  it('scales the default betas by 1000/T, so that every T ends in the same noise', () => {
    const alphaCumprodT = (T: number) =>
      makeSchedule({ ...linear, numTrainTimesteps: T }).alphasCumprod[T - 1];
    expect(alphaCumprodT(1000)).toBeCloseTo(4.0358e-5, 9);
    expect(Math.log(alphaCumprodT(4000) as number)).toBeCloseTo(Math.log(4.0358e-5), 0);
    for (const T of [1, 2, 10, 20, 100, 4000]) {
      const { betas } = makeSchedule({ ...linear, numTrainTimesteps: T });
      expect(betas.every((beta) => beta > 0 && beta < 1)).toBe(true);
    }
  });

  it('takes custom betas as they are', () => {
    const trainedBetas = [0.1, 0.2, 0.5];
    const schedule = makeSchedule({ numTrainTimesteps: 3, betaSchedule: 'linear', trainedBetas });
    expect([...schedule.betas]).toEqual(trainedBetas);
    expect(schedule.alphasCumprod[2]).toBeCloseTo(0.9 * 0.8 * 0.5, 15);
  });

  it.each(betaSchedules)('rescales %s to zero terminal SNR and keeps its first beta', (betaSchedule) => {
    const before = makeSchedule({ numTrainTimesteps: 100, betaSchedule });
    const after = makeSchedule({ numTrainTimesteps: 100, betaSchedule, rescaleBetasZeroSnr: true });
    expect(after.alphasCumprod[99]).toBe(0);
    expect(after.betas[0]).toBe(before.betas[0]);
    // Algorithm 1 as it is written
    const first = before.sqrtAlphasCumprod[0] as number;
    const last = before.sqrtAlphasCumprod[99] as number;
    before.sqrtAlphasCumprod.forEach((root, t) => {
      const shifted = ((root - last) * first) / (first - last);
      expect(Math.abs((after.sqrtAlphasCumprod[t] as number) - shifted)).toBeLessThan(1e-13);
    });
    for (const table of [after.posteriorVariance, after.sqrtOneMinusAlphasCumprod]) {
      expect(table.every(Number.isFinite)).toBe(true);
    }
  });

  it("forms the article's noise coefficient when asked to", () => {
    const schedule = makeSchedule({
      ...linear,
      betaStart: 1e-6,
      betaEnd: 1e-2,
      articleNoiseCoefficient: true,
    });
    const alphaCumprod = schedule.alphasCumprod[500] as number;
    expect(schedule.sqrtOneMinusAlphasCumprod[500]).toBeCloseTo(Math.sqrt(1 - alphaCumprod ** 2), 13);
  });

  it.each([
    [{ ...linear, numTrainTimesteps: 0 }, 'numTrainTimesteps must be an integer from 1 to 4000, got 0'],
    [{ ...linear, numTrainTimesteps: 4001 }, 'numTrainTimesteps must be an integer from 1 to 4000, got 4001'],
    [
      { ...linear, numTrainTimesteps: Number.NaN },
      'numTrainTimesteps must be an integer from 1 to 4000, got NaN',
    ],
    [{ ...linear, betaStart: 0 }, 'betaStart must be a finite number from 1e-9 to 0.999, got 0'],
    [{ ...linear, betaEnd: 1.5 }, 'betaEnd must be a finite number from 1e-9 to 0.999, got 1.5'],
    [{ ...linear, betaStart: 0.1 }, 'betaStart must be at most betaEnd = 0.02, got 0.1'],
    [
      { ...linear, betaSchedule: 'cubic' as 'linear' },
      'betaSchedule must be one of linear, scaled_linear, squaredcos_cap_v2, sigmoid, got cubic',
    ],
    [{ ...linear, trainedBetas: [0.1] }, 'trainedBetas must hold numTrainTimesteps = 1000 numbers, got 1'],
    [
      { numTrainTimesteps: 2, betaSchedule: 'linear', trainedBetas: [0.1, -1] } as const,
      'trainedBetas[1] must be a finite number from 1e-9 to 1, got -1',
    ],
    [
      { numTrainTimesteps: 1, betaSchedule: 'linear', rescaleBetasZeroSnr: true } as const,
      'rescaleBetasZeroSnr needs at least 2 training timesteps, got numTrainTimesteps 1',
    ],
  ])('refuses a bad config %#', (config, message) => {
    expect(() => makeSchedule(config)).toThrow(new RangeError(message));
  });
});
