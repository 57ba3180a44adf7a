import { describe, expect, it } from 'vitest';
import {
  histogram,
  modeMasses,
  wasserstein1,
  wasserstein1Between,
  wasserstein1Floor,
} from '../../src/diffusion/metrics.ts';
import { articleMixture, GaussianMixture } from '../../src/diffusion/mixture.ts';
import { normalPdf } from '../../src/diffusion/normal.ts';

const standardNormal = new GaussianMixture([1], [0], [1]);
const close = (value: number, reference: number, tolerance: number) =>
  expect(Math.abs(value - reference)).toBeLessThanOrEqual(tolerance);

/** The same integral by brute force on a fine grid: wrong by half a step at most, as the jumps add up to 1. */
function wasserstein1OnGrid(
  samples: Float64Array,
  mixture: GaussianMixture,
  low: number,
  high: number,
): number {
  const sorted = samples.slice().sort();
  const step = (high - low) / 400_000;
  let below = 0;
  let total = 0;
  for (let x = low + step / 2; x < high; x += step) {
    while (below < sorted.length && (sorted[below] as number) <= x) below++;
    total += Math.abs(below / sorted.length - mixture.cdf(x)) * step;
  }
  return total;
}

describe('histogram', () => {
  it('counts, with edges in the upper bin and max in the last', () => {
    const samples = Float32Array.of(0, 0.24, 0.25, 0.5, 0.99, 1, 1.01, -0.01, Number.NaN);
    const { counts, density, edges, outside } = histogram(samples, { min: 0, max: 1, bins: 4 });
    expect([...counts]).toEqual([2, 1, 1, 2]);
    expect(outside).toBe(3);
    expect([...edges]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    close(density[0] as number, 2 / (9 * 0.25), 1e-15);
  });

  it('refuses bad ranges', () => {
    const samples = Float32Array.of(0);
    expect(() => histogram(samples, { min: 0, max: 1, bins: 0 })).toThrow(
      'bins must be an integer from 1 to 16777216, got 0',
    );
    expect(() => histogram(samples, { min: 1, max: 1, bins: 4 })).toThrow(
      'min and max must be finite numbers with min < max, got 1 and 1',
    );
  });
});

describe('wasserstein1', () => {
  it('of one sample is its mean absolute distance', () => {
    // E|z - c| = 2 phi(c) + c (2 Phi(c) - 1)
    close(wasserstein1(Float64Array.of(0), standardNormal), 2 * normalPdf(0), 1e-15);
    close(wasserstein1(Float64Array.of(1), standardNormal), 2 * normalPdf(1) + 0.6826894921370859, 1e-14);
    close(wasserstein1(Float64Array.of(100), standardNormal), 100, 1e-12);
    close(wasserstein1(Float64Array.of(-100), standardNormal), 100, 1e-12);
  });

  it('of two samples splits the gap where F crosses 1/2', () => {
    // By symmetry the positive half of the distribution goes to 1: twice E[|z - 1|; z > 0], which is E|z - 1| less
    // E[1 - z; z < 0] = 1/2 + phi(0).
    const positive = 2 * normalPdf(1) + 0.6826894921370859 - (0.5 + normalPdf(0));
    close(wasserstein1(Float64Array.of(1, -1), standardNormal), 2 * positive, 1e-14);
  });

  it('of equal samples is that of one', () => {
    close(
      wasserstein1(Float64Array.of(0.3, 0.3, 0.3), standardNormal),
      wasserstein1(Float64Array.of(0.3), standardNormal),
      1e-15,
    );
  });

  it('is the shift, for a fine stratified sample that is shifted', () => {
    const n = 10_000;
    const quantiles = new Float64Array(n).map((_, i) => articleMixture.quantile((i + 0.5) / n));
    close(
      wasserstein1(
        quantiles.map((x) => x + 0.01),
        articleMixture,
      ),
      0.01,
      1e-5,
    );
  });

  it.each([7, 100, 1000])('is the integral of |F_n - F| on %d random samples', (n) => {
    const samples = Float64Array.from(articleMixture.sample(n, n));
    close(
      wasserstein1(samples, articleMixture),
      wasserstein1OnGrid(samples, articleMixture, -0.6, 0.7),
      2e-6,
    );
  });

  it('keeps its samples as they are', () => {
    const samples = Float32Array.of(3, 1, 2);
    wasserstein1(samples, standardNormal);
    expect([...samples]).toEqual([3, 1, 2]);
  });

  it('takes 4 million samples', () => {
    const some = articleMixture.sample(40_000, 0);
    const samples = new Float32Array(4_000_000).map(
      (_, i) => (some[i % 40_000] as number) + 1e-6 * (i / 40_000),
    );
    close(wasserstein1(samples, articleMixture), wasserstein1(some, articleMixture), 1e-4);
  });

  it('refuses what is no sample', () => {
    expect(() => wasserstein1(new Float32Array(0), standardNormal)).toThrow(
      'samples must hold at least 1 number, got 0',
    );
    expect(() => wasserstein1(Float32Array.of(1, Number.NaN, 0), standardNormal)).toThrow(
      'samples must all be finite numbers, got NaN',
    );
    expect(() => wasserstein1(Float32Array.of(1, Number.NEGATIVE_INFINITY), standardNormal)).toThrow(
      'samples must all be finite numbers, got -Infinity',
    );
  });
});

describe('wasserstein1Between', () => {
  it('is the mean distance of sorted pairs for equal sizes', () => {
    close(
      wasserstein1Between(Float64Array.of(3, 1, 2), Float64Array.of(1, 4, 2.5)),
      (0 + 0.5 + 1) / 3,
      1e-15,
    );
  });

  it('takes different sizes', () => {
    // 0, 0, 1, 1 and 0, 1, 2 as six quantiles each (thirds of 2, of 3): |0-0| |0-0| |0-1| |1-1| |1-2| |1-2|
    close(wasserstein1Between(Float64Array.of(0, 1), Float64Array.of(0, 1, 2)), (1 + 1 + 1) / 6, 1e-15);
    expect(wasserstein1Between(Float64Array.of(5, 5, 5), Float32Array.of(5))).toBe(0);
  });
});

describe('wasserstein1Floor', () => {
  it('is what a simulation finds', () => {
    const [n, runs] = [2000, 300];
    const distances = Array.from({ length: runs }, (_, seed) =>
      wasserstein1(articleMixture.sample(n, seed), articleMixture),
    );
    const mean = distances.reduce((sum, w) => sum + w, 0) / runs;
    const deviation = Math.sqrt(distances.reduce((sum, w) => sum + (w - mean) ** 2, 0) / (runs - 1));
    const floor = wasserstein1Floor(articleMixture, n);
    close(floor.mean, mean, (4 * deviation) / Math.sqrt(runs));
    close(floor.standardDeviation, deviation, 0.2 * deviation); // 4 standard errors of a deviation, 1/sqrt(2 runs)
  });

  it('is 0.0022 +- 0.0012 for 20,000 samples of the article', () => {
    const { mean, standardDeviation } = wasserstein1Floor(articleMixture, 20_000);
    close(mean, 0.0022, 0.0003);
    close(standardDeviation, 0.0012, 0.0002);
  });

  it('has the mean of the Brownian bridge for a normal distribution', () => {
    let integral = 0;
    for (let z = -9; z < 9; z += 1e-3) {
      const p = standardNormal.cdf(z);
      integral += Math.sqrt(p * (1 - p)) * 1e-3;
    }
    close(wasserstein1Floor(standardNormal, 400).mean, (Math.sqrt(2 / Math.PI) * integral) / 20, 1e-6);
  });
});

describe('modeMasses', () => {
  it('gives the share of each interval', () => {
    expect([...modeMasses(Float32Array.of(-1, 0, 0.5, 2), [0, 1])]).toEqual([0.25, 0.5, 0.25]);
  });
});
