import { articleMixture, GaussianMixture, makeSchedule, presets } from '../../index.ts';

/**
 * One reverse step in closed form, for data that is a Gaussian mixture: what x_{t-1} really is, given x_t, and the
 * Gaussian that DDPM draws it from instead. In model space (data standardised).
 */
export interface ReverseStep {
  /** p(x_{t-1} | x_t) by Bayes' rule. */
  readonly truth: GaussianMixture;
  /** DDPM's N(mean, variance) with a perfect denoiser (Ho et al. 2020, eq. 7 and 11). */
  readonly gaussian: GaussianMixture;
  /** The variance this step adds on the way forward. */
  readonly beta: number;
}

const schedule = makeSchedule(presets.default.schedule);
const data = articleMixture.standardised();

/** The t of the default schedule at which steps are compared: where samples decide between two peaks. */
export const comparedTime = 150;
/** Chains whose steps are compared, by their number of steps: 1000/T steps of the default schedule at once. */
export const comparedChains = [8, 10, 20, 50, 100, 1000] as const;

const levelAt = (t: number) => ({
  alphaCumprod: schedule.alphasCumprod[t - 1] as number,
  oneMinusAlphaCumprod: schedule.oneMinusAlphasCumprod[t - 1] as number,
});
const marginalAt = (t: number) => {
  const { alphaCumprod, oneMinusAlphaCumprod } = levelAt(t);
  return data.diffuse(Math.sqrt(alphaCumprod), Math.sqrt(oneMinusAlphaCumprod));
};

/** The density of all x_t at that moment. */
export const comparedMarginal = marginalAt(comparedTime);

/**
 * The step from `comparedTime` of a chain that goes from data to noise in `numSteps` steps.
 *
 * @param x where x_t is
 * @param numSteps one of `comparedChains`
 */
export function reverseStep(x: number, numSteps: number): ReverseStep {
  const before = comparedTime - Math.round(schedule.numTrainTimesteps / numSteps);
  const now = levelAt(comparedTime);
  const prev = levelAt(before);
  const alpha = now.alphaCumprod / prev.alphaCumprod;
  const beta = 1 - alpha;
  const expectedX0 = data.expectedX0(x, Math.sqrt(now.alphaCumprod), Math.sqrt(now.oneMinusAlphaCumprod));
  const mean =
    (Math.sqrt(prev.alphaCumprod) * beta * expectedX0 + Math.sqrt(alpha) * prev.oneMinusAlphaCumprod * x) /
    now.oneMinusAlphaCumprod;
  const variance = (beta * prev.oneMinusAlphaCumprod) / now.oneMinusAlphaCumprod;
  return {
    truth: posterior(marginalAt(before), x, alpha, beta),
    gaussian: new GaussianMixture([1], [mean], [Math.sqrt(variance)]),
    beta,
  };
}

/** p(y | x) for x = sqrt(alpha) y + sqrt(beta) noise and y from a mixture: Bayes' rule, component by component. */
export function posterior(prior: GaussianMixture, x: number, alpha: number, beta: number): GaussianMixture {
  const root = Math.sqrt(alpha);
  const parts = Array.from(prior.weights, (weight, k) => {
    const mean = prior.means[k] as number;
    const variance = (prior.standardDeviations[k] as number) ** 2;
    const total = alpha * variance + beta;
    return {
      logWeight: Math.log(weight) - 0.5 * Math.log(total) - (x - root * mean) ** 2 / (2 * total),
      mean: (mean * beta + root * variance * x) / total,
      deviation: Math.sqrt((variance * beta) / total),
    };
  });
  const largest = Math.max(...parts.map(({ logWeight }) => logWeight));
  // A component of no weight at all is left a trace, as a mixture's weights are above 0.
  const weights = parts.map(({ logWeight }) => Math.max(1e-12, Math.exp(logWeight - largest)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return new GaussianMixture(
    weights.map((weight) => weight / sum),
    parts.map(({ mean }) => mean),
    parts.map(({ deviation }) => deviation),
  );
}

/** The share of the probability that lies elsewhere: half the integral of |p - q|, by a fine sum. */
export function misplaced(p: GaussianMixture, q: GaussianMixture, low: number, high: number): number {
  const count = 4000;
  const width = (high - low) / count;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const [left, right] = [low + i * width, low + (i + 1) * width];
    total += Math.abs(p.cdf(right) - p.cdf(left) - (q.cdf(right) - q.cdf(left)));
  }
  return total / 2;
}
