import { describe, expect, it } from 'vitest';
import { normalCdf, normalPdf, normalQuantile } from '../../src/diffusion/normal.ts';

// References computed with 40 digits.
const cdfValues = [
  [-20, 2.7536241186062337e-89],
  [-10, 7.61985302416052607e-24],
  [-6, 9.86587645037698141e-10],
  [-5.6, 1.07175902583109293e-8],
  [-3, 0.00134989803163009453],
  [-1, 0.158655253931457051],
  [-0.6745, 0.249996742863699169],
  [-0.5, 0.308537538725986896],
  [-0.1, 0.460172162722971016],
  [0, 0.5],
  [0.3, 0.617911422188952633],
  [0.7, 0.758036347776926971],
  [2, 0.977249868051820793],
  [5, 0.999999713348428121],
] as const;

const quantileValues = [
  [1e-300, -37.0470962993611992],
  [1e-20, -9.26234008979840758],
  [1e-10, -6.3613409024040562],
  [0.001, -3.09023230616781354],
  [0.05, -1.64485362695147269],
  [0.074, -1.44663206715897851],
  [0.3, -0.524400512708040816],
  [0.5, 0],
  [0.6, 0.253347103135799741],
  [0.9, 1.28155156554460059],
  [0.999, 3.0902323061678133],
  [0.9999999, 5.19933758229066109],
] as const;

describe('normalCdf', () => {
  it.each(cdfValues)('of %d', (z, expected) => {
    expect(Math.abs(normalCdf(z) / expected - 1)).toBeLessThan(1e-14);
  });

  it('has its limits', () => {
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
    expect(normalCdf(-39)).toBe(0);
    expect(normalCdf(Number.NaN)).toBeNaN();
  });

  it('is the integral of normalPdf', () => {
    for (let z = -8; z < 8; z += 0.37) {
      const slope = (normalCdf(z + 1e-4) - normalCdf(z - 1e-4)) / 2e-4;
      // central difference: h^2 / 6 times the third derivative, and rounding 1e-16 / h
      expect(Math.abs(slope - normalPdf(z))).toBeLessThan(3e-9);
    }
  });
});

describe('normalQuantile', () => {
  it.each(quantileValues)('of %d', (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThanOrEqual(1e-14 * Math.abs(expected));
  });

  it('inverts normalCdf', () => {
    for (let z = -8; z <= 4; z += 0.173) {
      expect(Math.abs(normalQuantile(normalCdf(z)) - z)).toBeLessThan(1e-11);
    }
  });

  it('has its limits and refuses the rest', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(() => normalQuantile(1.1)).toThrow('p must be a number from 0 to 1, got 1.1');
    expect(() => normalQuantile(Number.NaN)).toThrow('p must be a number from 0 to 1, got NaN');
  });
});
