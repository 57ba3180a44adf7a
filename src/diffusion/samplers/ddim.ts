import { betaBetween, type NoiseLevel, stepsOf } from './noise_level.ts';
import { type RemixConfig, remix } from './remix.ts';
import { makeRow, type SamplerRow } from './rows.ts';

export interface DdimConfig extends RemixConfig {
  /** Noise of the steps, 0 (deterministic, default) to 1 (as much as DDPM's fixed_small). */
  eta?: number;
}

/**
 * Song, Meng, Ermon, "Denoising diffusion implicit models", 2021, eq. 12 and 16:
 *
 *     x_{t-1} = sqrt(alphaCumprodPrev) x_0
 *             + sqrt(1 - alphaCumprodPrev - sigma^2) noise                  ("direction pointing to x_t")
 *             + sigma z                                                                                  (eq. 12)
 *     sigma   = eta sqrt((1 - alphaCumprodPrev) / (1 - alphaCumprod)) sqrt(1 - alphaCumprod / alphaCumprodPrev)
 *                                                                                                        (eq. 16)
 *
 * alphaCumprodPrev is that of the next visited level, so steps may be skipped.
 */
export function ddimRows(levels: readonly NoiseLevel[], config: DdimConfig): SamplerRow[] {
  const eta = config.eta ?? 0;
  return stepsOf(levels).map(({ level, prev }) => {
    const alpha = level.alphaCumprod / prev.alphaCumprod;
    const oneMinusRatio = prev.oneMinusAlphaCumprod / level.oneMinusAlphaCumprod;
    const sigma = eta * Math.sqrt(oneMinusRatio * betaBetween(level, prev));
    // sqrt(1 - alphaCumprodPrev - sigma^2), by 1 - alphaCumprod - beta = alpha (1 - alphaCumprodPrev) without
    // subtracting near equals.
    const direction = Math.sqrt(
      prev.oneMinusAlphaCumprod * (1 - eta ** 2 + eta ** 2 * alpha * oneMinusRatio),
    );
    return makeRow(level, config, {
      ...remix(level, config, prev.sqrtAlphaCumprod, direction),
      cZ: sigma,
    });
  });
}
