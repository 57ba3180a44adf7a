import { requireInteger, requireNumber, requirePositive } from './checks.ts';
import { normalCdf, normalPdf, normalQuantile } from './normal.ts';
import type { PredictionType } from './prediction.ts';
import { boxMuller, philox4x32, stream, unitUniform } from './random.ts';

/** Mean and variance of what the network predicts, given x_t. */
export interface Posterior {
  mean: number;
  variance: number;
}

/**
 * A mixture of normal distributions in one dimension, with all that can be known of it exactly: its density, its
 * distribution function, its marginals under noise and the perfect denoiser.
 */
export class GaussianMixture {
  /** Sum 1, [K] like the other two. */
  readonly weights: Float64Array;
  readonly means: Float64Array;
  readonly standardDeviations: Float64Array;
  /** Mean and standard deviation of the whole mixture. */
  readonly mean: number;
  readonly standardDeviation: number;

  /**
   * @param weights above 0, sum 1 (to 1e-6; they are normalised)
   * @throws RangeError when the lists differ in length, or a number is out of its range
   */
  constructor(weights: ArrayLike<number>, means: ArrayLike<number>, standardDeviations: ArrayLike<number>) {
    requireInteger('the number of weights', weights.length, 1, 1024);
    requireInteger('the number of means', means.length, weights.length, weights.length);
    requireInteger(
      'the number of standard deviations',
      standardDeviations.length,
      weights.length,
      weights.length,
    );
    this.weights = Float64Array.from(weights);
    this.means = Float64Array.from(means);
    this.standardDeviations = Float64Array.from(standardDeviations);
    this.weights.forEach((weight, k) => {
      requirePositive(`weights[${k}]`, weight);
      requireNumber(`means[${k}]`, this.means[k] as number, -1e9, 1e9);
      requirePositive(`standardDeviations[${k}]`, this.standardDeviations[k] as number);
    });
    const total = this.weights.reduce((sum, weight) => sum + weight, 0);
    requireNumber('the sum of the weights', total, 1 - 1e-6, 1 + 1e-6);
    this.weights = this.weights.map((weight) => weight / total);
    this.mean = this.sum((weight, mean) => weight * mean);
    this.standardDeviation = Math.sqrt(
      this.sum((weight, mean, deviation) => weight * ((mean - this.mean) ** 2 + deviation ** 2)),
    );
  }

  pdf(x: number): number {
    return this.sum((weight, mean, deviation) => (weight * normalPdf((x - mean) / deviation)) / deviation);
  }

  cdf(x: number): number {
    return this.sum((weight, mean, deviation) => weight * normalCdf((x - mean) / deviation));
  }

  /** Integral of the cdf from -Infinity to x: sum of w ((x - mean) Phi(z) + sd phi(z)). */
  cdfIntegral(x: number): number {
    return this.sum((weight, mean, deviation) => {
      const z = (x - mean) / deviation;
      return weight * deviation * (z * normalCdf(z) + normalPdf(z));
    });
  }

  /** Integral of 1 - cdf from x to Infinity. */
  survivalIntegral(x: number): number {
    return this.sum((weight, mean, deviation) => {
      const z = (x - mean) / deviation;
      return weight * deviation * (normalPdf(z) - z * normalCdf(-z));
    });
  }

  /** Inverse of the cdf, to 1e-14 of the distance between the components' own quantiles. */
  quantile(p: number): number {
    const z = normalQuantile(p);
    if (!Number.isFinite(z)) return z;
    const own = this.means.map((mean, k) => mean + z * (this.standardDeviations[k] as number));
    return this.quantileWithin(p, Math.min(...own), Math.max(...own));
  }

  /** The x in [low, high] with cdf(x) = p: Newton's method, kept inside a shrinking bracket. */
  quantileWithin(p: number, low: number, high: number): number {
    let [below, above] = [low, high];
    let x = (below + above) / 2;
    for (let i = 0; i < 200 && above - below > 1e-15 * Math.max(Math.abs(below), Math.abs(above)); i++) {
      const excess = this.cdf(x) - p;
      if (excess === 0) return x;
      if (excess > 0) above = x;
      else below = x;
      const newton = x - excess / this.pdf(x);
      // Newton from where the cdf is flat may jump anywhere; every third step halves the bracket.
      const next = i % 3 < 2 && newton > below && newton < above ? newton : (below + above) / 2;
      if (Math.abs(next - x) <= 1e-16 * Math.abs(x)) return next;
      x = next;
    }
    return x;
  }

  /** The mixture of scale * x + shift. */
  affine(scale: number, shift: number): GaussianMixture {
    return new GaussianMixture(
      this.weights,
      this.means.map((mean) => scale * mean + shift),
      this.standardDeviations.map((deviation) => Math.abs(scale) * deviation),
    );
  }

  /** The mixture shifted and scaled to mean 0 and standard deviation 1. */
  standardised(): GaussianMixture {
    return this.affine(1 / this.standardDeviation, -this.mean / this.standardDeviation);
  }

  /** Distribution of x_t = sqrtAlphaCumprod x_0 + sqrtOneMinusAlphaCumprod noise. */
  diffuse(sqrtAlphaCumprod: number, sqrtOneMinusAlphaCumprod: number): GaussianMixture {
    return new GaussianMixture(
      this.weights,
      this.means.map((mean) => sqrtAlphaCumprod * mean),
      this.standardDeviations.map((deviation) =>
        Math.hypot(sqrtAlphaCumprod * deviation, sqrtOneMinusAlphaCumprod),
      ),
    );
  }

  /**
   * The perfect denoiser: what a network of infinite size and training would answer.
   *
   * @param x samples x_t = sqrtAlphaCumprod x_0 + sqrtOneMinusAlphaCumprod noise, [B]
   * @returns the expected noise, x_0 or v given each x_t, [B]
   */
  denoise(
    x: Float64Array,
    sqrtAlphaCumprod: number,
    sqrtOneMinusAlphaCumprod: number,
    predictionType: PredictionType,
  ): Float64Array {
    const posterior = this.posterior(sqrtAlphaCumprod, sqrtOneMinusAlphaCumprod, predictionType);
    return x.map((value) => posterior(value).mean);
  }

  /** E[noise | x_t = x]. */
  expectedNoise(x: number, sqrtAlphaCumprod: number, sqrtOneMinusAlphaCumprod: number): number {
    return this.posterior(sqrtAlphaCumprod, sqrtOneMinusAlphaCumprod, 'epsilon')(x).mean;
  }

  /** E[x_0 | x_t = x]. */
  expectedX0(x: number, sqrtAlphaCumprod: number, sqrtOneMinusAlphaCumprod: number): number {
    return this.posterior(sqrtAlphaCumprod, sqrtOneMinusAlphaCumprod, 'sample')(x).mean;
  }

  /**
   * Mean and variance of the noise, x_0 or v given x_t = x, as a function of x.
   * Given its component, x_0 is normal, so each of the three has a mean that is linear in d = x - a mean_k:
   * with D = a^2 variance_k + s^2,
   *
   *     noise = s d / D                          its variance  a^2 variance_k / D
   *     x_0   = mean_k + a variance_k d / D                    s^2 variance_k / D
   *     v     = s (a (1 - variance_k) d / D - mean_k)          (a^2 + s^2)^2 variance_k / D
   *
   * and the components are weighted by their share of the density at x.
   */
  posterior(
    sqrtAlphaCumprod: number,
    sqrtOneMinusAlphaCumprod: number,
    predictionType: PredictionType,
  ): (x: number) => Posterior {
    const a = sqrtAlphaCumprod;
    const s = sqrtOneMinusAlphaCumprod;
    const count = this.weights.length;
    const variances = this.standardDeviations.map((deviation) => deviation ** 2);
    const totals = variances.map((variance) => a * a * variance + s * s); // D
    const centres = this.means.map((mean) => a * mean);
    const logScales = this.weights.map((weight, k) => Math.log(weight) - 0.5 * Math.log(totals[k] as number));
    const { offset, slope, spread } = {
      epsilon: { offset: () => 0, slope: () => s, spread: a * a },
      sample: { offset: (mean: number) => mean, slope: (variance: number) => a * variance, spread: s * s },
      v_prediction: {
        offset: (mean: number) => -s * mean,
        slope: (variance: number) => s * a * (1 - variance),
        spread: (a * a + s * s) ** 2,
      },
    }[predictionType];
    const offsets = this.means.map((mean) => offset(mean));
    const slopes = variances.map((variance, k) => slope(variance) / (totals[k] as number));
    const spreads = variances.map((variance, k) => (spread * variance) / (totals[k] as number));
    const shares = new Float64Array(count);

    return (x) => {
      let largest = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < count; k++) {
        const d = x - (centres[k] as number);
        const logDensity = (logScales[k] as number) - (d * d) / (2 * (totals[k] as number));
        shares[k] = logDensity;
        if (logDensity > largest) largest = logDensity;
      }
      let total = 0;
      let mean = 0;
      for (let k = 0; k < count; k++) {
        const share = Math.exp((shares[k] as number) - largest);
        shares[k] = share;
        total += share;
        mean += share * ((offsets[k] as number) + (slopes[k] as number) * (x - (centres[k] as number)));
      }
      mean /= total;
      let variance = 0;
      for (let k = 0; k < count; k++) {
        const own = (offsets[k] as number) + (slopes[k] as number) * (x - (centres[k] as number));
        variance += (shares[k] as number) * ((spreads[k] as number) + (own - mean) ** 2);
      }
      return { mean, variance: variance / total };
    };
  }

  /**
   * Independent draws, a function of the seed alone.
   *
   * @param n from 0 to 2^32 - 1
   * @param seed uint32
   * @returns [n]
   */
  sample(n: number, seed: number): Float32Array {
    requireInteger('the number of samples', n, 0, 2 ** 32 - 1);
    requireSeed(seed);
    const last = this.weights.length - 1;
    return new Float32Array(n).map((_, i) => {
      const [word0, , word2, word3] = philox4x32([i, 0, stream.dataset, 0], [seed, 0]);
      let left = unitUniform(word0);
      let k = 0;
      while (k < last && left >= (this.weights[k] as number)) left -= this.weights[k++] as number;
      return this.draw(k, word2, word3);
    });
  }

  /** A draw from component k. */
  draw(k: number, word0: number, word1: number): number {
    return (this.means[k] as number) + (this.standardDeviations[k] as number) * boxMuller(word0, word1)[0];
  }

  private sum(term: (weight: number, mean: number, standardDeviation: number) => number): number {
    let total = 0;
    for (let k = 0; k < this.weights.length; k++) {
      total += term(this.weights[k] as number, this.means[k] as number, this.standardDeviations[k] as number);
    }
    return total;
  }
}

/** The article's data: 30% N(0.5, 0.01), 40% N(0.1, 0.03), 30% N(-0.4, 0.01); second number: standard deviation. */
export const articleMixture = new GaussianMixture([0.3, 0.4, 0.3], [0.5, 0.1, -0.4], [0.01, 0.03, 0.01]);

/**
 * The article's data set: exactly 30,000, 40,000 and 30,000 points of the three components, in this order.
 *
 * @param seed uint32
 * @returns [100000]
 */
export function articleData(seed: number): Float32Array {
  requireSeed(seed);
  return new Float32Array(100_000).map((_, i) => {
    const [, , word2, word3] = philox4x32([i, 0, stream.dataset, 0], [seed, 0]);
    return articleMixture.draw(i < 30_000 ? 0 : i < 70_000 ? 1 : 2, word2, word3);
  });
}

function requireSeed(seed: number): void {
  requireInteger('seed', seed, 0, 2 ** 32 - 1);
}
