import { requireInteger } from './checks.ts';
import type { GaussianMixture } from './mixture.ts';
import type { PredictionType } from './prediction.ts';
import { mixtureQuadrature } from './quadrature.ts';
import type { Schedule } from './schedule.ts';
import { alphaAt, logSnr } from './timesteps.ts';

/** Where to ask a network how far it is from the exact denoiser, and what the exact denoiser answers there. */
export interface ExcessLossProbe {
  /** The timesteps asked at, ascending. */
  readonly timesteps: readonly number[];
  /** Points asked at each of them. */
  readonly numPoints: number;
  /** x_t in the units of the network, [timesteps, numPoints]. */
  readonly x: Float32Array<ArrayBuffer>;
  /** What each point counts in the mean over x_t, sum 1 for each timestep, [timesteps, numPoints]. */
  readonly shares: Float64Array<ArrayBuffer>;
  /** E[target | x_t], [timesteps, numPoints]. */
  readonly exact: Float64Array<ArrayBuffer>;
  /** E[Var(target | x_t)], the loss of the exact denoiser, [timesteps]. */
  readonly floor: Float64Array<ArrayBuffer>;
}

/**
 * Prepares measuring the loss of a network at single timesteps without drawing anything. Given x_t, the target scatters
 * about its mean whatever the network answers, so the loss splits into
 *
 *     E (network - target)^2 = E Var(target | x_t) + E (network - E[target | x_t])^2
 *
 * the floor and the excess. Both are integrals over the density of x_t, a mixture, by the quadrature that `bayesLoss`
 * uses; a mean over draws would need a million of them to see an excess of a thousandth of the floor.
 *
 * @param mixture distribution of x_0, in the units the network is trained in
 * @param timesteps from 0 to T - 1
 */
export function excessLossProbe(
  mixture: GaussianMixture,
  schedule: Schedule,
  config: { predictionType: PredictionType },
  timesteps: readonly number[],
): ExcessLossProbe {
  requireInteger('the number of timesteps', timesteps.length, 1, schedule.numTrainTimesteps);
  const perTimestep = timesteps.map((t) => {
    requireInteger('t', t, 0, schedule.numTrainTimesteps - 1);
    const a = schedule.sqrtAlphasCumprod[t] as number;
    const s = schedule.sqrtOneMinusAlphasCumprod[t] as number;
    const marginal = mixture.diffuse(a, s);
    const posterior = mixture.posterior(a, s, config.predictionType);
    const { points, weights } = mixtureQuadrature(marginal);
    const shares = weights.map((weight, i) => weight * marginal.pdf(points[i] as number));
    const total = shares.reduce((sum, share) => sum + share, 0);
    const floor = points.reduce((sum, x, i) => sum + (shares[i] as number) * posterior(x).variance, 0);
    const x = Float32Array.from(points);
    // The network is asked at the rounded x, and so is the formula.
    const exact = Float64Array.from(x, (value) => posterior(value).mean);
    return { x, exact, floor, shares: shares.map((share) => share / total) };
  });
  const numPoints = perTimestep[0]?.x.length ?? 0;
  const length = numPoints * timesteps.length;
  const probe = {
    timesteps: [...timesteps],
    numPoints,
    x: new Float32Array(length),
    shares: new Float64Array(length),
    exact: new Float64Array(length),
    floor: Float64Array.from(perTimestep, ({ floor }) => floor),
  };
  for (const [i, { x, shares, exact }] of perTimestep.entries()) {
    probe.x.set(x, i * numPoints);
    probe.shares.set(shares, i * numPoints);
    probe.exact.set(exact, i * numPoints);
  }
  return probe;
}

/**
 * E (network - E[target | x_t])^2 at each timestep of a probe: what the loss there has above its floor.
 *
 * @param modelOutput the network's answers to `probe.x`, [timesteps, numPoints]
 * @returns [timesteps]
 */
export function excessLoss(
  { timesteps, numPoints, shares, exact }: ExcessLossProbe,
  modelOutput: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  requireInteger('the number of answers', modelOutput.length, exact.length, exact.length);
  return Float64Array.from(timesteps, (_, i) => {
    let sum = 0;
    for (let at = i * numPoints; at < (i + 1) * numPoints; at++) {
      sum += (shares[at] as number) * ((modelOutput[at] as number) - (exact[at] as number)) ** 2;
    }
    return sum;
  });
}

/**
 * Timesteps that show a whole schedule: half of them even in t, half even in log-SNR, which linear schedules rush
 * through near t = 0. Fewer than `count` where two fall together.
 *
 * @returns whole numbers from 0 to T - 1, ascending
 */
export function probeTimesteps(schedule: Schedule, count: number): number[] {
  requireInteger('the number of timesteps', count, 2, 4000);
  const last = schedule.numTrainTimesteps - 1;
  const half = Math.ceil(count / 2);
  const share = (i: number) => (half === 1 ? 0 : i / (half - 1));
  const chosen = new Set(Array.from({ length: half }, (_, i) => Math.round(share(i) * last)));
  const level = (t: number) => Math.max(-20, Math.min(20, logSnr(alphaAt(schedule, t))));
  const [clean, noisy] = [level(0), level(last)];
  let t = 0;
  for (let i = 0; i < half; i++) {
    const target = clean + share(i) * (noisy - clean);
    while (t < last && level(t) > target) t++;
    chosen.add(t);
  }
  return [...chosen].sort((a, b) => a - b);
}
