import { predictionToNoise } from '../prediction.ts';
import { type NoiseLevel, stepsOf } from './noise_level.ts';
import { type RemixConfig, remix } from './remix.ts';
import { makeRow, type SamplerRow } from './rows.ts';

/**
 * DDIM backwards, from data to the noise that DDIM with eta 0 turns into it again: Song et al. 2021, section 4.3 and
 * eq. 14, the probability flow's ODE by Euler steps upwards.
 *
 * Each step predicts x_0 and the noise where it stands and re-mixes them for the next noisier level. Data itself has no
 * noise level the network knows, so the first step asks at the lowest visited timestep.
 *
 * @param levels as for sampling, from noisy to clean: the last is x_0, where inversion starts
 */
export function ddimInversionRows(levels: readonly NoiseLevel[], config: RemixConfig): SamplerRow[] {
  const upwards = levels.slice(0, -1).reverse();
  const lowest = upwards[0] as NoiseLevel;
  const { nX, nOut } = predictionToNoise(config.predictionType, lowest);
  const first = makeRow(lowest, config, {
    cX: lowest.sqrtAlphaCumprod + lowest.sqrtOneMinusAlphaCumprod * nX,
    cOut: lowest.sqrtOneMinusAlphaCumprod * nOut,
  });
  const others = stepsOf(upwards).map(({ level, prev: next }) =>
    makeRow(level, config, remix(level, config, next.sqrtAlphaCumprod, next.sqrtOneMinusAlphaCumprod)),
  );
  return [first, ...others];
}
