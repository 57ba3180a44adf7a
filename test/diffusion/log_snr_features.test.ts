import { describe, expect, it } from 'vitest';
import { logSnrFeatures } from '../../src/diffusion/log_snr_features.ts';
import { makeSchedule } from '../../src/diffusion/schedule.ts';
import { alphaAt, logSnr } from '../../src/diffusion/timesteps.ts';

const schedule = makeSchedule({ numTrainTimesteps: 1000, betaSchedule: 'linear' });

describe('logSnrFeatures', () => {
  it('is sin and cos of multiples of pi times the relative log-SNR', () => {
    const at = (t: number) => logSnr(alphaAt(schedule, t));
    for (const t of [0, 3.25, 500, 999]) {
      const u = (at(t) - at(999)) / (at(0) - at(999));
      const expected = [
        Math.sin(Math.PI * u),
        Math.sin(2 * Math.PI * u),
        Math.cos(Math.PI * u),
        Math.cos(2 * Math.PI * u),
      ];
      logSnrFeatures(t, schedule, 4).forEach((feature, i) => {
        expect(Math.abs(feature - (expected[i] as number))).toBeLessThan(1e-12);
      });
    }
  });

  it('stays finite at zero terminal SNR and on a chain of one step', () => {
    const zeroSnr = makeSchedule({ ...schedule.config, rescaleBetasZeroSnr: true });
    expect(logSnrFeatures(999, zeroSnr, 8).every(Number.isFinite)).toBe(true);
    const single = makeSchedule({ numTrainTimesteps: 1, betaSchedule: 'linear' });
    expect(logSnrFeatures(0, single, 8).every(Number.isFinite)).toBe(true);
  });

  it('refuses bad widths and timesteps', () => {
    expect(() => logSnrFeatures(0, schedule, 3)).toThrow('timeFeatures must be even, got 3');
    expect(() => logSnrFeatures(1000, schedule, 4)).toThrow('t must be a number from 0 to 999, got 1000');
  });
});
