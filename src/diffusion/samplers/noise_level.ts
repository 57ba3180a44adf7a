import type { Schedule } from '../schedule.ts';
import { type Alpha, alphaAt, logSnr, makeTimesteps, type TimestepConfig } from '../timesteps.ts';

/** A noise level that a sampler visits or lands on. */
export interface NoiseLevel extends Alpha {
  /** The timestep the network is told; fractional where the spacing is. */
  t: number;
  sqrtAlphaCumprod: number;
  sqrtOneMinusAlphaCumprod: number;
  /** lambda = log(sqrtAlphaCumprod / sqrtOneMinusAlphaCumprod), the time of Lu et al. 2022; -Infinity to Infinity. */
  lambda: number;
}

/** The noise level of timestep `t` with the given alphaCumprod. */
export function noiseLevel(t: number, alpha: Alpha): NoiseLevel {
  const { alphaCumprod, oneMinusAlphaCumprod } = alpha;
  return {
    t,
    alphaCumprod,
    oneMinusAlphaCumprod,
    sqrtAlphaCumprod: Math.sqrt(alphaCumprod),
    sqrtOneMinusAlphaCumprod: Math.sqrt(oneMinusAlphaCumprod),
    lambda: logSnr(alpha) / 2,
  };
}

/**
 * The levels a sampler walks, from noisy to clean: one for each visited timestep and, last, the one it lands on,
 * x_0 itself. The predecessor of a level is therefore always the next *visited* one.
 *
 * @param config.setAlphaToOne false: land on the noise level of t = 0 instead (diffusers' set_alpha_to_one)
 * @returns numInferenceSteps + 1 levels
 */
export function visitedLevels(
  schedule: Schedule,
  config: TimestepConfig & { setAlphaToOne?: boolean },
): NoiseLevel[] {
  const levels = Array.from(makeTimesteps(schedule, config), (t) => noiseLevel(t, alphaAt(schedule, t)));
  const landing =
    config.setAlphaToOne === false ? alphaAt(schedule, 0) : { alphaCumprod: 1, oneMinusAlphaCumprod: 0 };
  return [...levels, noiseLevel(0, landing)];
}

/** All neighbours of a walk: the level the network sees, and the less noisy one the step lands on. */
export function stepsOf(levels: readonly NoiseLevel[]): { level: NoiseLevel; prev: NoiseLevel }[] {
  return levels.slice(0, -1).map((level, i) => ({ level, prev: levels[i + 1] as NoiseLevel }));
}

/**
 * Beta of the single noising step from `prev` to `level`: 1 - alphaCumprod / alphaCumprodPrev, as a difference
 * of the smaller pair of numbers, so that it keeps its digits at both ends of the chain.
 */
export function betaBetween(level: Alpha, prev: Alpha): number {
  return prev.oneMinusAlphaCumprod < 0.5
    ? (level.oneMinusAlphaCumprod - prev.oneMinusAlphaCumprod) / prev.alphaCumprod
    : 1 - level.alphaCumprod / prev.alphaCumprod;
}
