import type { SampleVariant, TrainVariant } from './variant.ts';

/**
 * What tells a variant from others of the same work: 'layered stationary', 'workgroup tiled 32' (slabs). Its other numbers
 * follow from the size of the work.
 */
export function variantName(variant: TrainVariant | SampleVariant): string {
  const { family, products } = variant;
  const slabs = 'gradientSlabs' in variant && family !== 'layered' ? [variant.gradientSlabs] : [];
  return [family, products, ...slabs].join(' ');
}
