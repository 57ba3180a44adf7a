import { expect, test } from 'vitest';
import { locate } from '../../src/ui/stage/trajectories.ts';

const places = [0.1, 0.2, 0.6, 1];

test.each([
  [0, { index: 0, fraction: 0 }],
  [0.1, { index: 0, fraction: 0 }],
  [0.15, { index: 0, fraction: 0.5 }],
  [0.2, { index: 1, fraction: 0 }],
  [0.5, { index: 1, fraction: 0.75 }],
  [1, { index: 3, fraction: 0 }],
  [2, { index: 3, fraction: 0 }],
])('at %d', (place, { index, fraction }) => {
  const found = locate(places, place);
  expect(found.index).toBe(index);
  expect(found.fraction).toBeCloseTo(fraction, 12);
});
