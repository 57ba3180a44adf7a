import { learningRateAt } from '../../index.ts';
import { connectedDevice } from '../device_state.ts';
import { button, element } from '../elements.ts';
import { trainingProblems } from '../field_problems.ts';
import { formatFixed, formatNumber, formatSignificant } from '../format.ts';
import { gpuIsTaken } from '../gpu_turn.ts';
import { strings } from '../i18n/index.ts';
import { scheduleProblem } from '../sampler_problems.ts';
import { effect, type Signal } from '../signal.ts';
import { changeSinceTraining } from '../stage_status.ts';
import { losses, picturesError, samplingWeights, train, trainingRun } from '../training_session.ts';
import { errorView } from './error_chart.ts';
import { lossView } from './loss_chart.ts';
import { mostDots, noiseMapsView } from './noise_maps.ts';
import { askForStep, byTheClock, oneStepAtATime, stepsAskedFor } from './pace.ts';
import { samplesView } from './samples_chart.ts';
import { shownRecipe } from './shown_recipe.ts';

function toggle(id: string, on: Signal<boolean>, text: () => string): HTMLElement {
  const input = element('input', { id, type: 'checkbox' });
  input.addEventListener('change', () => on.set(input.checked));
  effect(() => {
    input.checked = on();
  });
  return element('div', { class: 'field field-toggle' }, input, element('label', { for: id }, text));
}

/** Whether a step can be begun: in a run it can be asked for, otherwise it starts one. */
function canStep(): boolean {
  if (trainingRun() !== undefined) return stepsAskedFor() === 0;
  const startable = trainingProblems().length === 0 && scheduleProblem() === undefined;
  return connectedDevice() !== undefined && !gpuIsTaken() && startable;
}

function doStep(): void {
  askForStep();
  if (trainingRun.peek() === undefined) void train();
}

/** What the last step did, in slow mode; before it, what a step is. */
function stepText(): string {
  const { training: texts } = strings();
  const step = losses.length;
  if (trainingRun() === undefined || step === 0) return texts.slowHint;
  const { training } = shownRecipe().experiment;
  return texts.stepNow(
    formatNumber(step),
    formatNumber(training.numSteps),
    formatFixed(losses.recentMean(1), 4),
    formatSignificant(learningRateAt(training, step - 1)),
    formatNumber(Math.min(mostDots, training.batchSize)),
  );
}

/** Slow motion: one optimiser step at a time. */
function paceControls(): HTMLElement {
  const texts = () => strings().training;
  return element(
    'div',
    { class: 'pace', 'data-slow': () => String(oneStepAtATime()) },
    toggle('one-step', oneStepAtATime, () => texts().slow),
    element(
      'div',
      { class: 'pace-steps', hidden: () => !oneStepAtATime() },
      button(
        { class: 'quiet', 'data-action': 'next-step', disabled: () => !canStep() },
        doStep,
        () => texts().nextStep,
      ),
      toggle('by-the-clock', byTheClock, () => texts().automatic),
    ),
    element('p', { class: 'pace-text', 'aria-live': 'polite', hidden: () => !oneStepAtATime() }, stepText),
  );
}

function intro(): string {
  const { training: texts, recipe } = strings();
  const change = trainingRun() === undefined ? changeSinceTraining() : undefined;
  const error = picturesError();
  if (error !== undefined) return texts.failed(error());
  if (change !== undefined) return texts.stale(recipe.cards[change]);
  return samplingWeights(shownRecipe()) === 'ema' ? texts.introAveraged : texts.introRaw;
}

/** Training, live: what the network has learnt so far. */
export function trainingView(): HTMLElement {
  return element(
    'section',
    {
      class: 'training',
      'aria-labelledby': 'training-title',
      'data-state': () => {
        if (trainingRun() !== undefined) return 'busy';
        return changeSinceTraining() === undefined ? 'current' : 'stale';
      },
    },
    element(
      'header',
      { class: 'room-head' },
      element(
        'div',
        {},
        element('h2', { id: 'training-title' }, () => strings().training.title),
        element('p', { class: 'note', 'aria-live': 'polite' }, intro),
      ),
      paceControls(),
    ),
    element('div', { class: 'training-charts' }, lossView(), errorView(), samplesView()),
    noiseMapsView(),
  );
}
