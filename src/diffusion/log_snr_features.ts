import { requireInteger } from './checks.ts';
import { refuse } from './refusal.ts';
import type { Schedule } from './schedule.ts';
import { type Alpha, alphaAt, logSnr } from './timesteps.ts';

/** Beyond this much log-SNR nothing changes any more; it also keeps zero terminal SNR finite. */
const mostLogSnr = 20;

/**
 * Features of how noisy x_t is rather than of which step it is: sin(k pi u), then cos(k pi u), k = 1..width/2, with u
 * the log-SNR of t, 0 at the schedule's noisy end and 1 at its clean end. The network's answer is smooth in u, while
 * in t it changes fast near 0, where linear schedules rush (Kingma et al. 2021 condition on the log-SNR as well).
 *
 * @param t timestep, 0..T-1; may be fractional
 * @param width number of features, even, from 2 to 1024
 * @returns [width]
 */
export function logSnrFeatures(t: number, schedule: Schedule, width: number): Float64Array {
  requireInteger('timeFeatures', width, 2, 1024);
  if (width % 2 !== 0) refuse('notEven', 'timeFeatures', width);
  const noisy = boundedLogSnr(alphaAt(schedule, schedule.numTrainTimesteps - 1));
  const clean = boundedLogSnr(alphaAt(schedule, 0));
  const u = clean > noisy ? (boundedLogSnr(alphaAt(schedule, t)) - noisy) / (clean - noisy) : 0;
  const half = width / 2;
  return Float64Array.from({ length: width }, (_, i) => {
    const angle = Math.PI * ((i % half) + 1) * u;
    return i < half ? Math.sin(angle) : Math.cos(angle);
  });
}

/** The log-SNR within +-20, finite at zero terminal SNR too. */
export function boundedLogSnr(alpha: Alpha): number {
  return Math.min(mostLogSnr, Math.max(-mostLogSnr, logSnr(alpha)));
}
