import { expect, test } from 'vitest';
import { familyOf, pinnedVariants, type Variant } from '../../src/bench/candidates.ts';
import { variantsOf } from '../../src/bench/contestant.ts';
import { samplingTask, trainingTask } from '../../src/bench/plan.ts';
import { isNamed, variantName, variantWords } from '../../src/lab/variant_name.ts';
import { testWithDevice } from '../device.ts';

const variants: Variant[] = [
  { family: 'private', products: 'tiled', chunk: 64 },
  { family: 'layered', products: 'tiled', chunk: 64 },
];

test('a word pins the variants that have it in their name', () => {
  expect(pinnedVariants(variants, undefined)).toEqual(variants);
  expect(pinnedVariants(variants, 'layered')).toEqual(variants.slice(1));
});

test('a word for other work leaves the adapter its own variant', () => {
  expect(pinnedVariants(variants, 'nothing')).toEqual(variants.slice(0, 1));
});

test('variants that differ in the number of slabs alone have names of their own', () => {
  const fused = { family: 'workgroup', products: 'tiled', microBatchRows: 4096 } as const;
  expect(variantName({ ...fused, gradientSlabs: 32 })).toBe('workgroup tiled 32');
  expect(variantName({ ...fused, family: 'layered', gradientSlabs: 32 })).toBe('layered tiled');
  expect(variantName({ ...fused, storage: 'half', gradientSlabs: 32 })).toBe('workgroup tiled half 32');
});

test('a variant’s bytes are counted by its family', () => {
  const cut = { products: 'uniform', chunk: 64 } as const;
  expect(familyOf(cut)).toBe('layered');
  expect(familyOf({ ...cut, family: 'whole' })).toBe('whole');
  expect(familyOf({ ...cut, family: 'private' })).toBe('fused');
});

testWithDevice('halves are compared on GPUs only, and counted as 2 bytes', async (_, lab) => {
  const isHalf = (variant: Variant) => isNamed(variant, 'half');
  expect((await variantsOf(lab, trainingTask())).some(isHalf)).toBe(false);
  const gpu = { ...lab, adapter: { ...lab.adapter, isSoftware: false } };
  const offered = await variantsOf(gpu, trainingTask());
  expect(offered[0] && isHalf(offered[0])).toBe(false);
  const pinned = pinnedVariants(offered, 'half');
  expect(pinned.length).toBeGreaterThan(0);
  expect(pinned.every(isHalf)).toBe(true);
  expect(pinned.map(familyOf)).toEqual(pinned.map(() => 'half'));
  expect(pinnedVariants(offered, 'workgroup').map(familyOf)).toContain('fused');
});

testWithDevice('every task has several variants of different names', async (_, lab) => {
  for (const task of [trainingTask(), samplingTask()]) {
    const names = (await variantsOf(lab, task)).map(variantName);
    expect(names.length).toBeGreaterThan(1);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      const words = name.split(' ').filter((word) => !/^\d+$/.test(word));
      for (const word of words) expect(variantWords).toContain(word);
    }
  }
});
