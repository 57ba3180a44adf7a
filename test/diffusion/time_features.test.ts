import { describe, expect, it } from 'vitest';
import { timeFeatures } from '../../src/diffusion/time_features.ts';

describe('timeFeatures', () => {
  it('is sin, then cos, of falling frequencies', () => {
    const features = timeFeatures(250, 1000, 4);
    [Math.sin(250), Math.sin(2.5), Math.cos(250), Math.cos(2.5)].forEach((expected, i) => {
      expect(features[i]).toBeCloseTo(expected, 14);
    });
  });

  it('sees the same angles on every chain length', () => {
    expect([...timeFeatures(25, 100, 8)]).toEqual([...timeFeatures(250, 1000, 8)]);
  });

  it('takes fractional timesteps', () => {
    expect(timeFeatures(0.5, 1000, 2)[0]).toBeCloseTo(Math.sin(0.5), 15);
  });

  it.each([
    [[0, 1000, 3], 'timeFeatures must be even, got 3'],
    [[0, 1000, 0], 'timeFeatures must be an integer from 2 to 1024, got 0'],
    [[1000, 1000, 8], 't must be a number from 0 to 999, got 1000'],
    [[Number.NaN, 1000, 8], 't must be a number from 0 to 999, got NaN'],
  ] as [[number, number, number], string][])('refuses %j', (args, message) => {
    expect(() => timeFeatures(...args)).toThrow(new RangeError(message));
  });
});
