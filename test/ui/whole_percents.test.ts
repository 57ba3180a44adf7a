import { expect, test } from 'vitest';
import { wholePercents } from '../../src/ui/whole_percents.ts';

test.each([
  // Each rounded by itself they would add up to 101, to 99.
  [
    [0.305, 0.405, 0.29],
    [31, 40, 29],
  ],
  [
    [0.3333, 0.3333, 0.3334],
    [33, 33, 34],
  ],
  [
    [0.296, 0.406, 0.298],
    [29, 41, 30],
  ],
  [
    [0.3, 0.4, 0.3],
    [30, 40, 30],
  ],
  [
    [1, 0, 0],
    [100, 0, 0],
  ],
  [
    [0.004, 0.995, 0.001],
    [0, 100, 0],
  ],
  [
    [0, 0, 0],
    [0, 0, 0],
  ],
])('%j in whole percents', (shares, percents) => {
  expect(wholePercents(shares)).toEqual(percents);
});
