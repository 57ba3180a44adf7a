import { describe, expect, it } from 'vitest';
import { logRange, logTicks } from '../../src/ui/charts/log_axis.ts';

describe('logTicks', () => {
  it('marks 1, 2 and 5 on a short axis and decades alone on a long one', () => {
    expect(logTicks(0.003, 0.3)).toEqual([0.005, 0.01, 0.02, 0.05, 0.1, 0.2]);
    expect(logTicks(1e-5, 10)).toEqual([1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10]);
  });
});

describe('logRange', () => {
  it('leaves out what a logarithmic axis cannot show', () => {
    expect(logRange([0.1, 10, 0, -3, Number.NaN, Number.POSITIVE_INFINITY], 2)).toEqual({
      min: 0.05,
      max: 20,
    });
    expect(logRange([0, -1])).toBeUndefined();
  });
});
