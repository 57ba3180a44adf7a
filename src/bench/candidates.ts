import {
  chooseSampleVariant,
  chooseTrainVariant,
  type LabDevice,
  type Model,
  networkDenoiser,
  type Products,
  type SampleVariant,
  type TrainVariant,
} from '../index.ts';
import type { Family } from './formulas.ts';

// The one place that knows which kernel variants there are to compare.

export type Variant = TrainVariant | SampleVariant;

const products: readonly Products[] = ['tiled', 'stationary'];

/** The words that variants can be pinned by; what an adapter has not is not there to be pinned. */
export const variantWords: readonly string[] = products;

/** The ways of training a batch, the adapter's own first. */
export function trainVariants(lab: LabDevice, model: Model, batchSize: number): TrainVariant[] {
  return withEveryProduct(chooseTrainVariant(lab, model.layout, batchSize));
}

/** The ways of sampling, the adapter's own first. */
export function sampleVariants(lab: LabDevice, model: Model): SampleVariant[] {
  return withEveryProduct(chooseSampleVariant(lab, networkDenoiser(model).load));
}

function withEveryProduct<V extends Variant>(own: V): V[] {
  const others = products.filter((name) => name !== own.products);
  return [own, ...others.map((name) => ({ ...own, products: name }))];
}

/** What tells a variant from others of the same work: 'stationary'. The numbers in it follow from the size of the work. */
export function variantName(variant: Variant): string {
  return Object.values(variant)
    .filter((value) => typeof value === 'string')
    .join(' ');
}

/** Those of `variants` that a word pins; the adapter's own where it pins none, for not every word is for every work. */
export function pinnedVariants(variants: readonly Variant[], word: string | undefined): readonly Variant[] {
  if (word === undefined) return variants;
  const pinned = variants.filter((variant) => variantName(variant).split(' ').includes(word));
  return pinned.length > 0 ? pinned : variants.slice(0, 1);
}

/** The model of traffic that a variant's bytes are counted by. */
export function familyOf(_variant: Variant): Family {
  return 'layered';
}
