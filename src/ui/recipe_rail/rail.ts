import { element } from '../elements.ts';
import { discardDrafts } from '../field_problems.ts';
import { strings } from '../i18n/index.ts';
import { choosePreset, columns, preset, presetNames, recipeIsEdited } from '../recipe.ts';
import { namedProblem, scheduleProblem } from '../sampler_problems.ts';
import { actionDock } from './action_dock.ts';
import { card } from './card.ts';
import { segments, textButton } from './field_control.ts';
import {
  dataMiniature,
  lossMiniature,
  networkMiniature,
  networkSummary,
  samplerMiniature,
  samplerSummary,
  scheduleMiniature,
  scheduleSummary,
} from './miniatures.ts';
import { schedulerFile } from './scheduler_file.ts';

function take(name: (typeof presetNames)[number]): void {
  discardDrafts();
  choosePreset(name);
}

function presetPicker(): HTMLElement {
  return element(
    'div',
    { class: 'preset' },
    segments(
      'preset',
      () => strings().recipe.preset,
      presetNames,
      (name) => strings().recipe.presets[name].name,
      preset,
      take,
    ),
    element(
      'p',
      { class: 'note' },
      () => strings().recipe.presets[preset()].note,
      ' ',
      element('span', { class: 'edited', hidden: () => !recipeIsEdited() }, () => strings().recipe.edited),
      ' ',
      textButton(
        () => strings().recipe.reset,
        () => take(preset.peek()),
        { hidden: () => !recipeIsEdited() },
      ),
    ),
  );
}

/** The recipe: the data's way from card to card, and the one button that says what comes next. */
export function recipeRail(): HTMLElement {
  return element(
    'section',
    { class: 'rail', 'aria-labelledby': 'recipe-title' },
    element('h2', { id: 'recipe-title', class: 'visually-hidden' }, () => strings().recipe.title),
    presetPicker(),
    element(
      'div',
      { class: 'cards' },
      card({
        stage: 'data',
        picture: dataMiniature(),
        summary: () => strings().recipe.dataSummary,
        fields: ['standardise', 'dataSeed'],
        more: [],
      }),
      card({
        stage: 'schedule',
        picture: scheduleMiniature(),
        summary: scheduleSummary(),
        fields: ['numTrainTimesteps', 'betaSchedule'],
        more: ['betaStart', 'betaEnd', 'trainedBetas', 'rescaleBetasZeroSnr', 'articleNoiseCoefficient'],
        obstacles: [scheduleProblem],
      }),
      card({
        stage: 'network',
        picture: networkMiniature(),
        summary: networkSummary,
        fields: ['hiddenWidth', 'hiddenLayers', 'predictionType'],
        more: ['activation', 'timeConditioning', 'timeFeatures', 'fourierFeatures'],
      }),
      card({
        stage: 'training',
        picture: lossMiniature(),
        fields: ['numSteps', 'batchSize', 'learningRate'],
        more: [
          'learningRateSchedule',
          'warmupSteps',
          'weightDecay',
          'emaDecay',
          'lossWeighting',
          'snrGamma',
          'timestepSampling',
          'trainingSeed',
        ],
      }),
      card({
        stage: 'sampler',
        picture: samplerMiniature(),
        summary: samplerSummary(),
        fields: ['chosenSampler', 'chosenSpacing', 'chosenSteps'],
        more: [
          'chosenEta',
          'chosenVariance',
          'chosenOffset',
          'numSamples',
          'init',
          'samplerSeed',
          'ddpmSteps',
          'varianceType',
          'ddimSteps',
          'timestepSpacing',
          'eta',
          'chosenClip',
          'chosenClipRange',
          'chosenLanding',
          'compareExact',
        ],
        extra: schedulerFile(),
        obstacles: columns.map((name) => () => namedProblem(name)),
      }),
    ),
    actionDock(),
  );
}
