import {
  betaRange,
  betaSchedules,
  lossWeightings,
  makeSchedule,
  predictionTypes,
  type SamplerChoice,
  type SamplerName,
  samplerNames,
  samplersWith,
  timestepSamplings,
  timestepSpacings,
} from '../index.ts';
import {
  type ChoiceField,
  choice,
  type Field,
  type NumberField,
  optional,
  orElse,
  own,
  part,
  type Range,
  real,
  samplerPart,
  shownIf,
  toggle,
  whole,
} from './field_kinds.ts';
import { type Column, inits, type Recipe, samplerOf, updateExperiment, withSchedule } from './recipe.ts';

/** One table says of every setting where it lives in the recipe, what it may be and on which card it is shown. */

const numTrainTimesteps = (recipe: Recipe) => recipe.experiment.schedule.numTrainTimesteps;
const varianceTypes = ['fixed_small', 'fixed_large'] as const;
const seeds: Range = [0, 2 ** 32 - 1];
const mostLogSnrSteps = 4000;

const betaStart = orElse(
  part('schedule', 'schedule', 'betaStart'),
  ({ experiment }) => betaRange(experiment.schedule).betaStart,
);
const betaEnd = orElse(
  part('schedule', 'schedule', 'betaEnd'),
  ({ experiment }) => betaRange(experiment.schedule).betaEnd,
);
const hasBetaRange = ({ experiment: { schedule } }: Recipe) =>
  schedule.trainedBetas === undefined && schedule.betaSchedule !== 'squaredcos_cap_v2';

/** The betas of a schedule with digits for a text field; what the schedule does to them afterwards left aside. */
function betasOf({ experiment: { schedule } }: Recipe): readonly number[] {
  const { betas } = makeSchedule({ ...schedule, rescaleBetasZeroSnr: false });
  return Array.from(betas, (beta) => Number(beta.toPrecision(6)));
}

/** Betas that were given one by one stay at hand while another curve is chosen. */
let keptBetas: readonly number[] | undefined;

const betaSchedule: ChoiceField = {
  kind: 'choice',
  stage: 'schedule',
  choices: [...betaSchedules, 'custom'],
  get: ({ experiment: { schedule } }) =>
    schedule.trainedBetas === undefined ? schedule.betaSchedule : 'custom',
  set(recipe, value) {
    const { trainedBetas, ...schedule } = recipe.experiment.schedule;
    keptBetas = trainedBetas ?? keptBetas;
    if (value === 'custom') {
      const betas = keptBetas ?? betasOf(recipe);
      return updateExperiment(recipe, { schedule: { ...schedule, trainedBetas: betas } });
    }
    const curve = value as (typeof betaSchedules)[number];
    return updateExperiment(recipe, { schedule: { ...schedule, betaSchedule: curve } });
  },
};

function stepsOf(column: Column): NumberField {
  return whole(samplerPart(column, 'numInferenceSteps'), (recipe) => [
    1,
    samplerOf(recipe, column).timestepSpacing === 'logsnr' ? mostLogSnrSteps : numTrainTimesteps(recipe),
  ]);
}

const explicit = 'explicit';

/** A file may bring timesteps of its own; choosing a spacing replaces them, and the offset that goes with another. */
const chosenSpacing: ChoiceField = {
  kind: 'choice',
  stage: 'sampler',
  choices: [...timestepSpacings, explicit],
  keptChoices: [explicit],
  get: ({ chosen }) => (chosen.timesteps === undefined ? chosen.timestepSpacing : explicit),
  set(recipe, value) {
    if (value === explicit) return recipe;
    const { timesteps: _, stepsOffset, ...rest } = recipe.chosen;
    const timestepSpacing = value as SamplerChoice['timestepSpacing'];
    const offset = value === 'leading' && stepsOffset !== undefined ? { stepsOffset } : {};
    return { ...recipe, chosen: { ...rest, ...offset, timestepSpacing } };
  },
};

/** A setting of the chosen sampler is shown where it applies, and where it is set though it does not. */
function ofChosen<F extends Field>(
  field: F,
  applies: (choice: SamplerChoice) => boolean,
  idle: boolean | number | string,
): F {
  return shownIf(field, (recipe) => applies(recipe.chosen) || field.get(recipe) !== idle);
}

const takes = (setting: keyof typeof samplersWith) => (choice: SamplerChoice) =>
  (samplersWith[setting] as readonly SamplerName[]).includes(choice.sampler);
const isArticles = ({ sampler }: SamplerChoice) => sampler === 'article_ddpm' || sampler === 'article_ddim';

export const fields = {
  standardise: {
    kind: 'toggle',
    stage: 'data',
    get: ({ experiment }) => experiment.standardise,
    set: (recipe, standardise) => updateExperiment(recipe, { standardise }),
  },
  dataSeed: whole(own('data', 'dataSeed'), seeds),

  numTrainTimesteps: whole(
    {
      stage: 'schedule',
      get: numTrainTimesteps,
      set: (recipe, value) =>
        withSchedule(recipe, { ...recipe.experiment.schedule, numTrainTimesteps: value }),
    },
    [1, 4000],
  ),
  betaSchedule,
  trainedBetas: {
    kind: 'list',
    ...orElse<readonly number[]>(part('schedule', 'schedule', 'trainedBetas'), () => []),
    range: () => [1e-9, 0.999],
    shown: ({ experiment }) => experiment.schedule.trainedBetas !== undefined,
  },
  betaStart: shownIf(
    real(betaStart, (recipe) => [1e-9, betaEnd.get(recipe)]),
    hasBetaRange,
  ),
  betaEnd: shownIf(
    real(betaEnd, (recipe) => [betaStart.get(recipe), 0.999]),
    hasBetaRange,
  ),
  rescaleBetasZeroSnr: toggle(optional(part('schedule', 'schedule', 'rescaleBetasZeroSnr'), false)),
  articleNoiseCoefficient: toggle(optional(part('schedule', 'schedule', 'articleNoiseCoefficient'), false)),

  hiddenWidth: whole(part('network', 'model', 'hiddenWidth'), [8, 1024]),
  hiddenLayers: whole(part('network', 'model', 'hiddenLayers'), [1, 8]),
  activation: choice(part('network', 'model', 'activation'), ['silu', 'relu', 'gelu']),
  timeConditioning: choice(part('network', 'model', 'timeConditioning'), ['timestep', 'logsnr']),
  timeFeatures: { ...whole(part('network', 'model', 'timeFeatures'), [2, 256]), multipleOf: 2 },
  fourierFeatures: whole(part('network', 'model', 'fourierFeatures'), [0, 16]),
  predictionType: choice(part('network', 'model', 'predictionType'), predictionTypes),

  numSteps: whole(part('training', 'training', 'numSteps'), [1, 1_000_000]),
  batchSize: whole(part('training', 'training', 'batchSize'), [1, 65_536]),
  learningRate: real(part('training', 'training', 'learningRate'), [1e-7, 1]),
  learningRateSchedule: choice(part('training', 'training', 'learningRateSchedule'), ['constant', 'cosine']),
  warmupSteps: whole(part('training', 'training', 'warmupSteps'), [0, 1_000_000]),
  weightDecay: real(part('training', 'training', 'weightDecay'), [0, 1]),
  emaDecay: real(part('training', 'training', 'emaDecay'), [0, 0.99999]),
  lossWeighting: choice(part('training', 'training', 'lossWeighting'), lossWeightings),
  snrGamma: shownIf(
    real(part('training', 'training', 'snrGamma'), [0.001, 1000]),
    ({ experiment }) => experiment.training.lossWeighting === 'min_snr',
  ),
  timestepSampling: choice(part('training', 'training', 'timestepSampling'), timestepSamplings),
  trainingSeed: whole(part('training', 'training', 'seed'), seeds),

  chosenSampler: choice(
    samplerPart('chosen', 'sampler'),
    samplerNames.filter((name) => name !== 'ddim_inversion'),
  ),
  chosenSpacing,
  chosenSteps: stepsOf('chosen'),
  chosenEta: ofChosen(real(optional(samplerPart('chosen', 'eta'), 0), [0, 1]), takes('eta'), 0),
  chosenVariance: ofChosen(
    choice(optional(samplerPart('chosen', 'varianceType'), 'fixed_small'), varianceTypes),
    takes('varianceType'),
    'fixed_small',
  ),
  chosenOffset: ofChosen(
    whole(optional(samplerPart('chosen', 'stepsOffset'), 0), (recipe) => [0, numTrainTimesteps(recipe) - 1]),
    ({ timestepSpacing, timesteps }) => timestepSpacing === 'leading' && timesteps === undefined,
    0,
  ),
  chosenClip: ofChosen(
    toggle(optional(samplerPart('chosen', 'clipSample'), false)),
    (chosen) => !isArticles(chosen),
    false,
  ),
  chosenClipRange: shownIf(
    real(optional(samplerPart('chosen', 'clipSampleRange'), 1), [0.01, 1000]),
    ({ chosen }) => chosen.clipSample ?? false,
  ),
  chosenLanding: ofChosen(
    toggle(optional(samplerPart('chosen', 'setAlphaToOne'), true)),
    (chosen) => !isArticles(chosen),
    true,
  ),

  numSamples: whole(
    {
      stage: 'sampler',
      get: ({ experiment }) => experiment.numSamples,
      set: (recipe, numSamples) => updateExperiment(recipe, { numSamples }),
    },
    [1, 4_000_000],
  ),
  init: choice(own('sampler', 'init'), inits),
  samplerSeed: whole(own('sampler', 'samplerSeed'), seeds),
  ddpmSteps: stepsOf('ddpm'),
  varianceType: choice(optional(samplerPart('ddpm', 'varianceType'), 'fixed_small'), varianceTypes),
  ddimSteps: stepsOf('ddim'),
  timestepSpacing: choice(samplerPart('ddim', 'timestepSpacing'), timestepSpacings),
  eta: real(
    orElse(samplerPart('ddim', 'eta'), () => 0),
    [0, 1],
  ),
  compareExact: toggle(own('sampler', 'compareExact')),
} satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;

/** A field of the table, whatever its kind. */
export function fieldOf(name: FieldName): Field {
  return fields[name];
}

export function isShown(name: FieldName, recipe: Recipe): boolean {
  return fieldOf(name).shown?.(recipe) ?? true;
}
