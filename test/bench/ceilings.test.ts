import { expect, test } from 'vitest';
import { arithmeticFlops, bandwidthBytes, measureCeilings } from '../../src/gpu/ceilings.ts';
import { testWithDevice } from '../device.ts';

test('counts a multiply-add as two operations, sixteen a chain and iteration', () => {
  expect(arithmeticFlops(1, 4, 1)).toBe(128);
  expect(arithmeticFlops(64, 10, 3)).toBe(64 * 10 * 3 * 16 * 2);
});

test('counts the bytes of every vec4 read and of the one written', () => {
  expect(bandwidthBytes(100, 1)).toBe(100 * 32);
  expect(bandwidthBytes(100, 16)).toBe(100 * 16 * 17);
});

testWithDevice('measures every way, and the ceiling is the highest', async (_, lab) => {
  const told: string[] = [];
  const { arithmetic, bandwidth } = await measureCeilings(lab, (done, total) =>
    told.push(`${done}/${total}`),
  );
  expect(told).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
  expect(arithmetic.ways.map(({ count }) => count)).toEqual([4, 8, 10]);
  expect(bandwidth.ways.map(({ count }) => count)).toEqual([1, 4, 16]);
  for (const { rate, ways } of [arithmetic, bandwidth]) {
    for (const way of ways) expect(way.rate).toBeGreaterThan(0);
    expect(rate).toBe(Math.max(...ways.map((way) => way.rate)));
    expect(rate).toBeLessThan(Number.POSITIVE_INFINITY);
  }
});
