import {
  isNamed,
  type LabDevice,
  type Model,
  networkDenoiser,
  type SampleVariant,
  sampleVariants,
  type TrainVariant,
  trainVariants,
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

/** The model of traffic that a variant's bytes are counted by. */
export function familyOf(variant: Variant): Family {
  const { family = 'layered' } = variant;
  if (family === 'layered' || family === 'whole') return family;
  return 'storage' in variant && variant.storage === 'half' ? 'half' : 'fused';
}
