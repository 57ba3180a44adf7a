import { requireInteger, requireNumber, requireOneOf } from './checks.ts';
import { refuse } from './refusal.ts';

export const betaSchedules = ['linear', 'scaled_linear', 'squaredcos_cap_v2', 'sigmoid'] as const;
export type BetaSchedule = (typeof betaSchedules)[number];

/** A noise schedule as a person chooses it. Field names and meanings are those of diffusers. */
export interface ScheduleConfig {
  /** T, from 1 to 4000. */
  numTrainTimesteps: number;
  betaSchedule: BetaSchedule;
  /** First beta; default 1e-4 * 1000/T. Unused by 'squaredcos_cap_v2' and with `trainedBetas`. */
  betaStart?: number;
  /** Last beta; default 0.02 * 1000/T, at most 0.999. Unused by 'squaredcos_cap_v2' and with `trainedBetas`. */
  betaEnd?: number;
  /** Betas given one by one, [T]; they replace `betaSchedule`. */
  trainedBetas?: readonly number[];
  /** Shift the schedule so that x_T is pure noise, alphasCumprod[T-1] = 0 (Lin et al. 2024, Algorithm 1). */
  rescaleBetasZeroSnr?: boolean;
  /**
   * One of the article's two mistakes, kept as an experiment: x_t is formed with the noise coefficient
   * sqrt(1 - alphasCumprod^2) in place of sqrt(1 - alphasCumprod). Only the article's own samplers
   * (samplers/article.ts) walk such a schedule.
   */
  articleNoiseCoefficient?: boolean;
}

/**
 * The tables of a noise schedule, each [T], float64. Index t = 0..T-1 is the paper's t + 1 (Ho et al. 2020):
 * `alphasCumprod[t]` is alpha-bar after t + 1 noising steps.
 */
export interface Schedule {
  readonly config: ScheduleConfig;
  readonly numTrainTimesteps: number;
  readonly betas: Float64Array;
  readonly alphas: Float64Array;
  readonly alphasCumprod: Float64Array;
  /** 1 - alphasCumprod, accumulated and never subtracted: accurate to 1e-15 relative, however small. */
  readonly oneMinusAlphasCumprod: Float64Array;
  /** alphasCumprod of the previous t, 1 at t = 0. */
  readonly alphasCumprodPrev: Float64Array;
  /** What x_t holds of x_0. */
  readonly sqrtAlphasCumprod: Float64Array;
  /** What x_t holds of the noise (the article's coefficient where the config asks for it). */
  readonly sqrtOneMinusAlphasCumprod: Float64Array;
  /** Variance of q(x_{t-1} | x_t, x_0), Ho et al. 2020 eq. 7. */
  readonly posteriorVariance: Float64Array;
}

const maxBeta = 0.999;

/**
 * Builds the tables of a noise schedule.
 *
 * @throws RangeError when a number is out of its range; the message names it.
 */
export function makeSchedule(config: ScheduleConfig): Schedule {
  const numTrainTimesteps = config.numTrainTimesteps;
  requireInteger('numTrainTimesteps', numTrainTimesteps, 1, 4000);
  const betas = config.rescaleBetasZeroSnr ? rescaleZeroTerminalSnr(makeBetas(config)) : makeBetas(config);

  const alphasCumprod = new Float64Array(numTrainTimesteps);
  const alphasCumprodPrev = new Float64Array(numTrainTimesteps);
  const oneMinusAlphasCumprod = new Float64Array(numTrainTimesteps);
  const posteriorVariance = new Float64Array(numTrainTimesteps);
  let alphaCumprod = 1;
  let oneMinusAlphaCumprod = 0;
  betas.forEach((beta, t) => {
    const oneMinusAlphaCumprodPrev = oneMinusAlphaCumprod;
    alphasCumprodPrev[t] = alphaCumprod;
    // A long chain's rounding may not carry the sum past 1.
    oneMinusAlphaCumprod = Math.min(1, oneMinusAlphaCumprod + beta * alphaCumprod);
    alphaCumprod *= 1 - beta;
    alphasCumprod[t] = alphaCumprod;
    oneMinusAlphasCumprod[t] = oneMinusAlphaCumprod;
    posteriorVariance[t] = (beta * oneMinusAlphaCumprodPrev) / oneMinusAlphaCumprod;
  });
  return {
    config,
    numTrainTimesteps,
    betas,
    alphas: betas.map((beta) => 1 - beta),
    alphasCumprod,
    oneMinusAlphasCumprod,
    alphasCumprodPrev,
    sqrtAlphasCumprod: alphasCumprod.map(Math.sqrt),
    sqrtOneMinusAlphasCumprod: oneMinusAlphasCumprod.map((o, t) =>
      // 1 - a^2 = (1 - a)(1 + a)
      Math.sqrt(config.articleNoiseCoefficient ? o * (1 + (alphasCumprod[t] as number)) : o),
    ),
    posteriorVariance,
  };
}

function makeBetas(config: ScheduleConfig): Float64Array {
  const numTrainTimesteps = config.numTrainTimesteps;
  if (config.trainedBetas !== undefined) return checkedBetas(config.trainedBetas, numTrainTimesteps);
  requireOneOf('betaSchedule', config.betaSchedule, betaSchedules);
  if (config.betaSchedule === 'squaredcos_cap_v2') return squaredCosineBetas(numTrainTimesteps);

  const { betaStart, betaEnd } = betaRange(config);
  requireNumber('betaStart', betaStart, 1e-9, maxBeta);
  requireNumber('betaEnd', betaEnd, 1e-9, maxBeta);
  if (betaStart > betaEnd) {
    refuse('betaOrder', betaStart, betaEnd);
  }
  switch (config.betaSchedule) {
    case 'linear': // Ho et al. 2020, section 4
      return linspace(betaStart, betaEnd, numTrainTimesteps);
    case 'scaled_linear': // Rombach et al. 2022 (latent diffusion)
      return linspace(Math.sqrt(betaStart), Math.sqrt(betaEnd), numTrainTimesteps).map((root) => root * root);
    case 'sigmoid': // Xu et al. 2022 (GeoDiff)
      return linspace(-6, 6, numTrainTimesteps).map(
        (logit) => betaStart + (betaEnd - betaStart) / (1 + Math.exp(-logit)),
      );
  }
}

/** The first and last beta of a config, defaults filled in: 1e-4 and 0.02 at T = 1000, scaled by 1000/T. */
export function betaRange(config: ScheduleConfig): { betaStart: number; betaEnd: number } {
  const { numTrainTimesteps, betaStart, betaEnd } = config;
  return {
    betaStart: betaStart ?? Math.min(maxBeta, 0.1 / numTrainTimesteps),
    betaEnd: betaEnd ?? Math.min(maxBeta, 20 / numTrainTimesteps),
  };
}

function checkedBetas(trainedBetas: readonly number[], numTrainTimesteps: number): Float64Array {
  if (trainedBetas.length !== numTrainTimesteps) {
    refuse('betaCount', numTrainTimesteps, trainedBetas.length);
  }
  trainedBetas.forEach((beta, t) => {
    // A last beta of exactly 1 is a schedule that already has zero terminal SNR.
    requireNumber(`trainedBetas[${t}]`, beta, 1e-9, t === numTrainTimesteps - 1 ? 1 : maxBeta);
  });
  return Float64Array.from(trainedBetas);
}

/** Nichol and Dhariwal 2021, eq. 17, as betas capped at 0.999. */
function squaredCosineBetas(numTrainTimesteps: number): Float64Array {
  const angle = (t: number) => ((t / numTrainTimesteps + 0.008) / 1.008) * (Math.PI / 2);
  return new Float64Array(numTrainTimesteps).map((_, t) => {
    const before = angle(t);
    const after = angle(t + 1);
    // 1 - cos^2(after) / cos^2(before), without its cancellation.
    const beta = (Math.sin(after - before) * Math.sin(after + before)) / Math.cos(before) ** 2;
    return Math.min(beta, maxBeta);
  });
}

/**
 * Lin, Liu, Li, Yang: "Common diffusion noise schedules and sample steps are flawed", WACV 2024, Algorithm 1:
 * shift sqrt(alphasCumprod) so that its last value is 0, and scale it so that its first stays.
 */
function rescaleZeroTerminalSnr(betas: Float64Array): Float64Array {
  const numTrainTimesteps = betas.length;
  if (numTrainTimesteps < 2) {
    refuse('zeroSnrSteps');
  }
  const roots = new Float64Array(numTrainTimesteps); // sqrt(alphasCumprod) before the shift
  let product = 1;
  betas.forEach((beta, t) => {
    product *= Math.sqrt(1 - beta);
    roots[t] = product;
  });
  const first = roots[0] as number;
  const last = roots[numTrainTimesteps - 1] as number;
  if (last === 0) return betas; // its terminal SNR is zero already
  const scale = first / (first - last);
  return betas.map((beta, t) => {
    if (t === 0) return beta;
    if (t === numTrainTimesteps - 1) return 1;
    const rootPrev = roots[t - 1] as number;
    const shiftedPrev = (rootPrev - last) * scale;
    // The drop rootPrev - root, from beta rather than from a difference of near equals.
    const drop = ((rootPrev * beta) / (1 + Math.sqrt(1 - beta))) * scale;
    return (drop * (2 * shiftedPrev - drop)) / shiftedPrev ** 2; // 1 - (shifted / shiftedPrev)^2
  });
}

/** `count` numbers from `start` to `end`, both included; `[start]` when count is 1. */
export function linspace(start: number, end: number, count: number): Float64Array {
  return new Float64Array(count).map((_, i) =>
    count > 1 && i === count - 1 ? end : start + ((end - start) * i) / (count - 1 || 1),
  );
}
