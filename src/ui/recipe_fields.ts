import type { ExperimentConfig, SamplerChoice } from '../index.ts';
import { type ComparedSampler, type Recipe, type Stage, updateExperiment } from './recipe.ts';

/** One table says of every setting where it lives in the recipe, what it may be and on which card it is shown. */

interface Lens<T> {
  readonly stage: Stage;
  get(recipe: Recipe): T;
  set(recipe: Recipe, value: T): Recipe;
}

export interface NumberField extends Lens<number> {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly multipleOf?: number;
  /** Allowed range, ends included; the upper end may depend on the rest of the recipe. */
  range(recipe: Recipe): readonly [min: number, max: number];
}

export interface ChoiceField extends Lens<string> {
  readonly kind: 'choice';
  readonly choices: readonly string[];
}

export interface ToggleField extends Lens<boolean> {
  readonly kind: 'toggle';
}

export type Field = NumberField | ChoiceField | ToggleField;

type Section = 'schedule' | 'model' | 'training';
type Range = readonly [min: number, max: number];

function part<S extends Section, K extends keyof ExperimentConfig[S] & string>(
  stage: Stage,
  section: S,
  key: K,
): Lens<ExperimentConfig[S][K]> {
  return {
    stage,
    get: ({ experiment }) => experiment[section][key],
    set: (recipe, value) =>
      updateExperiment(recipe, { [section]: { ...recipe.experiment[section], [key]: value } }),
  };
}

function samplerPart<K extends keyof SamplerChoice>(
  sampler: ComparedSampler,
  key: K,
): Lens<SamplerChoice[K]> {
  return {
    stage: 'sampler',
    get: ({ experiment }) => experiment.samplers[sampler][key],
    set: (recipe, value) => {
      const { samplers } = recipe.experiment;
      return updateExperiment(recipe, {
        samplers: { ...samplers, [sampler]: { ...samplers[sampler], [key]: value } },
      });
    },
  };
}

/** Gives a setting that may be left out the value it then has. */
function orElse<T>(lens: Lens<T | undefined>, missing: T | ((recipe: Recipe) => T)): Lens<T> {
  const valueFor = (recipe: Recipe) => (missing instanceof Function ? missing(recipe) : missing);
  return { ...lens, get: (recipe) => lens.get(recipe) ?? valueFor(recipe) };
}

function real(lens: Lens<number>, range: Range | ((recipe: Recipe) => Range)): NumberField {
  return {
    kind: 'number',
    integer: false,
    range: Array.isArray(range) ? () => range as Range : (range as never),
    ...lens,
  };
}

function whole(lens: Lens<number>, range: Range | ((recipe: Recipe) => Range)): NumberField {
  return { ...real(lens, range), integer: true };
}

function choice<T extends string>(lens: Lens<T>, choices: readonly T[]): ChoiceField {
  return { kind: 'choice', choices, ...(lens as Lens<string>) };
}

const numTrainTimesteps = (recipe: Recipe) => recipe.experiment.schedule.numTrainTimesteps;
const seeds: Range = [0, 2 ** 32 - 1];

const betaStart = orElse(
  part('schedule', 'schedule', 'betaStart'),
  (recipe) => 0.1 / numTrainTimesteps(recipe),
);
const betaEnd = orElse(part('schedule', 'schedule', 'betaEnd'), (recipe) => 20 / numTrainTimesteps(recipe));

/** Changing T takes a sampler that visits every timestep along, so that it still does. */
function trainTimesteps(): NumberField {
  const lens = whole(part('schedule', 'schedule', 'numTrainTimesteps'), [1, 4000]);
  return {
    ...lens,
    set(recipe, value) {
      const before = numTrainTimesteps(recipe);
      const follow = (config: SamplerChoice): SamplerChoice =>
        config.numInferenceSteps === before || config.numInferenceSteps > value
          ? { ...config, numInferenceSteps: value }
          : config;
      const { ddpm, ddim } = recipe.experiment.samplers;
      return updateExperiment(lens.set(recipe, value), {
        samplers: { ddpm: follow(ddpm), ddim: follow(ddim) },
      });
    },
  };
}

export const fields = {
  standardise: {
    kind: 'toggle',
    stage: 'data',
    get: ({ experiment }) => experiment.standardise,
    set: (recipe, standardise) => updateExperiment(recipe, { standardise }),
  },
  dataSeed: whole(
    { stage: 'data', get: ({ dataSeed }) => dataSeed, set: (recipe, dataSeed) => ({ ...recipe, dataSeed }) },
    seeds,
  ),

  numTrainTimesteps: trainTimesteps(),
  betaSchedule: choice(part('schedule', 'schedule', 'betaSchedule'), [
    'linear',
    'scaled_linear',
    'squaredcos_cap_v2',
    'sigmoid',
  ]),
  betaStart: real(betaStart, (recipe) => [1e-9, betaEnd.get(recipe)]),
  betaEnd: real(betaEnd, (recipe) => [betaStart.get(recipe), 0.999]),

  hiddenWidth: whole(part('network', 'model', 'hiddenWidth'), [8, 1024]),
  hiddenLayers: whole(part('network', 'model', 'hiddenLayers'), [1, 8]),
  activation: choice(part('network', 'model', 'activation'), ['silu', 'relu', 'gelu']),
  timeConditioning: choice(part('network', 'model', 'timeConditioning'), ['timestep', 'logsnr']),
  timeFeatures: { ...whole(part('network', 'model', 'timeFeatures'), [2, 256]), multipleOf: 2 },
  fourierFeatures: whole(part('network', 'model', 'fourierFeatures'), [0, 16]),
  predictionType: choice(part('network', 'model', 'predictionType'), ['epsilon', 'sample', 'v_prediction']),

  numSteps: whole(part('training', 'training', 'numSteps'), [1, 1_000_000]),
  batchSize: whole(part('training', 'training', 'batchSize'), [1, 65_536]),
  learningRate: real(part('training', 'training', 'learningRate'), [1e-7, 1]),
  learningRateSchedule: choice(part('training', 'training', 'learningRateSchedule'), ['constant', 'cosine']),
  warmupSteps: whole(part('training', 'training', 'warmupSteps'), [0, 1_000_000]),
  weightDecay: real(part('training', 'training', 'weightDecay'), [0, 1]),
  emaDecay: real(part('training', 'training', 'emaDecay'), [0, 0.99999]),
  trainingSeed: whole(part('training', 'training', 'seed'), seeds),

  numSamples: whole(
    {
      stage: 'sampler',
      get: ({ experiment }) => experiment.numSamples,
      set: (recipe, numSamples) => updateExperiment(recipe, { numSamples }),
    },
    [1, 4_000_000],
  ),
  ddpmSteps: whole(samplerPart('ddpm', 'numInferenceSteps'), (recipe) => [1, numTrainTimesteps(recipe)]),
  ddimSteps: whole(samplerPart('ddim', 'numInferenceSteps'), (recipe) => [1, numTrainTimesteps(recipe)]),
  eta: real(orElse(samplerPart('ddim', 'eta'), 0), [0, 1]),
  timestepSpacing: choice(samplerPart('ddim', 'timestepSpacing'), [
    'leading',
    'trailing',
    'linspace',
    'logsnr',
  ]),
  varianceType: choice(orElse(samplerPart('ddpm', 'varianceType'), 'fixed_small'), [
    'fixed_small',
    'fixed_large',
  ]),
  samplerSeed: whole(
    {
      stage: 'sampler',
      get: ({ samplerSeed }) => samplerSeed,
      set: (recipe, samplerSeed) => ({ ...recipe, samplerSeed }),
    },
    seeds,
  ),
  compareExact: {
    kind: 'toggle',
    stage: 'sampler',
    get: ({ compareExact }) => compareExact,
    set: (recipe, compareExact) => ({ ...recipe, compareExact }),
  },
} satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;
