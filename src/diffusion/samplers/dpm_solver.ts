import { type NoiseLevel, stepsOf } from './noise_level.ts';
import { makeRow, type OutputConfig, type SamplerRow } from './rows.ts';

/**
 * The first-order step that all solvers in lambda share: the exact solution of the probability flow's ODE from `level`
 * to `prev`, h = lambdaPrev - lambda further, with x_0 held constant (Lu et al. 2022, DPM-Solver++, Proposition 4.1):
 *
 *     x' = (sigmaPrev / sigma) x + alphaPrev (1 - e^-h) x_0
 *
 * which is DDIM with eta 0. `gain` is alphaPrev (1 - e^-h). h is infinite at zero SNR and when landing on x_0.
 */
export function exponentialStep(
  level: NoiseLevel,
  prev: NoiseLevel,
): { h: number; decay: number; gain: number } {
  const h = prev.lambda - level.lambda;
  return {
    h,
    decay: prev.sqrtOneMinusAlphaCumprod / level.sqrtOneMinusAlphaCumprod,
    gain: -prev.sqrtAlphaCumprod * Math.expm1(-h),
  };
}

/**
 * Whether a multistep solver should take step i of n by its first-order formula, as diffusers does by default: the
 * last step on short walks, and a step that lands on x_0, or on the level it comes from, on any.
 */
export function isFirstOrderStep(i: number, n: number, h: number): boolean {
  return i === n - 1 && (n < 15 || !Number.isFinite(h) || h === 0);
}

/**
 * DPM-Solver++ (multistep, data prediction) of order 1 (that is DDIM), 2 (2M) or 3 (3M): Lu, Zhou, Bao, Chen, Li, Zhu,
 * "DPM-Solver++: fast solver for guided sampling of diffusion probabilistic models", 2022, Algorithm 2 and appendix B;
 * the coefficients and the lower orders at both ends are those of diffusers' DPMSolverMultistepScheduler (midpoint).
 *
 *     x' = (sigmaPrev / sigma) x + alphaPrev ((1 - e^-h) D0 + (1 - (1 - e^-h) / h) D1 + (1/2 - (h - 1 + e^-h) / h^2) D2)
 *
 * D0 = x_0, and D1, D2 are estimates of its first and second derivative in steps of h, from divided differences over
 * the previous evaluations. 2M has no D2 and (1 - e^-h) / 2 for the weight of D1.
 */
export function dpmSolverRows(
  levels: readonly NoiseLevel[],
  config: OutputConfig,
  order: 1 | 2 | 3,
): SamplerRow[] {
  const steps = stepsOf(levels).map(({ level, prev }) => ({ level, prev, ...exponentialStep(level, prev) }));
  const n = steps.length;
  return steps.map(({ level, prev, h, decay, gain }, i) => {
    const { h: h0 = 0 } = steps[i - 1] ?? {};
    const { h: h1 = 0 } = steps[i - 2] ?? {};
    const remaining = n < 15 ? n - i : 3;
    const thisOrder = isFirstOrderStep(i, n, h) ? 1 : Math.min(order, i + 1, remaining);
    if (thisOrder === 1) return makeRow(level, config, { cX: decay, c0: gain });
    if (thisOrder === 2) {
      const half = (gain * h) / (2 * h0);
      return makeRow(level, config, { cX: decay, c0: gain + half, c1: -half });
    }
    // (x0 - x0Prev1) / r0 and (x0Prev1 - x0Prev2) / r1, r = h0 / h and h1 / h; h1 is infinite after zero SNR
    const r0 = h0 / h;
    const r1 = h1 / h;
    const secondShare = 1 / (r0 + r1);
    const firstWeight = prev.sqrtAlphaCumprod - gain / h;
    const secondWeight = prev.sqrtAlphaCumprod / 2 - (prev.sqrtAlphaCumprod - gain / h) / h;
    const newer = (firstWeight * (1 + r0 * secondShare) + secondWeight * secondShare) / r0;
    const older = -(firstWeight * r0 * secondShare + secondWeight * secondShare) / r1;
    return makeRow(level, config, { cX: decay, c0: gain + newer, c1: older - newer, c2: -older });
  });
}

/**
 * SDE-DPM-Solver++(2M), the solver for diffusion SDEs of Lu et al. 2022 (as above), in the midpoint form of
 * diffusers' "sde-dpmsolver++". Every step removes more noise than 2M and adds fresh noise; its first-order step is DDIM with
 * eta 1.
 *
 *     x' = (sigmaPrev / sigma) e^-h x + alphaPrev (1 - e^-2h) (D0 + D1 / 2) + sigmaPrev sqrt(1 - e^-2h) z
 */
export function sdeDpmSolverRows(levels: readonly NoiseLevel[], config: OutputConfig): SamplerRow[] {
  const steps = stepsOf(levels);
  return steps.map(({ level, prev }, i) => {
    const { h, decay } = exponentialStep(level, prev);
    const renewed = -Math.expm1(-2 * h);
    const gain = prev.sqrtAlphaCumprod * renewed;
    const before = levels[i - 1];
    const half =
      before === undefined || isFirstOrderStep(i, steps.length, h)
        ? 0
        : (gain * h) / (2 * (level.lambda - before.lambda));
    return makeRow(level, config, {
      cX: decay * Math.exp(-h),
      c0: gain + half,
      c1: -half,
      cZ: prev.sqrtOneMinusAlphaCumprod * Math.sqrt(renewed),
    });
  });
}
