// Half-precision numbers, in words of two as WGSL's pack2x16float has them.

/**
 * What storing a number as a half may change. The nearest one is within 2^-11, but WGSL lets an adapter take either neighbour,
 * and nothing for what is below the smallest normal one.
 */
export const halfTolerance = { atol: 2 ** -14, rtol: 2 ** -10 };

export const largestHalf = 65_504;

/** The exponent of a half of this size: those below 2^-14 share the last one. */
function exponentOf(magnitude: number): number {
  return Math.max(-14, Math.floor(Math.log2(magnitude)));
}

/** The half next to a number that is not beyond the largest. */
export function nearestHalf(x: number): number {
  const ulp = 2 ** (exponentOf(Math.abs(x)) - 10);
  return ulp * Math.round(x / ulp);
}

/** An even count of numbers that are halves, as words. */
export function packHalves(numbers: readonly number[]): Uint32Array<ArrayBuffer> {
  const bits = Uint16Array.from(numbers, (x) => {
    const magnitude = Math.abs(x);
    const exponent = exponentOf(magnitude);
    // A significand of a half that is not subnormal has its leading bit, 1024, which counts up the exponent's.
    return (x < 0 ? 0x8000 : 0) + 1024 * (exponent + 14) + magnitude / 2 ** (exponent - 10);
  });
  return new Uint32Array(bits.buffer);
}

/** The numbers in words. */
export function unpackHalves(words: Uint32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const bits = new Uint16Array(words.buffer, words.byteOffset, 2 * words.length);
  return Float32Array.from(bits, (half) => {
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const sign = half & 0x8000 ? -1 : 1;
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
  });
}
