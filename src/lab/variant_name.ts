import { everyProducts, type SampleVariant, sampleFamilies, type TrainVariant } from './variant.ts';

/** The words that variants are named and pinned by; what an adapter has not is not there to be pinned. */
export const variantWords: readonly string[] = [...everyProducts, ...sampleFamilies];

/**
 * What tells a variant from others of the same work: 'layered stationary', 'workgroup tiled 32' (slabs). Its other numbers
 * follow from the size of the work.
 */
export function variantName(variant: TrainVariant | SampleVariant): string {
  const { family = 'layered', products } = variant;
  const slabs = 'gradientSlabs' in variant && family === 'workgroup' ? [variant.gradientSlabs] : [];
  return [family, products, ...slabs].join(' ');
}

/** Whether a word is one of a variant's name. */
export function isNamed(variant: TrainVariant | SampleVariant, word: string): boolean {
  return variantName(variant).split(' ').includes(word);
}
