import { requireInteger } from './checks.ts';
import type { GaussianMixture } from './mixture.ts';
import { normalCdf, normalPdf } from './normal.ts';
import { mixtureQuadrature } from './quadrature.ts';
import { refuse } from './refusal.ts';

export type Samples = Float32Array | Float64Array;

export interface Histogram {
  /** Samples in each bin, [bins]. */
  counts: Uint32Array;
  /** counts / (number of all samples * bin width), comparable with a probability density, [bins]. */
  density: Float64Array;
  /** [bins + 1] */
  edges: Float64Array;
  /** Samples below min, above max, or not a number. */
  outside: number;
}

/** Counts samples in equal bins; a bin holds its lower edge, the last one also max. */
export function histogram(
  samples: Samples,
  { min, max, bins }: { min: number; max: number; bins: number },
): Histogram {
  requireInteger('bins', bins, 1, 2 ** 24);
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max)) {
    refuse('histogramRange', min, max);
  }
  const counts = new Uint32Array(bins);
  const scale = bins / (max - min);
  let outside = 0;
  for (const x of samples) {
    if (x >= min && x <= max) {
      const bin = Math.min(bins - 1, Math.floor((x - min) * scale));
      counts[bin] = (counts[bin] as number) + 1;
    } else outside++;
  }
  const unit = scale / Math.max(1, samples.length);
  return {
    counts,
    density: Float64Array.from(counts, (count) => count * unit),
    edges: new Float64Array(bins + 1).map((_, i) => (i === bins ? max : min + i / scale)),
    outside,
  };
}

/**
 * The Wasserstein-1 distance between samples and a mixture, exactly: the integral of |F_n - F|, where F_n steps by
 * 1/n at every sample and the integral of F has a closed form. Gaps in which F crosses F_n are split there.
 *
 * @param samples in any order; not changed
 * @throws RangeError without samples, or when one is not finite
 */
export function wasserstein1(samples: Samples, mixture: GaussianMixture): number {
  const sorted = sortedFinite(samples);
  const n = sorted.length;
  const evaluate = cdfEvaluator(mixture);
  let left = sorted[0] as number;
  let atLeft = evaluate(left);
  let total = atLeft.integral; // before the first sample F_n is 0
  for (let i = 1; i < n; i++) {
    const right = sorted[i] as number;
    if (right === left) continue;
    const atRight = evaluate(right);
    const level = i / n; // F_n in this gap
    const area = level * (right - left) - (atRight.integral - atLeft.integral); // of F_n - F, signed
    if (atRight.cdf <= level) total += area;
    else if (atLeft.cdf >= level) total -= area;
    else {
      const x = crossing(evaluate, level, { x: left, ...atLeft }, { x: right, ...atRight });
      const before = level * (x - left) - (evaluate(x).integral - atLeft.integral);
      total += before - (area - before);
    }
    left = right;
    atLeft = atRight;
  }
  return total + mixture.survivalIntegral(left); // after the last sample F_n is 1
}

interface CdfPoint {
  cdf: number;
  /** Of the cdf, from -Infinity. */
  integral: number;
}

/** The mixture's cdf and its integral in one pass, for millions of points. */
function cdfEvaluator(mixture: GaussianMixture): (x: number) => CdfPoint {
  const { weights, means, standardDeviations } = mixture;
  return (x) => {
    let cdf = 0;
    let integral = 0;
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k] as number;
      const deviation = standardDeviations[k] as number;
      const z = (x - (means[k] as number)) / deviation;
      if (z > 9) {
        // Beyond 9 standard deviations lies 1e-19 of the component.
        cdf += weight;
        integral += weight * deviation * z;
      } else if (z > -9) {
        const share = normalCdf(z);
        cdf += weight * share;
        integral += weight * deviation * (z * share + normalPdf(z));
      }
    }
    return { cdf, integral };
  };
}

/**
 * Where the cdf takes the value `level` between two points, by false position (Illinois). The area on either side
 * changes only by (gap * error of the cdf), so 1e-12 is far below what a sum over all gaps can show.
 */
function crossing(
  evaluate: (x: number) => CdfPoint,
  level: number,
  left: { x: number; cdf: number },
  right: { x: number; cdf: number },
): number {
  let [low, high] = [left.x, right.x];
  let [below, above] = [left.cdf - level, right.cdf - level];
  for (let i = 0; i < 100; i++) {
    const x = low + ((high - low) * below) / (below - above);
    const excess = evaluate(x).cdf - level;
    if (Math.abs(excess) < 1e-12) return x;
    if (excess > 0) {
      [high, above] = [x, excess];
      below /= 2;
    } else {
      [low, below] = [x, excess];
      above /= 2;
    }
  }
  return (low + high) / 2;
}

/**
 * The Wasserstein-1 distance between two sets of samples, of any two sizes: the integral of |F_n - G_m|.
 *
 * @throws RangeError without samples, or when one is not finite
 */
export function wasserstein1Between(a: Samples, b: Samples): number {
  const first = sortedFinite(a);
  const second = sortedFinite(b);
  let [i, j] = [0, 0];
  let previous = Math.min(first[0] as number, second[0] as number);
  let total = 0;
  while (i < first.length || j < second.length) {
    const next = Math.min(first[i] ?? Number.POSITIVE_INFINITY, second[j] ?? Number.POSITIVE_INFINITY);
    total += Math.abs(i / first.length - j / second.length) * (next - previous);
    while (first[i] === next) i++;
    while (second[j] === next) j++;
    previous = next;
  }
  return total;
}

/**
 * What perfect sampling itself scores: mean and standard deviation of `wasserstein1` over sets of n independent draws
 * from the mixture. By theory, for large n: sqrt(n) (F_n - F) is a Brownian bridge B(F(x)) (Donsker), so
 *
 *     mean     = sqrt(2 / (pi n)) integral of sqrt(F (1 - F))
 *     variance = 1/n double integral of Cov(|B(F(x))|, |B(F(y))|)
 *              = 2/(pi n) double integral of sd_x sd_y (sqrt(1 - r^2) + r asin r - 1)
 *
 * with sd^2 = F (1 - F) and r the correlation of the bridge at the two points. Both fall as 1 / sqrt(n); from n = 100
 * they are within a few percent.
 */
export function wasserstein1Floor(
  mixture: GaussianMixture,
  n: number,
): { mean: number; standardDeviation: number } {
  requireInteger('n', n, 1, 2 ** 32);
  const { points, weights } = mixtureQuadrature(mixture);
  const below = points.map((x) => mixture.cdf(x));
  const above = points.map((x) => 1 - mixture.cdf(x));
  const spread = points.map((_, i) => Math.sqrt((below[i] as number) * (above[i] as number)));
  let mean = 0;
  let variance = 0;
  for (let i = 0; i < points.length; i++) {
    const share = (weights[i] as number) * (spread[i] as number);
    mean += share;
    if (share === 0) continue;
    for (let j = 0; j <= i; j++) {
      // points ascend, so Cov(B(F_i), B(F_j)) = F_j (1 - F_i)
      const covariance = (below[j] as number) * (above[i] as number);
      const r = Math.min(1, covariance / ((spread[i] as number) * (spread[j] as number)) || 0);
      const term =
        (weights[j] as number) * (spread[j] as number) * (Math.sqrt(1 - r * r) + r * Math.asin(r) - 1);
      variance += share * term * (i === j ? 1 : 2);
    }
  }
  return {
    mean: Math.sqrt(2 / (Math.PI * n)) * mean,
    standardDeviation: Math.sqrt((2 / (Math.PI * n)) * variance),
  };
}

/**
 * The share of samples in each interval that ascending boundaries cut the line into: below the first, between
 * neighbours, from the last on.
 *
 * @returns [boundaries.length + 1]
 */
export function modeMasses(samples: Samples, boundaries: readonly number[]): Float64Array {
  const counts = new Float64Array(boundaries.length + 1);
  for (const x of samples) {
    let mode = 0;
    while (mode < boundaries.length && x >= (boundaries[mode] as number)) mode++;
    counts[mode] = (counts[mode] as number) + 1;
  }
  return counts.map((count) => count / Math.max(1, samples.length));
}

function sortedFinite(samples: Samples): Samples {
  if (samples.length === 0) refuse('noSamples');
  const sorted = samples.slice().sort();
  // Sorting puts -Infinity first, Infinity and then NaN last.
  for (const end of [sorted[0], sorted.at(-1)]) {
    if (!Number.isFinite(end)) refuse('notFinite', end as number);
  }
  return sorted;
}
