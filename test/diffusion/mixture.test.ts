import { describe, expect, it } from 'vitest';
import { articleData, articleMixture, GaussianMixture } from '../../src/diffusion/mixture.ts';
import { predictionTypes } from '../../src/diffusion/prediction.ts';

const close = (value: number, reference: number, tolerance: number) =>
  expect(Math.abs(value - reference)).toBeLessThanOrEqual(tolerance);

/** Trapezoidal rule: error step^2 / 12 times the change of f', so none where f vanishes at both ends. */
function integrate(f: (x: number) => number, low: number, high: number, count: number): number {
  const step = (high - low) / count;
  let sum = (f(low) + f(high)) / 2;
  for (let i = 1; i < count; i++) sum += f(low + i * step);
  return sum * step;
}

describe('GaussianMixture', () => {
  it('knows its mean and standard deviation', () => {
    close(articleMixture.mean, 0.3 * 0.5 + 0.4 * 0.1 - 0.3 * 0.4, 1e-16);
    const second = 0.3 * (0.25 + 1e-4) + 0.4 * (0.01 + 9e-4) + 0.3 * (0.16 + 1e-4);
    close(articleMixture.standardDeviation, Math.sqrt(second - 0.07 ** 2), 1e-15);
    const standard = articleMixture.standardised();
    close(standard.mean, 0, 1e-15);
    close(standard.standardDeviation, 1, 1e-15);
  });

  it('has a cdf that is the integral of its pdf, and integrals of the cdf', () => {
    for (const x of [-0.41, -0.1, 0.13, 0.5, 0.6]) {
      close(
        articleMixture.cdf(x),
        integrate((y) => articleMixture.pdf(y), -1, x, 20_000),
        2e-4,
      );
      close(
        articleMixture.cdfIntegral(x),
        integrate((y) => articleMixture.cdf(y), -1, x, 20_000),
        1e-4,
      );
      // integral of F up to x minus integral of 1 - F from x is x - mean
      close(
        articleMixture.cdfIntegral(x) - articleMixture.survivalIntegral(x),
        x - articleMixture.mean,
        1e-15,
      );
    }
  });

  it('inverts its cdf', () => {
    for (const p of [1e-12, 1e-3, 0.1, 0.29999, 0.3, 0.30001, 0.5, 0.7, 0.9, 0.999]) {
      close(articleMixture.cdf(articleMixture.quantile(p)), p, 1e-14);
    }
    close(new GaussianMixture([1], [2], [3]).quantile(0.975), 2 + 3 * 1.959963984540054, 1e-13);
    expect(articleMixture.quantile(0)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('diffuses to the distribution of x_t', () => {
    const diffused = articleMixture.diffuse(0.6, 0.8);
    close(diffused.mean, 0.6 * articleMixture.mean, 1e-15);
    close(diffused.standardDeviation ** 2, 0.36 * articleMixture.standardDeviation ** 2 + 0.64, 1e-15);
  });

  it('denoises a single normal distribution as linear regression does', () => {
    const normal = new GaussianMixture([1], [0.7], [0.2]);
    const [a, s, x] = [0.8, 0.6, 1.1];
    const total = 0.64 * 0.04 + 0.36;
    close(normal.expectedX0(x, a, s), 0.7 + ((a * 0.04) / total) * (x - a * 0.7), 1e-15);
    close(normal.expectedNoise(x, a, s), (s / total) * (x - a * 0.7), 1e-15);
  });

  it.each([
    { name: 'article', mixture: articleMixture },
    { name: 'standardised', mixture: articleMixture.standardised() },
  ])('denoises as numerical integration over x_0 does ($name)', ({ mixture }) => {
    for (const [a, s] of [
      [0.99, Math.sqrt(1 - 0.99 ** 2)],
      [0.6, 0.8],
      [0.1, 0.7], // any pair: the article's noise coefficient is not sqrt(1 - a^2)
    ] as const) {
      for (const x of [-1.2, 0, 0.37, 2]) {
        const targets = {
          epsilon: (x0: number) => (x - a * x0) / s,
          sample: (x0: number) => x0,
          v_prediction: (x0: number) => (a * (x - a * x0)) / s - s * x0,
        };
        const density = (x0: number) => mixture.pdf(x0) * Math.exp(-0.5 * ((x - a * x0) / s) ** 2);
        const total = integrate(density, -2.5, 2.5, 20_000);
        for (const predictionType of predictionTypes) {
          const target = targets[predictionType];
          const mean = integrate((x0) => target(x0) * density(x0), -2.5, 2.5, 20_000) / total;
          const variance =
            integrate((x0) => (target(x0) - mean) ** 2 * density(x0), -2.5, 2.5, 20_000) / total;
          const posterior = mixture.posterior(a, s, predictionType)(x);
          close(posterior.mean, mean, 1e-10);
          close(posterior.variance, variance, 1e-10);
          close(mixture.denoise(Float64Array.of(x), a, s, predictionType)[0] as number, mean, 1e-10);
        }
      }
    }
  });

  it('stays finite far from all data and at the ends of the chain', () => {
    for (const [a, s] of [
      [1, 1e-5],
      [0, 1],
      [1e-3, 1],
    ] as const) {
      for (const x of [-50, 0, 0.1, 50]) {
        for (const predictionType of predictionTypes) {
          const { mean, variance } = articleMixture.posterior(a, s, predictionType)(x);
          expect(Number.isFinite(mean) && Number.isFinite(variance)).toBe(true);
        }
      }
    }
  });

  it('draws from its components in proportion, repeatably', () => {
    const samples = articleMixture.sample(20_000, 3);
    expect(samples).toEqual(articleMixture.sample(20_000, 3));
    expect(samples).not.toEqual(articleMixture.sample(20_000, 4));
    const share = (low: number, high: number) => samples.filter((x) => x > low && x < high).length / 20_000;
    // five standard errors of a share: 5 sqrt(0.24 / 20,000)
    close(share(-1, -0.2), 0.3, 0.018);
    close(share(-0.2, 0.3), 0.4, 0.018);
    close(share(0.3, 1), 0.3, 0.018);
  });

  it.each([
    [[[], [], []], 'the number of weights must be an integer from 1 to 1024, got 0'],
    [[[1], [0, 1], [1]], 'the number of means must be an integer from 1 to 1, got 2'],
    [
      [
        [0.5, 0.4],
        [0, 1],
        [1, 1],
      ],
      'the sum of the weights must be a finite number from 0.999999 to 1.000001, got 0.9',
    ],
    [[[1], [0], [0]], 'standardDeviations[0] must be a finite number above 0, got 0'],
    [[[1], [Number.NaN], [1]], 'means[0] must be a finite number from -1000000000 to 1000000000, got NaN'],
  ] as [[number[], number[], number[]], string][])('refuses bad parameters %#', (parameters, message) => {
    expect(() => new GaussianMixture(...parameters)).toThrow(new RangeError(message));
  });
});

describe('articleData', () => {
  it('holds exactly 30,000 + 40,000 + 30,000 points of the right components', () => {
    const data = articleData(0);
    expect(data.length).toBe(100_000);
    [
      [0, 30_000, 0.5, 0.01],
      [30_000, 70_000, 0.1, 0.03],
      [70_000, 100_000, -0.4, 0.01],
    ].forEach((part) => {
      const [start, end, mean, deviation] = part as [number, number, number, number];
      const points = Array.from(data.subarray(start, end));
      const n = points.length;
      const actualMean = points.reduce((sum, x) => sum + x, 0) / n;
      const actualDeviation = Math.sqrt(points.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n);
      close(actualMean, mean, (5 * deviation) / Math.sqrt(n));
      close(actualDeviation, deviation, (5 * deviation) / Math.sqrt(2 * n));
    });
    expect(articleData(1)).not.toEqual(data);
    expect(() => articleData(-1)).toThrow('seed must be an integer from 0 to 4294967295, got -1');
  });
});
