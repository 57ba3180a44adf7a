import {
  type Denoiser,
  isNamed,
  type LabDevice,
  makeLayout,
  makeSchedule,
  namedTrainVariant,
  type SamplerRow,
  type SampleVariant,
  sampleVariants,
  type TrainVariant,
  type TuningMemory,
  tuneSampling,
  tuneTraining,
} from '../index.ts';
import { readPreference, writePreference } from './preferences.ts';
import type { Recipe } from './recipe.ts';
import { signal } from './signal.ts';

/** What was found fastest on an adapter stays known to this browser. */
const memory: TuningMemory = {
  read: (key) => readPreference(`tuning.${key}`) ?? undefined,
  write: (key, value) => writePreference(`tuning.${key}`, value),
};

/**
 * The word that the kernels of every run must have in their name, so that a run can be repeated to the bit; undefined
 * where the tuner chooses, also what this adapter has no such kernels for.
 */
export const pinnedKernels = signal<string | undefined>(undefined);

/** The kernels that this adapter trains the recipe with fastest: measured the first time, remembered afterwards. */
export async function trainVariantFor(lab: LabDevice, { experiment }: Recipe): Promise<TrainVariant> {
  const { model, training } = experiment;
  const word = pinnedKernels.peek();
  const given =
    word === undefined ? undefined : namedTrainVariant(lab, makeLayout(model), training.batchSize, word);
  if (given !== undefined) return given;
  const schedule = makeSchedule(experiment.schedule);
  const { best } = await tuneTraining(lab, { model, schedule, config: training }, { memory });
  return best;
}

/**
 * The kernels that this adapter samples with fastest from the network that the recipe `trained`, likewise; undefined for
 * what is left to the sampler: the exact denoiser has one kind.
 */
export async function sampleVariantFor(
  lab: LabDevice,
  denoiser: Denoiser,
  trained: Recipe | undefined,
  work: { readonly rows: readonly SamplerRow[]; readonly numSamples: number },
): Promise<SampleVariant | undefined> {
  const word = pinnedKernels.peek();
  const given = sampleVariants(lab, denoiser).find((variant) => word !== undefined && isNamed(variant, word));
  if (given !== undefined || trained === undefined) return given;
  const { model, schedule } = trained.experiment;
  const { best } = await tuneSampling(lab, { model, schedule: makeSchedule(schedule), ...work }, { memory });
  return best;
}
