// The article's samplers with their mistakes, kept as experiments. They take epsilon prediction only.

import { predictionToX0 } from '../prediction.ts';
import type { Schedule } from '../schedule.ts';
import { alphaAt } from '../timesteps.ts';
import type { SamplerRow } from './rows.ts';

/**
 * The article's `sample_ddpm`: eq. 11 of Ho et al. 2020 at t = T-1 … 1, with the schedule's own
 * sqrtOneMinusAlphasCumprod in it. On a schedule with `articleNoiseCoefficient` that is the wrong
 * sqrt(1 - alphasCumprod^2); on any other this is DDPM without its last step.
 */
export function articleDdpmRows(schedule: Schedule): SamplerRow[] {
  return visited(schedule, 1).map((t) => {
    const alpha = schedule.alphas[t] as number;
    const beta = schedule.betas[t] as number;
    return articleRow(schedule, t, {
      cX: 1 / Math.sqrt(alpha),
      cOut: -beta / ((schedule.sqrtOneMinusAlphasCumprod[t] as number) * Math.sqrt(alpha)),
      cZ: Math.sqrt(schedule.posteriorVariance[t] as number),
    });
  });
}

/**
 * The article's `sample_ddim`: eq. 12 and 16 of Song et al. 2021 at every `stride`-th timestep, but with the
 * alphasCumprod of the neighbouring timestep t - 1 where that of the next visited one, t - stride, belongs. Each step
 * thus removes one timestep's noise and then claims to be `stride` timesteps further.
 */
export function articleDdimRows(schedule: Schedule, stride: number, eta: number): SamplerRow[] {
  return visited(schedule, stride).map((t) => {
    const { alphaCumprod, oneMinusAlphaCumprod } = alphaAt(schedule, t);
    const neighbour = alphaAt(schedule, t - 1);
    const sigma2 = eta ** 2 * (schedule.posteriorVariance[t] as number);
    const scale = Math.sqrt(neighbour.alphaCumprod / alphaCumprod);
    return articleRow(schedule, t, {
      cX: scale,
      cOut: Math.sqrt(neighbour.oneMinusAlphaCumprod - sigma2) - scale * Math.sqrt(oneMinusAlphaCumprod),
      cZ: Math.sqrt(sigma2),
    });
  });
}

/** T-1, T-1-stride, … while above 0: the article's loops leave t = 0 out. */
function visited(schedule: Schedule, stride: number): number[] {
  const count = Math.ceil((schedule.numTrainTimesteps - 1) / stride);
  return Array.from({ length: count }, (_, i) => schedule.numTrainTimesteps - 1 - i * stride);
}

function articleRow(
  schedule: Schedule,
  t: number,
  update: Pick<SamplerRow, 'cX' | 'cOut' | 'cZ'>,
): SamplerRow {
  const level = {
    t,
    sqrtAlphaCumprod: schedule.sqrtAlphasCumprod[t] as number,
    sqrtOneMinusAlphaCumprod: schedule.sqrtOneMinusAlphasCumprod[t] as number,
  };
  return {
    ...level,
    ...predictionToX0('epsilon', level),
    ...update,
    c0: 0,
    c1: 0,
    c2: 0,
    clip: Number.POSITIVE_INFINITY,
  };
}
