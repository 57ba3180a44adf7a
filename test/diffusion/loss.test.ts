import { describe, expect, it } from 'vitest';
import { bayesLoss } from '../../src/diffusion/loss.ts';
import { articleMixture, GaussianMixture } from '../../src/diffusion/mixture.ts';
import { predictionTypes } from '../../src/diffusion/prediction.ts';
import { mixtureQuadrature } from '../../src/diffusion/quadrature.ts';
import { makeSchedule } from '../../src/diffusion/schedule.ts';

const schedule = makeSchedule({ numTrainTimesteps: 1000, betaSchedule: 'linear' });

describe('mixtureQuadrature', () => {
  it('integrates the density to 1 and to the right moments', () => {
    const { points, weights } = mixtureQuadrature(articleMixture);
    const integral = (f: (x: number) => number) =>
      points.reduce((sum, x, i) => sum + (weights[i] as number) * articleMixture.pdf(x) * f(x), 0);
    expect(integral(() => 1)).toBeCloseTo(1, 9);
    expect(integral((x) => x)).toBeCloseTo(articleMixture.mean, 9);
    expect(integral((x) => x ** 2)).toBeCloseTo(
      articleMixture.mean ** 2 + articleMixture.standardDeviation ** 2,
      9,
    );
  });
});

describe('bayesLoss', () => {
  it("is about 0.10 on the article's raw data and 0.19 on standardised data", () => {
    const raw = bayesLoss(articleMixture, schedule, { predictionType: 'epsilon' });
    const standardised = bayesLoss(articleMixture.standardised(), schedule, { predictionType: 'epsilon' });
    expect(Math.abs(raw.total - 0.1)).toBeLessThan(0.005);
    expect(Math.abs(standardised.total - 0.19)).toBeLessThan(0.005);
  });

  it('is the linear regression residual for normal data', () => {
    const normal = new GaussianMixture([1], [0.3], [0.5]);
    const variance = 0.25;
    for (const predictionType of predictionTypes) {
      const { perTimestep } = bayesLoss(normal, schedule, { predictionType });
      for (const t of [0, 100, 500, 999]) {
        const a2 = schedule.alphasCumprod[t] as number;
        const s2 = schedule.oneMinusAlphasCumprod[t] as number;
        const share = { epsilon: a2, sample: s2, v_prediction: 1 }[predictionType];
        expect(perTimestep[t]).toBeCloseTo((share * variance) / (a2 * variance + s2), 9);
      }
    }
  });

  it('is one quantity in three units: Var(noise) = a^2/s^2 Var(x_0) = a^2 Var(v)', () => {
    const of = (predictionType: (typeof predictionTypes)[number]) =>
      bayesLoss(articleMixture, schedule, { predictionType }).perTimestep;
    const [epsilon, sample, v] = predictionTypes.map(of) as [Float64Array, Float64Array, Float64Array];
    for (const t of [0, 10, 300, 999]) {
      const a2 = schedule.alphasCumprod[t] as number;
      const s2 = schedule.oneMinusAlphasCumprod[t] as number;
      expect((epsilon[t] as number) / ((sample[t] as number) * (a2 / s2))).toBeCloseTo(1, 9);
      expect((epsilon[t] as number) / ((v[t] as number) * a2)).toBeCloseTo(1, 9);
    }
  });

  it('refuses an unknown prediction type', () => {
    expect(() => bayesLoss(articleMixture, schedule, { predictionType: 'score' as 'sample' })).toThrow(
      'predictionType must be one of epsilon, sample, v_prediction, got score',
    );
  });
});
