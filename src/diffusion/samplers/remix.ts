import { predictionToNoise } from '../prediction.ts';
import type { NoiseLevel } from './noise_level.ts';
import type { OutputConfig, SamplerRow } from './rows.ts';

export interface RemixConfig extends OutputConfig {
  /**
   * With clipping, true derives the noise anew from the clipped x_0; false (default, as in diffusers) keeps the noise
   * of the unclipped one.
   */
  useClippedModelOutput?: boolean;
}

/** The coefficients of x' = x0Share x_0 + noiseShare noise, with both taken from the network's output at `level`. */
export function remix(
  level: NoiseLevel,
  config: RemixConfig,
  x0Share: number,
  noiseShare: number,
): Pick<SamplerRow, 'cX' | 'cOut' | 'c0'> {
  if (config.clipSample && config.useClippedModelOutput) {
    // noise = (x - sqrtAlphaCumprod x_0) / sqrtOneMinusAlphaCumprod, x_0 after clipping
    const cX = noiseShare / level.sqrtOneMinusAlphaCumprod;
    return { cX, cOut: 0, c0: x0Share - cX * level.sqrtAlphaCumprod };
  }
  const { nX, nOut } = predictionToNoise(config.predictionType, level);
  return { cX: noiseShare * nX, cOut: noiseShare * nOut, c0: x0Share };
}
