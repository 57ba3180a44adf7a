import { describe, expect, test } from 'vitest';
import { articleMixture, GaussianMixture } from '../../src/index.ts';
import {
  comparedChains,
  comparedMarginal,
  misplaced,
  posterior,
  reverseStep,
} from '../../src/ui/questions/reverse_step.ts';

const normalPdf = (x: number, mean: number, variance: number) =>
  Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);

describe('p(x_{t-1} | x_t) of a mixture', () => {
  // Bayes' rule by quadrature, which knows nothing of components.
  test.each([
    [0.57, 0.9],
    [-1.3, 0.5],
    [2.5, 0.99],
  ])('is Bayes’ rule at x = %f, alpha = %f', (x, alpha) => {
    const prior = articleMixture.standardised().diffuse(0.9, Math.sqrt(1 - 0.81));
    const step = 1e-3;
    const grid = Array.from({ length: 10_001 }, (_, i) => -5 + i * step);
    const joint = grid.map((y) => prior.pdf(y) * normalPdf(x, Math.sqrt(alpha) * y, 1 - alpha));
    const total = joint.reduce((sum, value) => sum + value, 0) * step;
    const answer = posterior(prior, x, alpha, 1 - alpha);
    for (const i of [2000, 4300, 5000, 5600, 6100, 7000]) {
      // The sum over a smooth density on a fine grid is exact to rounding; 1e-12 is the trace of empty components.
      expect(answer.pdf(grid[i] as number)).toBeCloseTo((joint[i] as number) / total, 8);
    }
  });

  test('is the Gaussian of DDPM where the data is a single normal', () => {
    const one = new GaussianMixture([1], [0.4], [0.5]);
    const after = posterior(one, 1, 0.8, 0.2);
    // Conjugate normals: precision 1/0.25 + 0.8/0.2, mean (0.4/0.25 + sqrt(0.8)/0.2) / precision.
    const precision = 4 + 4;
    expect(after.standardDeviation).toBeCloseTo(Math.sqrt(1 / precision), 12);
    expect(after.mean).toBeCloseTo((1.6 + Math.sqrt(0.8) / 0.2) / precision, 12);
  });
});

describe('a step of a chain', () => {
  const between = 0.57;

  test('is ever closer to a Gaussian the more steps the chain has', () => {
    const shares = comparedChains.map((steps) => {
      const { truth, gaussian } = reverseStep(between, steps);
      return misplaced(truth, gaussian, -4, 4);
    });
    for (let i = 1; i < shares.length; i++) expect(shares[i]).toBeLessThan(shares[i - 1] as number);
    // Eight steps: two peaks where the Gaussian has one. A thousand: no more than a few percent.
    expect(shares[0]).toBeGreaterThan(0.3);
    expect(shares.at(-1)).toBeLessThan(0.05);
  });

  test('has the mean of the truth, however large it is', () => {
    // The perfect denoiser knows E[x_{t-1} | x_t]; what DDPM's Gaussian gets wrong is the shape.
    for (const steps of comparedChains) {
      const { truth, gaussian } = reverseStep(between, steps);
      expect(gaussian.mean).toBeCloseTo(truth.mean, 9);
    }
  });

  test('starts from a density that integrates to one', () => {
    expect(comparedMarginal.cdf(6) - comparedMarginal.cdf(-6)).toBeCloseTo(1, 6);
  });
});

test('two distributions side by side are misplaced altogether, equal ones not at all', () => {
  const left = new GaussianMixture([1], [-2], [0.1]);
  const right = new GaussianMixture([1], [2], [0.1]);
  expect(misplaced(left, right, -4, 4)).toBeCloseTo(1, 9);
  expect(misplaced(left, left, -4, 4)).toBe(0);
});
