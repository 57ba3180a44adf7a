import { expect, test } from 'vitest';
import { isNamed, variantName } from '../../src/lab/variant_name.ts';

const fused = { family: 'workgroup', products: 'tiled', microBatchRows: 512, gradientSlabs: 32 } as const;

test('a variant goes by each of its words, by several, and by its whole name', () => {
  expect(variantName(fused)).toBe('workgroup tiled 32');
  for (const words of ['workgroup', 'tiled', 'workgroup-32', 'workgroup-tiled-32']) {
    expect(isNamed(fused, words)).toBe(true);
  }
  for (const words of ['layered', 'workgroup-tiled-128', 'workgroup-quad', '', 'workgroup-']) {
    expect(isNamed(fused, words)).toBe(false);
  }
});
