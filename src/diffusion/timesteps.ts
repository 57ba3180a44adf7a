import { requireInteger, requireOneOf } from './checks.ts';
import { refuse } from './refusal.ts';
import { linspace, type Schedule } from './schedule.ts';

export const timestepSpacings = ['leading', 'trailing', 'linspace', 'logsnr'] as const;
export type TimestepSpacing = (typeof timestepSpacings)[number];

export interface TimestepConfig {
  /** How many noise levels are visited: from 1 to T, for 'logsnr' from 1 to 4000, but 1 when T is 1. */
  numInferenceSteps: number;
  timestepSpacing: TimestepSpacing;
  /** Added to every timestep of 'leading' spacing (diffusers' steps_offset); default 0. */
  stepsOffset?: number;
  /** [numInferenceSteps], strictly descending, from 0 to T-1, fractions allowed; they replace the spacing. */
  timesteps?: ArrayLike<number>;
}

/** A noise level: x = sqrt(alphaCumprod) x_0 + sqrt(oneMinusAlphaCumprod) noise. */
export interface Alpha {
  alphaCumprod: number;
  oneMinusAlphaCumprod: number;
}

/**
 * The timesteps a sampler visits, from noisy to clean, as diffusers defines them:
 * - leading: 0, r, 2r, … with r = floor(T/n), plus stepsOffset. Never reaches T-1.
 * - trailing: T-1, T-1-T/n, …, rounded. Never reaches 0.
 * - linspace: n numbers from T-1 to 0, both included, rounded.
 * - logsnr: n numbers from T-1 to 0, both included, even in the log-SNR and not rounded.
 * Rounding is half to even. With n = 1, linspace and logsnr visit T-1.
 *
 * @returns [numInferenceSteps], strictly descending; fractional for 'logsnr'
 * @throws RangeError when a number is out of its range, or the spacing impossible on this schedule
 */
export function makeTimesteps(schedule: Schedule, config: TimestepConfig): Float64Array {
  const numTrainTimesteps = schedule.numTrainTimesteps;
  if (config.timesteps !== undefined) return checkedTimesteps(config.timesteps, config, numTrainTimesteps);

  const { numInferenceSteps, timestepSpacing, stepsOffset = 0 } = config;
  requireOneOf('timestepSpacing', timestepSpacing, timestepSpacings);
  requireInteger(
    'numInferenceSteps',
    numInferenceSteps,
    1,
    timestepSpacing === 'logsnr' ? 4000 : numTrainTimesteps,
  );
  requireInteger('stepsOffset', stepsOffset, 0, numTrainTimesteps - 1);
  if (stepsOffset !== 0 && timestepSpacing !== 'leading') {
    refuse('offsetSpacing', timestepSpacing, stepsOffset);
  }
  switch (timestepSpacing) {
    case 'leading': {
      const stride = Math.floor(numTrainTimesteps / numInferenceSteps);
      const first = (numInferenceSteps - 1) * stride + stepsOffset;
      if (first >= numTrainTimesteps) {
        const most = numTrainTimesteps - 1 - (numInferenceSteps - 1) * stride;
        refuse('offsetRange', most, numInferenceSteps, numTrainTimesteps, stepsOffset);
      }
      return new Float64Array(numInferenceSteps).map((_, i) => first - i * stride);
    }
    case 'trailing': {
      const stride = numTrainTimesteps / numInferenceSteps;
      return new Float64Array(numInferenceSteps).map(
        (_, i) => roundHalfToEven(numTrainTimesteps - i * stride) - 1,
      );
    }
    case 'linspace':
      return linspace(numTrainTimesteps - 1, 0, numInferenceSteps).map(roundHalfToEven);
    case 'logsnr': {
      const lowest = logSnrAt(schedule, numTrainTimesteps - 1);
      if (lowest === Number.NEGATIVE_INFINITY) {
        refuse('logSnrZeroSnr', numTrainTimesteps - 1);
      }
      if (numTrainTimesteps === 1 && numInferenceSteps > 1) {
        refuse('logSnrSingle', numInferenceSteps);
      }
      return linspace(lowest, logSnrAt(schedule, 0), numInferenceSteps).map((logSnr, i) =>
        // The ends exactly: the inverse would leave them an ulp outside.
        i === 0 ? numTrainTimesteps - 1 : i === numInferenceSteps - 1 ? 0 : timestepAt(schedule, logSnr),
      );
    }
  }
}

function checkedTimesteps(
  timesteps: ArrayLike<number>,
  { numInferenceSteps }: TimestepConfig,
  numTrainTimesteps: number,
): Float64Array {
  requireInteger('numInferenceSteps', numInferenceSteps, 1, 4000);
  if (timesteps.length !== numInferenceSteps) {
    refuse('timestepCount', numInferenceSteps, timesteps.length);
  }
  const list = Float64Array.from(timesteps);
  let previous = Number.POSITIVE_INFINITY;
  list.forEach((t, i) => {
    if (!(t >= 0 && t <= numTrainTimesteps - 1)) {
      refuse('outside', `timesteps[${i}]`, 0, numTrainTimesteps - 1, t);
    }
    if (t >= previous) {
      refuse('timestepOrder', i, t, previous);
    }
    previous = t;
  });
  return list;
}

/** log(alphaCumprod / (1 - alphaCumprod)), -Infinity at zero SNR. Twice the lambda of Lu et al. 2022. */
export function logSnr(alpha: Alpha): number {
  return Math.log(alpha.alphaCumprod) - Math.log(alpha.oneMinusAlphaCumprod);
}

/**
 * The noise level at timestep t; between two integers the log-SNR is linear in t.
 *
 * @param t from 0 to T-1
 * @throws RangeError when t is out of range, or lies between a finite and a zero SNR
 */
export function alphaAt(schedule: Schedule, t: number): Alpha {
  const last = schedule.numTrainTimesteps - 1;
  if (!(t >= 0 && t <= last)) refuse('outside', 't', 0, last, t);
  if (Number.isInteger(t)) {
    return {
      alphaCumprod: schedule.alphasCumprod[t] as number,
      oneMinusAlphaCumprod: schedule.oneMinusAlphasCumprod[t] as number,
    };
  }
  const below = Math.floor(t);
  const start = logSnrAt(schedule, below);
  const end = logSnrAt(schedule, below + 1);
  if (end === Number.NEGATIVE_INFINITY) {
    refuse('timestepZeroSnr', below, t);
  }
  const value = start + (end - start) * (t - below);
  return { alphaCumprod: 1 / (1 + Math.exp(-value)), oneMinusAlphaCumprod: 1 / (1 + Math.exp(value)) };
}

/** logSnr of an integer timestep. */
function logSnrAt(schedule: Schedule, t: number): number {
  return logSnr(alphaAt(schedule, t));
}

/** The timestep, fractional, with the given log-SNR: the inverse of `alphaAt` by bisection of the table. */
function timestepAt(schedule: Schedule, target: number): number {
  let below = 0; // log-SNR at least the target
  let above = schedule.numTrainTimesteps - 1; // log-SNR at most the target
  while (above - below > 1) {
    const middle = (below + above) >>> 1;
    if (logSnrAt(schedule, middle) >= target) below = middle;
    else above = middle;
  }
  const start = logSnrAt(schedule, below);
  return below + (target - start) / (logSnrAt(schedule, above) - start);
}

/** Rounds to the nearest integer, halves to the even one, as numpy does. */
export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
