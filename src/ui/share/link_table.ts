import { timestepSpacings } from '../../index.ts';
import { choice, type Field, type ListField, orElse, samplerPart } from '../field_kinds.ts';
import { type FieldName, fields } from '../recipe_fields.ts';

/** One table maps every setting of the recipe to the address: what it is called there, and what it may be. */

export interface LinkedSetting {
  readonly key: string;
  readonly field: Field;
  /** The field whose label names the setting. */
  readonly name: FieldName;
}

/** In the order of the recipe, as a setting's range may depend on settings before it. */
export const linkKeys = {
  standardise: 'standardise',
  dataSeed: 'data_seed',

  numTrainTimesteps: 'T',
  betaSchedule: 'betas',
  trainedBetas: 'beta_list',
  betaStart: 'beta_start',
  betaEnd: 'beta_end',
  rescaleBetasZeroSnr: 'zero_snr',
  articleNoiseCoefficient: 'article_noise',

  hiddenWidth: 'width',
  hiddenLayers: 'layers',
  activation: 'activation',
  timeConditioning: 'time_as',
  timeFeatures: 'time_features',
  fourierFeatures: 'fourier',
  predictionType: 'predict',

  numSteps: 'steps',
  batchSize: 'batch',
  learningRate: 'lr',
  learningRateSchedule: 'lr_schedule',
  warmupSteps: 'warmup',
  weightDecay: 'weight_decay',
  emaDecay: 'ema',
  lossWeighting: 'loss',
  snrGamma: 'gamma',
  timestepSampling: 'draw_t',
  trainingSeed: 'train_seed',

  chosenSampler: 'sampler',
  chosenSpacing: 'spacing',
  chosenSteps: 'sampler_steps',
  chosenEta: 'eta',
  chosenVariance: 'variance',
  chosenOffset: 'offset',
  chosenClip: 'clip',
  chosenClipRange: 'clip_at',
  chosenLanding: 'land',

  numSamples: 'samples',
  init: 'x_T',
  samplerSeed: 'seed',
  ddpmSteps: 'ddpm_steps',
  varianceType: 'ddpm_variance',
  ddimSteps: 'ddim_steps',
  timestepSpacing: 'ddim_spacing',
  eta: 'ddim_eta',
  compareExact: 'compare',
} as const satisfies Record<FieldName, string>;

/** A file's own timesteps are no spacing of the card's, so the address holds the spacing and them apart. */
const spacing = choice(samplerPart('chosen', 'timestepSpacing'), timestepSpacings);
const timesteps: ListField = {
  kind: 'list',
  ...orElse<ArrayLike<number>>(samplerPart('chosen', 'timesteps'), () => []),
  get: ({ chosen }) => Array.from(chosen.timesteps ?? []),
  range: ({ experiment }) => [0, experiment.schedule.numTrainTimesteps - 1],
};

export const linkTable: readonly LinkedSetting[] = [
  ...(Object.entries(linkKeys) as [FieldName, string][]).map(([name, key]) => ({
    key,
    name,
    field: name === 'chosenSpacing' ? spacing : fields[name],
  })),
  { key: 'timesteps', name: 'chosenSpacing', field: timesteps },
];
