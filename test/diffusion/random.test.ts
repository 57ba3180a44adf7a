import { describe, expect, it } from 'vitest';
import { boxMuller, mulHi, philox4x32, stream, unitUniform } from '../../src/diffusion/random.ts';

describe('philox4x32', () => {
  // Known-answer vectors published with Random123 (kat_vectors, philox4x32 10).
  it.each([
    {
      counter: [0, 0, 0, 0],
      key: [0, 0],
      words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ] as const)('gives the published words for counter $counter', ({ counter, key, words }) => {
    expect(philox4x32(counter, key)).toEqual([...words]);
  });
});

describe('mulHi', () => {
  it('equals the high word of the exact product', () => {
    const edges = [0, 1, 2, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xd2511f53, 0xfffffffe, 0xffffffff];
    for (const a of edges) {
      for (const b of edges) {
        expect(mulHi(a, b)).toBe(Number((BigInt(a) * BigInt(b)) >> 32n));
      }
    }
  });

  it('maps words to 0..n-1', () => {
    expect(mulHi(0, 1000)).toBe(0);
    expect(mulHi(0xffffffff, 1000)).toBe(999);
    expect(mulHi(0x80000000, 1000)).toBe(500);
  });
});

describe('unitUniform', () => {
  it('stays inside (0, 1) and is exact in float32', () => {
    for (const word of [0, 1, 511, 512, 0x12345678, 0xfffffdff, 0xffffffff]) {
      const u = unitUniform(word);
      expect(u).toBeGreaterThan(0);
      expect(u).toBeLessThan(1);
      expect(Math.fround(u)).toBe(u);
    }
    expect(unitUniform(0)).toBe(2 ** -24);
    expect(unitUniform(0xffffffff)).toBe(1 - 2 ** -24);
  });
});

describe('boxMuller', () => {
  it('takes the radius from the first word and the angle from the second', () => {
    const [z0, z1] = boxMuller(0x80000000, 0x40000000);
    const radius = Math.sqrt(-2 * Math.log(0.5 + 2 ** -24));
    const angle = 2 * Math.PI * (0.25 + 2 ** -24);
    expect(z0).toBeCloseTo(radius * Math.cos(angle), 14);
    expect(z1).toBeCloseTo(radius * Math.sin(angle), 14);
  });

  it('gives standard normal numbers', () => {
    const n = 20_000;
    const sums = [0, 0, 0, 0];
    let cross = 0;
    for (let i = 0; i < n; i++) {
      const words = philox4x32([i, 0, stream.init, 0], [7, 0]);
      const [z0, z1] = boxMuller(words[0], words[1]);
      for (let power = 1; power <= 4; power++) {
        sums[power - 1] = (sums[power - 1] ?? 0) + z0 ** power + z1 ** power;
      }
      cross += z0 * z1;
    }
    // Five standard errors each: the moments' variances over 2n draws are 1, 2, 15 and 96.
    [0, 1, 0, 3].forEach((moment, k) => {
      const error = Math.abs((sums[k] ?? Number.NaN) / (2 * n) - moment);
      expect(error).toBeLessThan(5 * Math.sqrt([1, 2, 15, 96][k] ?? 0) * Math.sqrt(1 / (2 * n)));
    });
    expect(Math.abs(cross / n)).toBeLessThan(5 / Math.sqrt(n));
  });
});
