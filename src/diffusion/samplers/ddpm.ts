import { betaBetween, type NoiseLevel, stepsOf } from './noise_level.ts';
import { makeRow, type OutputConfig, type SamplerRow } from './rows.ts';

export const varianceTypes = ['fixed_small', 'fixed_large'] as const;
export type VarianceType = (typeof varianceTypes)[number];

export interface DdpmConfig extends OutputConfig {
  /** fixed_small: the posterior variance (default); fixed_large: beta. */
  varianceType?: VarianceType;
}

/**
 * Ancestral sampling: Ho, Jain, Abbeel, "Denoising diffusion probabilistic models", 2020, eq. 6, 7 and 11.
 * Every step draws from q(x_{t-1} | x_t, x_0) with the predicted x_0:
 *
 *     mean     = sqrt(alphaCumprodPrev) beta / (1 - alphaCumprod) x_0
 *              + sqrt(alpha) (1 - alphaCumprodPrev) / (1 - alphaCumprod) x_t             (eq. 7)
 *     variance = (1 - alphaCumprodPrev) / (1 - alphaCumprod) beta   or   beta
 *
 * On a sub-sequence of the timesteps, alpha = alphaCumprod / alphaCumprodPrev and beta = 1 - alpha are those of the
 * stride that is walked. The last step adds no noise.
 */
export function ddpmRows(levels: readonly NoiseLevel[], config: DdpmConfig): SamplerRow[] {
  const steps = stepsOf(levels);
  return steps.map(({ level, prev }, i) => {
    const alpha = level.alphaCumprod / prev.alphaCumprod;
    const beta = betaBetween(level, prev);
    const oneMinusRatio = prev.oneMinusAlphaCumprod / level.oneMinusAlphaCumprod;
    const variance = config.varianceType === 'fixed_large' ? beta : oneMinusRatio * beta;
    return makeRow(level, config, {
      cX: Math.sqrt(alpha) * oneMinusRatio,
      c0: (prev.sqrtAlphaCumprod * beta) / level.oneMinusAlphaCumprod,
      cZ: i === steps.length - 1 ? 0 : Math.sqrt(variance),
    });
  });
}
