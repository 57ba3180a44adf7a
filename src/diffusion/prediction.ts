import { refuse } from './refusal.ts';

/** What the network's output means: the noise, x_0, or v = sqrt(alphaCumprod) noise - sqrt(1 - alphaCumprod) x_0. */
export const predictionTypes = ['epsilon', 'sample', 'v_prediction'] as const;
export type PredictionType = (typeof predictionTypes)[number];

/** Where the network is asked: at timestep t, x = sqrtAlphaCumprod x_0 + sqrtOneMinusAlphaCumprod noise. */
export interface Level {
  t: number;
  sqrtAlphaCumprod: number;
  sqrtOneMinusAlphaCumprod: number;
}

/**
 * x_0 = aX x + aOut out (Ho et al. 2020 eq. 9 solved for x_0; Salimans and Ho 2022, appendix D, for v).
 *
 * @throws RangeError for epsilon at zero SNR, where x holds nothing of x_0
 */
export function predictionToX0(predictionType: PredictionType, level: Level): { aX: number; aOut: number } {
  const { sqrtAlphaCumprod, sqrtOneMinusAlphaCumprod } = level;
  switch (predictionType) {
    case 'epsilon':
      if (sqrtAlphaCumprod === 0) {
        refuse('epsilonZeroSnr', level.t);
      }
      return { aX: 1 / sqrtAlphaCumprod, aOut: -sqrtOneMinusAlphaCumprod / sqrtAlphaCumprod };
    case 'sample':
      return { aX: 0, aOut: 1 };
    case 'v_prediction':
      return { aX: sqrtAlphaCumprod, aOut: -sqrtOneMinusAlphaCumprod };
  }
}

/** noise = nX x + nOut out, as `predictionToX0`; finite at every level a network sees. */
export function predictionToNoise(
  predictionType: PredictionType,
  level: Level,
): { nX: number; nOut: number } {
  const { sqrtAlphaCumprod, sqrtOneMinusAlphaCumprod } = level;
  switch (predictionType) {
    case 'epsilon':
      return { nX: 0, nOut: 1 };
    case 'sample':
      return { nX: 1 / sqrtOneMinusAlphaCumprod, nOut: -sqrtAlphaCumprod / sqrtOneMinusAlphaCumprod };
    case 'v_prediction':
      return { nX: sqrtOneMinusAlphaCumprod, nOut: sqrtAlphaCumprod };
  }
}
