import {
  type LabDevice,
  makeSchedule,
  type SamplerRow,
  type SampleVariant,
  type TrainVariant,
  type TuningMemory,
  tuneSampling,
  tuneTraining,
} from '../index.ts';
import { readPreference, writePreference } from './preferences.ts';
import type { Recipe } from './recipe.ts';

/** What was found fastest on an adapter stays known to this browser. */
const memory: TuningMemory = {
  read: (key) => readPreference(`tuning.${key}`) ?? undefined,
  write: (key, value) => writePreference(`tuning.${key}`, value),
};

/** The kernels that this adapter trains the recipe with fastest: measured the first time, remembered afterwards. */
export async function trainVariantFor(lab: LabDevice, { experiment }: Recipe): Promise<TrainVariant> {
  const { model, training } = experiment;
  const schedule = makeSchedule(experiment.schedule);
  const { best } = await tuneTraining(lab, { model, schedule, config: training }, { memory });
  return best;
}

/** The kernels that this adapter samples with fastest from the network that the recipe trains, likewise. */
export async function sampleVariantFor(
  lab: LabDevice,
  { experiment }: Recipe,
  rows: readonly SamplerRow[],
  numSamples: number,
): Promise<SampleVariant> {
  const { model } = experiment;
  const schedule = makeSchedule(experiment.schedule);
  const { best } = await tuneSampling(lab, { model, schedule, rows, numSamples }, { memory });
  return best;
}
