import { expect } from 'vitest';

/** What |actual - expected| may be at most: atol + rtol * |expected|. */
export interface Tolerance {
  readonly atol: number | ArrayLike<number>;
  readonly rtol: number;
}

/** Half the distance between 1 and the next float32: the relative error of one rounding. */
export const float32Eps = 2 ** -24;

/**
 * Expects every number to be within the tolerance. Where NaN is expected (a poisoned place that must stay untouched),
 * NaN must be.
 */
export function expectClose(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { atol, rtol }: Tolerance,
): void {
  expect(actual.length, `${what}: length`).toBe(expected.length);
  let wrong = 0;
  let worst = { excess: 0, message: '' };
  for (let i = 0; i < expected.length; i++) {
    const is = actual[i] as number;
    const should = expected[i] as number;
    if (Object.is(is, should)) continue;
    const allowed = (typeof atol === 'number' ? atol : (atol[i] as number)) + rtol * Math.abs(should);
    const error = Math.abs(is - should);
    if (error <= allowed) continue;
    wrong++;
    const excess = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error / allowed;
    if (excess > worst.excess) {
      worst = { excess, message: `[${i}] is ${is}, should be ${should} +- ${allowed}` };
    }
  }
  if (wrong > 0) throw new Error(`${what}: ${wrong} of ${expected.length} differ, worst ${worst.message}`);
}

/** Expects the same float32 or uint32 numbers, bit by bit. */
export function expectSameBits(what: string, actual: ArrayBufferView, expected: ArrayBufferView): void {
  const wordsOf = (view: ArrayBufferView) =>
    new Uint32Array(view.buffer, view.byteOffset, view.byteLength / 4);
  const should = wordsOf(expected);
  const is = wordsOf(actual);
  expect(is.length, `${what}: length`).toBe(should.length);
  const at = is.findIndex((word, i) => word !== should[i]);
  if (at >= 0) throw new Error(`${what}: bits differ first at ${at}: ${is[at]} instead of ${should[at]}`);
}
