import { describe, expect, it } from 'vitest';
import { makeSchedule } from '../../src/diffusion/schedule.ts';
import { alphaAt, logSnr, makeTimesteps, type TimestepConfig } from '../../src/diffusion/timesteps.ts';
import { golden } from './golden.ts';

const schedule = makeSchedule({ numTrainTimesteps: 1000, betaSchedule: 'linear' });
const zeroSnr = makeSchedule({ numTrainTimesteps: 1000, betaSchedule: 'linear', rescaleBetasZeroSnr: true });

describe('makeTimesteps', () => {
  it("gives every golden run's timesteps", () => {
    const runs = [...golden.ddim, ...golden.ddpm, ...golden['dpmsolver++2m']];
    expect(runs.length).toBe(136);
    for (const run of runs) {
      const timesteps = makeTimesteps(schedule, {
        numInferenceSteps: run.num_inference_steps,
        timestepSpacing: run.timestep_spacing,
      });
      expect([...timesteps]).toEqual(run.timesteps);
    }
  });

  it('rounds strides that are no integers as numpy does', () => {
    const of = (config: TimestepConfig) => [...makeTimesteps(schedule, config)];
    // np.round(np.arange(1000, 0, -1000/7)) - 1
    expect(of({ numInferenceSteps: 7, timestepSpacing: 'trailing' })).toEqual([
      999, 856, 713, 570, 428, 285, 142,
    ]);
    // np.linspace(0, 999, 7).round()[::-1]: 999/6 = 166.5 and 499.5, 832.5 are halves
    expect(of({ numInferenceSteps: 7, timestepSpacing: 'linspace' })).toEqual([
      999, 832, 666, 500, 333, 166, 0,
    ]);
    expect(of({ numInferenceSteps: 3, timestepSpacing: 'leading', stepsOffset: 1 })).toEqual([667, 334, 1]);
  });

  it.each(['leading', 'trailing', 'linspace', 'logsnr'] as const)(
    '%s visits all of a full grid',
    (spacing) => {
      const timesteps = makeTimesteps(schedule, { numInferenceSteps: 1000, timestepSpacing: spacing });
      if (spacing !== 'logsnr') expect([...timesteps]).toEqual([...Array(1000).keys()].reverse());
      timesteps.slice(1).forEach((t, i) => {
        expect(t).toBeLessThan(timesteps[i] as number);
      });
    },
  );

  it('spaces logsnr evenly and without rounding', () => {
    const timesteps = makeTimesteps(schedule, { numInferenceSteps: 20, timestepSpacing: 'logsnr' });
    const values = [...timesteps].map((t) => logSnr(alphaAt(schedule, t)));
    const step = ((values[19] as number) - (values[0] as number)) / 19;
    values.slice(1).forEach((value, i) => {
      expect(value - (values[i] as number)).toBeCloseTo(step, 10);
    });
    expect(timesteps[0]).toBe(999);
    expect(timesteps[19]).toBe(0);
    expect(new Set(timesteps).size).toBe(20);
  });

  it('starts at T-1 when there is one step', () => {
    for (const timestepSpacing of ['trailing', 'linspace', 'logsnr'] as const) {
      expect([...makeTimesteps(schedule, { numInferenceSteps: 1, timestepSpacing })]).toEqual([999]);
    }
  });

  it('takes an explicit list', () => {
    const timesteps = [900, 333.25, 0];
    expect([
      ...makeTimesteps(schedule, { numInferenceSteps: 3, timestepSpacing: 'leading', timesteps }),
    ]).toEqual(timesteps);
  });

  it.each([
    [{ numInferenceSteps: 0 }, 'numInferenceSteps must be an integer from 1 to 1000, got 0'],
    [{ numInferenceSteps: 1001 }, 'numInferenceSteps must be an integer from 1 to 1000, got 1001'],
    [{ numInferenceSteps: 2.5 }, 'numInferenceSteps must be an integer from 1 to 1000, got 2.5'],
    [
      { numInferenceSteps: 1000, stepsOffset: 1 },
      'stepsOffset must be at most 0 with 1000 leading steps of 1000, got 1',
    ],
    [
      { timestepSpacing: 'trailing', stepsOffset: 1 } as const,
      'stepsOffset must be 0 with trailing spacing, got 1',
    ],
    [
      { timestepSpacing: 'even' as 'leading' },
      'timestepSpacing must be one of leading, trailing, linspace, logsnr, got even',
    ],
    [{ numInferenceSteps: 1, timesteps: [1000] }, 'timesteps[0] must be a number from 0 to 999, got 1000'],
    [{ numInferenceSteps: 2, timesteps: [5, 5] }, 'timesteps must descend, but timesteps[1] = 5 follows 5'],
    [{ timesteps: [9, 8] }, 'timesteps must hold numInferenceSteps = 10 numbers, got 2'],
    [{ numInferenceSteps: 0, timesteps: [] }, 'numInferenceSteps must be an integer from 1 to 4000, got 0'],
  ])('refuses a bad config %#', (config, message) => {
    expect(() =>
      makeTimesteps(schedule, { numInferenceSteps: 10, timestepSpacing: 'leading', ...config }),
    ).toThrow(new RangeError(message));
  });

  it('refuses several logsnr steps between a single timestep and itself', () => {
    const single = makeSchedule({ numTrainTimesteps: 1, betaSchedule: 'linear' });
    expect([...makeTimesteps(single, { numInferenceSteps: 1, timestepSpacing: 'logsnr' })]).toEqual([0]);
    for (const numInferenceSteps of [2, 3]) {
      expect(() => makeTimesteps(single, { numInferenceSteps, timestepSpacing: 'logsnr' })).toThrow(
        new RangeError(
          `numInferenceSteps must be 1 with logsnr spacing of a single timestep, got ${numInferenceSteps}`,
        ),
      );
    }
  });

  it('refuses logsnr on zero terminal SNR, with the reason', () => {
    expect(() => makeTimesteps(zeroSnr, { numInferenceSteps: 10, timestepSpacing: 'logsnr' })).toThrow(
      'zero terminal SNR (alphasCumprod[999] = 0); use trailing spacing',
    );
  });
});

describe('alphaAt', () => {
  it('is the table at integers and linear in log-SNR between them', () => {
    expect(alphaAt(schedule, 0).oneMinusAlphaCumprod).toBe(1e-4);
    const [start, middle, end] = [500, 500.25, 501].map((t) => logSnr(alphaAt(schedule, t))) as [
      number,
      number,
      number,
    ];
    expect(middle).toBeCloseTo(start + 0.25 * (end - start), 12);
    const { alphaCumprod, oneMinusAlphaCumprod } = alphaAt(schedule, 500.25);
    expect(alphaCumprod + oneMinusAlphaCumprod).toBeCloseTo(1, 15);
  });

  it('refuses what lies outside the table or next to zero SNR', () => {
    expect(() => alphaAt(schedule, -1)).toThrow('t must be a number from 0 to 999, got -1');
    expect(() => alphaAt(schedule, Number.NaN)).toThrow('t must be a number from 0 to 999, got NaN');
    expect(alphaAt(zeroSnr, 999)).toEqual({ alphaCumprod: 0, oneMinusAlphaCumprod: 1 });
    expect(() => alphaAt(zeroSnr, 998.5)).toThrow('t must be an integer above 998');
  });
});
