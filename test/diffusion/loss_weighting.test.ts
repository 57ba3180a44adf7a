import { describe, expect, it } from 'vitest';
import { lossWeights, timestepDistribution, timestepImportance } from '../../src/diffusion/loss_weighting.ts';
import { predictionTypes } from '../../src/diffusion/prediction.ts';
import { makeSchedule } from '../../src/diffusion/schedule.ts';
import { alphaAt, logSnr } from '../../src/diffusion/timesteps.ts';

const schedule = makeSchedule({ numTrainTimesteps: 1000, betaSchedule: 'linear' });
const zeroSnr = makeSchedule({ numTrainTimesteps: 1000, betaSchedule: 'linear', rescaleBetasZeroSnr: true });

describe('lossWeights', () => {
  it('weights all timesteps alike when uniform', () => {
    const weights = lossWeights(schedule, { lossWeighting: 'uniform', predictionType: 'epsilon' });
    expect(weights.every((weight) => weight === 1)).toBe(true);
  });

  it('is min(SNR, gamma) on the loss of x_0, whatever the network predicts', () => {
    const [epsilon, sample, v] = predictionTypes.map((predictionType) =>
      lossWeights(schedule, { lossWeighting: 'min_snr', snrGamma: 4, predictionType }),
    ) as [Float64Array, Float64Array, Float64Array];
    for (const t of [0, 100, 250, 999]) {
      const a2 = schedule.alphasCumprod[t] as number;
      const s2 = schedule.oneMinusAlphasCumprod[t] as number;
      // An error of 1 in x_0 is one of a / s in the noise and of 1 / s in v.
      const expected = Math.min(a2 / s2, 4);
      expect(sample[t]).toBe(expected);
      expect(((epsilon[t] as number) * a2) / s2).toBeCloseTo(expected, 12);
      expect((v[t] as number) / s2).toBeCloseTo(expected, 12);
    }
  });

  it('stays finite at zero terminal SNR', () => {
    for (const predictionType of predictionTypes) {
      const last = lossWeights(zeroSnr, { lossWeighting: 'min_snr', predictionType })[999];
      expect(last).toBe(predictionType === 'epsilon' ? 1 : 0);
    }
  });

  it('refuses bad settings', () => {
    const config = { lossWeighting: 'min_snr', predictionType: 'epsilon' } as const;
    expect(() => lossWeights(schedule, { ...config, snrGamma: 0 })).toThrow(
      'snrGamma must be a finite number above 0, got 0',
    );
    expect(() => lossWeights(schedule, { ...config, lossWeighting: 'p2' as 'uniform' })).toThrow(
      'lossWeighting must be one of uniform, min_snr, got p2',
    );
  });
});

describe('timestepDistribution', () => {
  it('draws in proportion and weights the expectation back', () => {
    const { probabilities, cumulative, weights } = timestepDistribution([1, 2, 5]);
    expect([...probabilities]).toEqual([0.125, 0.25, 0.625]);
    expect([...cumulative]).toEqual([0.125, 0.375, 1]);
    const losses = [3, 1, 4];
    const expected = losses.reduce(
      (sum, loss, t) => sum + loss * (weights[t] as number) * (probabilities[t] as number),
      0,
    );
    expect(expected).toBeCloseTo((3 + 1 + 4) / 3, 14);
  });

  it('refuses what cannot be drawn', () => {
    expect(() => timestepDistribution([1, 0])).toThrow(
      'importance[1] must be a finite number above 0, got 0',
    );
  });
});

describe('timestepImportance', () => {
  it('spreads a quarter of the draws evenly in log-SNR, the rest evenly in t', () => {
    const { probabilities } = timestepDistribution(timestepImportance(schedule, 'logsnr'));
    const level = (t: number) => logSnr(alphaAt(schedule, t));
    const [from, to] = [20, 300];
    const mass = probabilities.slice(from, to).reduce((sum, p) => sum + p, 0);
    // From half a step before the first to half a step behind the last.
    const even = (level(from - 0.5) - level(to - 0.5)) / (level(0) - level(999));
    expect(mass).toBeCloseTo(0.75 * ((to - from) / 1000) + 0.25 * even, 3);
  });

  it('draws evenly where no two levels within the bound differ', () => {
    const flat = makeSchedule({
      numTrainTimesteps: 2,
      betaSchedule: 'linear',
      trainedBetas: [1e-9, 1e-9],
    });
    expect(logSnr(alphaAt(flat, 1))).toBeGreaterThan(20);
    expect([...timestepImportance(flat, 'logsnr')]).toEqual([1, 1]);
  });

  it('draws every timestep at any schedule', () => {
    for (const each of [schedule, zeroSnr, makeSchedule({ numTrainTimesteps: 1, betaSchedule: 'linear' })]) {
      for (const sampling of ['uniform', 'logsnr'] as const) {
        const { probabilities, weights } = timestepDistribution(timestepImportance(each, sampling));
        expect(Math.min(...probabilities)).toBeGreaterThan(0);
        const mean = probabilities.reduce((sum, p, t) => sum + p * (weights[t] as number), 0);
        expect(mean).toBeCloseTo(1, 12);
      }
    }
  });
});
