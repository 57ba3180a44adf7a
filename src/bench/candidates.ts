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

const products: readonly Products[] = ['tiled', 'stationary'];

/** The names by which variants are compared and pinned; the numbers in a variant follow from the size of the work. */
export const variantNames: readonly string[] = products;

/** The ways of training a batch, the adapter's own first. */
export function trainVariants(lab: LabDevice, model: Model, batchSize: number): TrainVariant[] {
  return withEveryProduct(chooseTrainVariant(lab, model.layout, batchSize));
}

/** The ways of sampling, the adapter's own first. */
export function sampleVariants(lab: LabDevice, model: Model): SampleVariant[] {
  return withEveryProduct(chooseSampleVariant(lab, networkDenoiser(model).load));
}

function withEveryProduct<V extends TrainVariant | SampleVariant>(own: V): V[] {
  const others = products.filter((name) => name !== own.products);
  return [own, ...others.map((name) => ({ ...own, products: name }))];
}

/** What tells a variant from others of the same work: 'stationary'. */
export function variantName(variant: TrainVariant | SampleVariant): string {
  return variant.products;
}

/** The model of traffic that a variant's bytes are counted by. */
export function familyOf(_variant: TrainVariant | SampleVariant): Family {
  return 'layered';
}
