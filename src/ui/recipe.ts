import { type ExperimentConfig, type PresetName, presets } from '../index.ts';
import { computed, signal } from './signal.ts';

/** Everything the page needs to repeat an experiment: the core's configuration and the seeds it leaves open. */
export interface Recipe {
  readonly experiment: ExperimentConfig;
  readonly dataSeed: number;
  readonly samplerSeed: number;
  /** Sample with the exact denoiser, too, from the same x_T. */
  readonly compareExact: boolean;
}

/** The cards of the recipe, in the order in which the data passes them. */
export const stages = ['data', 'schedule', 'network', 'training', 'sampler'] as const;
export type Stage = (typeof stages)[number];

export const presetNames = ['default', 'article', 'quick'] as const satisfies readonly PresetName[];

function presetRecipe(name: PresetName): Recipe {
  return { experiment: presets[name], dataSeed: 0, samplerSeed: 0, compareExact: true };
}

/** The samplers that the page shows side by side. */
export const comparedSamplers = [
  'ddpm',
  'ddim',
] as const satisfies readonly (keyof ExperimentConfig['samplers'])[];
export type ComparedSampler = (typeof comparedSamplers)[number];

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
  sampler: ({ experiment, samplerSeed, compareExact }) => [
    experiment.numSamples,
    experiment.samplers,
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
