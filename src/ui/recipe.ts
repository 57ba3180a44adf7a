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

/** The cards of the recipe, in the order in which the data passes them. */
export const stages = ['data', 'schedule', 'network', 'training', 'sampler'] as const;
export type Stage = (typeof stages)[number];

export const presetNames = ['default', 'article', 'quick'] as const satisfies readonly PresetName[];

const chosen: SamplerChoice = { sampler: 'dpmpp_2m', numInferenceSteps: 20, timestepSpacing: 'logsnr' };

function presetRecipe(name: PresetName): Recipe {
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

/** The part of the recipe that each stage adds. A stage is stale when its own part or an earlier one changed. */
const parts: Record<Stage, (recipe: Recipe) => unknown> = {
  data: ({ experiment, dataSeed }) => [experiment.standardise, dataSeed],
  schedule: ({ experiment }) => experiment.schedule,
  network: ({ experiment }) => experiment.model,
  training: ({ experiment }) => experiment.training,
  sampler: ({ experiment, chosen, init, samplerSeed, compareExact }) => [
    experiment.numSamples,
    experiment.samplers,
    chosen,
    init,
    samplerSeed,
    compareExact,
  ],
};

/** The first stage in which two recipes differ, or undefined when they agree up to and including `last`. */
export function firstChange(before: Recipe, after: Recipe, last: Stage): Stage | undefined {
  return stages
    .slice(0, stages.indexOf(last) + 1)
    .find((stage) => JSON.stringify(parts[stage](before)) !== JSON.stringify(parts[stage](after)));
}

export function updateExperiment(current: Recipe, change: Partial<ExperimentConfig>): Recipe {
  return { ...current, experiment: { ...current.experiment, ...change } };
}
