// Methods that evaluate the network twice a step. Each is two rows: the first row is a plain Euler step, and the second
// one, which sees where that step led, corrects it. x of the first row need not be kept: the Euler step is invertible.

import { exponentialStep } from './dpm_solver.ts';
import { type NoiseLevel, stepsOf } from './noise_level.ts';
import { makeRow, type OutputConfig, type SamplerRow } from './rows.ts';

/**
 * Heun's method on the probability flow's ODE: Karras, Aittala, Aila, Laine, "Elucidating the design space of
 * diffusion-based generative models", 2022, Algorithm 1, without its noise. With sigma = s / a and y = x / a,
 * dy/dsigma = (y - x_0) / sigma; an Euler step, then the mean of both slopes:
 *
 *     x' = x_euler + alphaPrev (e^h - 1) / 2 (x_0 at the end - x_0 at the start)
 *
 * A step from zero SNR, where sigma is infinite, and the one that lands on x_0 are Euler's alone, so n timesteps cost
 * 2 n - 1 evaluations.
 */
export function heunRows(levels: readonly NoiseLevel[], config: OutputConfig): SamplerRow[] {
  return stepsOf(levels).flatMap(({ level, prev }) => {
    const { h, decay, gain } = exponentialStep(level, prev);
    const euler = makeRow(level, config, { cX: decay, c0: gain });
    if (!Number.isFinite(h)) return [euler];
    const half = (prev.sqrtAlphaCumprod * Math.expm1(h)) / 2;
    return [euler, makeRow(prev, config, { cX: 1, c0: half, c1: -half })];
  });
}

/**
 * DPM-Solver++(2S): Lu et al. 2022 ("DPM-Solver++"), Algorithm 1, over pairs of neighbouring timesteps as in diffusers'
 * DPMSolverSinglestepScheduler: the middle of a step from t_{i-1} to t_{i+1} is the visited t_i, so that n timesteps
 * cost n evaluations. With h over the pair, h0 over its first half and r = h0 / h,
 *
 *     x' = (sigmaPrev / sigmaStart) x_start + alphaPrev (1 - e^-h) ((1 - 1/(2r)) x_0 at the start + 1/(2r) x_0 in the middle)
 *
 * Steps from zero SNR, onto x_0, and one left over without a partner are of first order.
 */
export function dpmSolver2SRows(levels: readonly NoiseLevel[], config: OutputConfig): SamplerRow[] {
  return stepsOf(levels).map(({ level, prev }, i) => {
    const { decay, gain } = exponentialStep(level, prev);
    const start = i % 2 === 1 ? (levels[i - 1] as NoiseLevel) : level;
    const whole = exponentialStep(start, prev);
    if (start === level || !Number.isFinite(whole.h)) {
      return makeRow(level, config, { cX: decay, c0: gain });
    }
    const firstHalf = exponentialStep(start, level);
    const share = whole.h / (2 * firstHalf.h); // 1 / (2r)
    return makeRow(level, config, {
      cX: decay,
      c0: whole.gain * share,
      c1: whole.gain * (1 - share) - decay * firstHalf.gain,
    });
  });
}
