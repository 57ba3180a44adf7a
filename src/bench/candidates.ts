import {
  isNamed,
  type LabDevice,
  type Model,
  networkDenoiser,
  type SampleVariant,
  sampleVariants,
  type TrainVariant,
  trainVariants,
  variantName,
} from '../index.ts';
import type { Family } from './formulas.ts';

// The one place that knows which kernel variants there are to compare.

export type Variant = TrainVariant | SampleVariant;

/** The ways of training a batch, the adapter's own first; on GPUs also those that store halves. */
export function trainCandidates(lab: LabDevice, model: Model, batchSize: number): TrainVariant[] {
  return trainVariants(lab, model.layout, batchSize, { half: !lab.adapter.isSoftware });
}

/** The ways of sampling, the adapter's own first. */
export function sampleCandidates(lab: LabDevice, model: Model): SampleVariant[] {
  return sampleVariants(lab, networkDenoiser(model));
}

/** Those of `variants` that a word pins; the adapter's own where it pins none, for not every word is for every work. */
export function pinnedVariants(variants: readonly Variant[], word: string | undefined): readonly Variant[] {
  if (word === undefined) return variants;
  const pinned = variants.filter((variant) => isNamed(variant, word));
  return pinned.length > 0 ? pinned : variants.slice(0, 1);
}

/** Picks the adapter's own of `variants`. */
export function ownVariant(variants: readonly Variant[]): Variant {
  const [own] = variants;
  if (!own) throw new RangeError('This adapter offers no kernel variant.');
  return own;
}

/** Picks the variant of this name. */
export function variantNamed(name: string): (variants: readonly Variant[]) => Variant {
  return (variants) => {
    const found = variants.find((variant) => variantName(variant) === name);
    if (!found)
      throw new RangeError(
        `There is no variant ${name} on this adapter; there is ${variants.map(variantName).join(', ')}.`,
      );
    return found;
  };
}

/** The model of traffic that a variant's bytes are counted by. */
export function familyOf(variant: Variant): Family {
  const { family = 'layered' } = variant;
  if (family === 'layered' || family === 'whole') return family;
  return 'storage' in variant && variant.storage === 'half' ? 'half' : 'fused';
}
