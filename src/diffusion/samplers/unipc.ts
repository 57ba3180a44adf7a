import { exponentialStep, isFirstOrderStep } from './dpm_solver.ts';
import { type NoiseLevel, stepsOf } from './noise_level.ts';
import { makeRow, type OutputConfig, type SamplerRow } from './rows.ts';

/**
 * UniPC of order 1 or 2, data prediction, B(h) = e^-h - 1 ("bh2"): Zhao, Bai, Rao, Zhou, Lu, "UniPC: a unified
 * predictor-corrector framework for fast sampling of diffusion models", 2023, UniC and UniP of section 3, with the
 * coefficients of diffusers' UniPCMultistepScheduler.
 *
 * UniC at level k takes the evaluation there to correct the x that it was made at, and UniP goes on from the corrected
 * x; predictor and corrector differ only in their weights of past x_0, so both fit in one row, and the order of
 * accuracy is one higher at no further evaluation.
 */
export function unipcRows(levels: readonly NoiseLevel[], config: OutputConfig, order: 1 | 2): SamplerRow[] {
  const steps = stepsOf(levels).map(({ level, prev }) => ({ level, prev, ...exponentialStep(level, prev) }));
  const n = steps.length;
  const orderOf = (i: number, h: number) => (isFirstOrderStep(i, n, h) ? 1 : Math.min(order, i + 1));
  return steps.map(({ level, h, decay, gain }, k) => {
    const previous = steps[k - 1];
    // UniP: x' = decay x + gain (x0 + extra (x0 - x0Prev1))
    const extra = previous !== undefined && orderOf(k, h) === 2 ? h / (2 * previous.h) : 0;
    const corrector =
      previous === undefined
        ? { c0: 0, c1: 0, c2: 0 }
        : correction(previous, orderOf(k - 1, previous.h), steps[k - 2]?.h);
    return makeRow(level, config, {
      cX: decay,
      c0: decay * corrector.c0 + gain * (1 + extra),
      c1: decay * corrector.c1 - gain * extra,
      c2: decay * corrector.c2,
    });
  });
}

/**
 * What UniC adds to an x that UniP of the same order predicted by `step`, in terms of x0 there (c0), x0Prev1 (c1) and
 * x0Prev2 (c2); the weights rho meet the order condition of Theorem 3.1 in the paper.
 */
function correction(
  step: { h: number; gain: number },
  order: number,
  hBefore: number | undefined,
): { c0: number; c1: number; c2: number } {
  const { h, gain } = step;
  if (order === 1 || hBefore === undefined) return { c0: gain / 2, c1: -gain / 2, c2: 0 };
  const r = -hBefore / h; // where x0Prev2 was evaluated, in steps from x0Prev1
  const phi1 = -Math.expm1(-h);
  const phi2 = 1 - phi1 / h;
  const b1 = phi2 / phi1;
  const b2 = (1 - (2 * phi2) / h) / phi1;
  const rho1 = (b1 - b2) / (1 - r);
  const rho2 = b1 - rho1;
  const c0 = gain * rho2;
  const c2 = (gain * (rho1 - 0.5)) / r;
  return { c0, c1: -c0 - c2, c2 };
}
