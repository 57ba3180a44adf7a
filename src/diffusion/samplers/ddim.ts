import { predictionToNoise } from '../prediction.ts';
import { betaBetween, type NoiseLevel, stepsOf } from './noise_level.ts';
import { makeRow, type OutputConfig, type SamplerRow } from './rows.ts';

export interface DdimConfig extends OutputConfig {
  /** Noise of the steps, 0 (deterministic, default) to 1 (as much as DDPM's fixed_small). */
  eta?: number;
  /**
   * With clipping, true derives the noise anew from the clipped x_0; false (default, as in diffusers) keeps the noise
   * of the unclipped one.
   */
  useClippedModelOutput?: boolean;
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
    if (config.clipSample && config.useClippedModelOutput) {
      // noise = (x - sqrtAlphaCumprod x_0) / sqrtOneMinusAlphaCumprod, x_0 after clipping
      const cX = direction / level.sqrtOneMinusAlphaCumprod;
      return makeRow(level, config, {
        cX,
        c0: prev.sqrtAlphaCumprod - cX * level.sqrtAlphaCumprod,
        cZ: sigma,
      });
    }
    const { nX, nOut } = predictionToNoise(config.predictionType, level);
    return makeRow(level, config, {
      cX: direction * nX,
      cOut: direction * nOut,
      c0: prev.sqrtAlphaCumprod,
      cZ: sigma,
    });
  });
}
