import { describe, expect, it } from 'vitest';
import { excessLoss, excessLossProbe, probeTimesteps } from '../../src/diffusion/excess_loss.ts';
import { bayesLoss } from '../../src/diffusion/loss.ts';
import { articleMixture } from '../../src/diffusion/mixture.ts';
import { predictionTypes } from '../../src/diffusion/prediction.ts';
import { makeSchedule, type ScheduleConfig } from '../../src/diffusion/schedule.ts';

const linear: ScheduleConfig = { numTrainTimesteps: 1000, betaSchedule: 'linear' };
const schedule = makeSchedule(linear);
const standardised = articleMixture.standardised();
const timesteps = [0, 7, 150, 999];

describe('excessLoss', () => {
  // Whoever always answers 0 has the target's second moment as his loss, which is known: E noise^2 = 1.
  it('adds up with the floor to the loss of a network that answers 0', () => {
    const mixtures = { raw: articleMixture, standardised };
    for (const [name, mixture] of Object.entries(mixtures)) {
      const second = mixture.mean ** 2 + mixture.standardDeviation ** 2;
      for (const predictionType of predictionTypes) {
        const probe = excessLossProbe(mixture, schedule, { predictionType }, timesteps);
        const excess = excessLoss(probe, new Float32Array(probe.x.length));
        for (const [i, t] of timesteps.entries()) {
          const a2 = schedule.alphasCumprod[t] as number;
          const s2 = schedule.oneMinusAlphasCumprod[t] as number;
          const loss = { epsilon: 1, sample: second, v_prediction: a2 + s2 * second }[predictionType];
          // x is rounded to float32: 6e-8 of x over a noise of 0.01 in the worst place.
          const is = (excess[i] as number) + (probe.floor[i] as number);
          expect(Math.abs(is - loss), `${name}, ${predictionType}, t = ${t}`).toBeLessThan(2e-5 * loss);
        }
      }
    }
  });

  it('is 0 for the exact answers, and the square of a constant error', () => {
    const probe = excessLossProbe(standardised, schedule, { predictionType: 'v_prediction' }, timesteps);
    for (const value of excessLoss(probe, probe.exact)) expect(value).toBe(0);
    const off = probe.exact.map((value) => value + 0.5);
    for (const value of excessLoss(probe, off)) expect(value).toBeCloseTo(0.25, 12);
  });

  it("has bayesLoss's floor", () => {
    const config = { predictionType: 'epsilon' } as const;
    const { perTimestep } = bayesLoss(standardised, schedule, config);
    const { floor } = excessLossProbe(standardised, schedule, config, timesteps);
    for (const [i, t] of timesteps.entries()) expect(floor[i]).toBeCloseTo(perTimestep[t] as number, 12);
  });

  it('refuses timesteps outside the schedule and a wrong number of answers', () => {
    const config = { predictionType: 'epsilon' } as const;
    expect(() => excessLossProbe(standardised, schedule, config, [1000])).toThrow(
      't must be an integer from 0 to 999, got 1000',
    );
    const probe = excessLossProbe(standardised, schedule, config, [3]);
    expect(() => excessLoss(probe, [1])).toThrow('the number of answers must be');
  });
});

describe('probeTimesteps', () => {
  it('has both ends, ascends, and looks closer where the log-SNR falls fast', () => {
    const chosen = probeTimesteps(schedule, 40);
    expect(chosen[0]).toBe(0);
    expect(chosen.at(-1)).toBe(999);
    expect(chosen.length).toBeGreaterThan(30);
    expect(chosen.length).toBeLessThanOrEqual(40);
    chosen.slice(1).forEach((t, i) => {
      expect(t).toBeGreaterThan(chosen[i] as number);
    });
    // Even spacing has 4 of 40 below t = 100.
    expect(chosen.filter((t) => t < 100).length).toBeGreaterThan(6);
  });

  it('copes with the shortest schedules and with zero terminal SNR', () => {
    expect(probeTimesteps(makeSchedule({ ...linear, numTrainTimesteps: 1 }), 32)).toEqual([0]);
    expect(probeTimesteps(makeSchedule({ ...linear, numTrainTimesteps: 3 }), 32)).toEqual([0, 1, 2]);
    expect(probeTimesteps(makeSchedule({ ...linear, rescaleBetasZeroSnr: true }), 32).at(-1)).toBe(999);
  });
});
