import { type ExperimentConfig, type PresetName, presets, type SamplerChoice } from '../index.ts';
import { computed, signal } from './signal.ts';

/** Everything the page needs to repeat an experiment: the core's configuration and the seeds it leaves open. */
export interface Recipe {
  readonly experiment: ExperimentConfig;
  /** The sampler of the third column, shown beside DDPM and DDIM. */
  readonly chosen: SamplerChoice;
  /** Where all samplers start: noise drawn at random, or the normal distribution's quantiles. */
  readonly init: Init;
  readonly dataSeed: number;
  readonly samplerSeed: number;
  /** Sample with the exact denoiser, too, from the same x_T. */
  readonly compareExact: boolean;
}

export const inits = ['gaussian', 'stratified'] as const;
export type Init = (typeof inits)[number];

/** Who answers what noise is in x: the closed form, or the trained network. */
export type DenoiserName = 'exact' | 'network';

/** The cards of the recipe, in the order in which the data passes them. */
export const stages = ['data', 'schedule', 'network', 'training', 'sampler'] as const;
export type Stage = (typeof stages)[number];

export const presetNames = ['default', 'article', 'quick'] as const satisfies readonly PresetName[];

const chosen: SamplerChoice = { sampler: 'dpmpp_2m', numInferenceSteps: 20, timestepSpacing: 'logsnr' };

export function presetRecipe(name: PresetName): Recipe {
  return {
    experiment: presets[name],
    chosen,
    init: 'gaussian',
    dataSeed: 0,
    samplerSeed: 0,
    compareExact: true,
  };
}

/** The samplers whose paths the stage compares. */
export const comparedSamplers = [
  'ddpm',
  'ddim',
] as const satisfies readonly (keyof ExperimentConfig['samplers'])[];
export type ComparedSampler = (typeof comparedSamplers)[number];

/** The columns of the results: the compared samplers, and the one that the visitor chooses. */
export const columns = [...comparedSamplers, 'chosen'] as const;
export type Column = (typeof columns)[number];

export function samplerOf({ experiment, chosen }: Recipe, column: Column): SamplerChoice {
  return column === 'chosen' ? chosen : experiment.samplers[column];
}

export function withSampler(recipe: Recipe, column: Column, choice: SamplerChoice): Recipe {
  if (column === 'chosen') return { ...recipe, chosen: choice };
  const { samplers } = recipe.experiment;
  return updateExperiment(recipe, { samplers: { ...samplers, [column]: choice } });
}

/**
 * Changes the schedule. A sampler that visits every timestep is taken along, so that it still does; what no longer
 * fits otherwise is left as it is, for the page to explain.
 */
export function withSchedule(recipe: Recipe, schedule: ExperimentConfig['schedule']): Recipe {
  const before = recipe.experiment.schedule.numTrainTimesteps;
  return columns.reduce(
    (next, column) => {
      const choice = samplerOf(next, column);
      return choice.numInferenceSteps === before
        ? withSampler(next, column, { ...choice, numInferenceSteps: schedule.numTrainTimesteps })
        : next;
    },
    updateExperiment(recipe, { schedule }),
  );
}

export const preset = signal<PresetName>('default');
export const recipe = signal<Recipe>(presetRecipe('default'));

/** Whether something of the preset has been changed. */
export const recipeIsEdited = computed(
  () => JSON.stringify(recipe()) !== JSON.stringify(presetRecipe(preset())),
);

export function choosePreset(name: PresetName): void {
  preset.set(name);
  recipe.set(presetRecipe(name));
}

/** The part of the recipe that each stage of training adds. A stage is stale when its or an earlier part changed. */
const parts: Record<Exclude<Stage, 'sampler'>, (recipe: Recipe) => unknown> = {
  data: ({ experiment, dataSeed }) => [experiment.standardise, dataSeed],
  schedule: ({ experiment }) => experiment.schedule,
  network: ({ experiment }) => experiment.model,
  training: ({ experiment }) => experiment.training,
};

const differ = (before: unknown, after: unknown) => JSON.stringify(before) !== JSON.stringify(after);

/** The first stage of training in which two recipes differ, or undefined when they lead to the same network. */
export function firstChange(before: Recipe, after: Recipe): keyof typeof parts | undefined {
  return (['data', 'schedule', 'network', 'training'] as const).find((stage) =>
    differ(parts[stage](before), parts[stage](after)),
  );
}

/** Whether two recipes ask for other samples in a column, given the same network. */
export function samplesDiffer(before: Recipe, after: Recipe, column: Column): boolean {
  const part = (recipe: Recipe) => {
    const { experiment, init, samplerSeed, compareExact } = recipe;
    return [experiment.numSamples, samplerOf(recipe, column), init, samplerSeed, compareExact];
  };
  return differ(part(before), part(after));
}

export function updateExperiment(current: Recipe, change: Partial<ExperimentConfig>): Recipe {
  return { ...current, experiment: { ...current.experiment, ...change } };
}
