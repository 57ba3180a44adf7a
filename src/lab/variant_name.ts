import type { LabDevice } from '../gpu/device.ts';
import type { ModelLayout } from './layout.ts';
import {
  everyProducts,
  type SampleVariant,
  sampleFamilies,
  type TrainVariant,
  trainVariants,
} from './variant.ts';

/** The words that variants are named and pinned by; what an adapter has not is not there to be pinned. */
export const variantWords: readonly string[] = [...everyProducts, ...sampleFamilies, 'half'];

/**
 * What tells a variant from others of the same work: 'layered stationary', 'workgroup tiled 32' (slabs), 'workgroup tiled half 32'. Its
 * other numbers follow from the size of the work.
 */
export function variantName(variant: TrainVariant | SampleVariant): string {
  const { family = 'layered', products } = variant;
  const slabs = 'gradientSlabs' in variant && family !== 'layered' ? [variant.gradientSlabs] : [];
  const storage = 'storage' in variant && variant.storage === 'half' ? ['half'] : [];
  return [family, products, ...storage, ...slabs].join(' ');
}

/** Whether a word is one of a variant's name. */
export function isNamed(variant: TrainVariant | SampleVariant, word: string): boolean {
  return variantName(variant).split(' ').includes(word);
}

/**
 * The likeliest way of training that a word pins, halves too where it asks for them; undefined where the adapter has none.
 */
export function namedTrainVariant(
  lab: LabDevice,
  layout: ModelLayout,
  batchSize: number,
  word: string,
): TrainVariant | undefined {
  return trainVariants(lab, layout, batchSize, { half: true }).find((variant) => isNamed(variant, word));
}
