import { requireInteger } from './checks.ts';
import { refuse } from './refusal.ts';

/**
 * Sinusoidal features of a timestep (Vaswani et al. 2017, Ho et al. 2020; for T = 1000 the same numbers as diffusers'
 * `get_timestep_embedding` with downscale_freq_shift 0): sin(f_i t), then cos(f_i t), with the frequencies
 * f_i = 10000^(-i / half) times 1000 / T, so that a shorter chain sees the same range of angles.
 *
 * @param t timestep, 0..T-1; may be fractional
 * @param width number of features, even, from 2 to 1024
 * @returns [width]
 */
export function timeFeatures(t: number, numTrainTimesteps: number, width: number): Float64Array {
  requireInteger('numTrainTimesteps', numTrainTimesteps, 1, 4000);
  requireInteger('timeFeatures', width, 2, 1024);
  if (width % 2 !== 0) refuse('notEven', 'timeFeatures', width);
  if (!(t >= 0 && t <= numTrainTimesteps - 1)) {
    refuse('outside', 't', 0, numTrainTimesteps - 1, t);
  }
  const half = width / 2;
  const features = new Float64Array(width);
  for (let i = 0; i < half; i++) {
    const angle = ((1000 * t) / numTrainTimesteps) * 10_000 ** (-i / half);
    features[i] = Math.sin(angle);
    features[half + i] = Math.cos(angle);
  }
  return features;
}
