import { everyProducts } from './adapter_traits.ts';
import { type SampleVariant, sampleFamilies, type TrainVariant, trainFamilies } from './variant.ts';

/** The words that variants of either work are named and pinned by; what an adapter has not is not there to be pinned. */
export const trainVariantWords: readonly string[] = [...trainFamilies, ...everyProducts, 'half'];
export const sampleVariantWords: readonly string[] = [...sampleFamilies, ...everyProducts];
export const variantWords: readonly string[] = [...new Set([...trainVariantWords, ...sampleVariantWords])];

/**
 * What tells a variant from others of the same work: 'layered stationary', 'workgroup tiled 32' (slabs), 'workgroup tiled half
 * 32'. Its other numbers follow from the size of the work.
 */
export function variantName(variant: TrainVariant | SampleVariant): string {
  const { family = 'layered', products } = variant;
  const slabs = 'gradientSlabs' in variant && family === 'workgroup' ? [variant.gradientSlabs] : [];
  const storage = 'storage' in variant && variant.storage === 'half' ? ['half'] : [];
  return [family, products, ...storage, ...slabs].join(' ');
}

/** Whether words, joined by hyphens, are all in a variant's name: 'layered', 'workgroup-tiled-32'. */
export function isNamed(variant: TrainVariant | SampleVariant, words: string): boolean {
  const name = variantName(variant).split(' ');
  return words.split('-').every((word) => name.includes(word));
}
