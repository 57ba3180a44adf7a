import { bringToTop } from '../bring_to_top.ts';
import { connectedDevice, deviceState } from '../device_state.ts';
import { button, element } from '../elements.ts';
import { samplingProblems, trainingProblems } from '../field_problems.ts';
import { formatDuration, formatNumber, formatRate } from '../format.ts';
import { tuningRun } from '../gpu_turn.ts';
import { handFocus } from '../hand_focus.ts';
import { strings } from '../i18n/index.ts';
import { tuningShare, tuningText } from '../kernel_tuning.ts';
import { preparationShare, preparationText } from '../preparation.ts';
import type { DenoiserName } from '../recipe.ts';
import { recipe } from '../recipe.ts';
import { type FieldName, fields } from '../recipe_fields.ts';
import type { RunControl } from '../run_control.ts';
import { samplingObstacle, scheduleProblem } from '../sampler_problems.ts';
import { runnableColumns } from '../sampler_tables.ts';
import {
  isStale,
  results,
  sample,
  samplingError,
  samplingProgress,
  samplingRun,
  samplingWasCancelled,
} from '../sampling_session.ts';
import { computed, untracked } from '../signal.ts';
import { changeSinceTraining } from '../stage_status.ts';
import { train, trained, trainingError, trainingProgress, trainingRun } from '../training_session.ts';

type Step = 'train' | 'trainAgain' | 'sample' | 'sampleAgain';

/** What comes next: the label of the primary button. */
const nextStep = computed<Step>(() => {
  if (trained() === undefined) return 'train';
  if (changeSinceTraining() !== undefined) return 'trainAgain';
  const shown = runnableColumns(recipe());
  if (shown.some((name) => results[name]()?.denoiser !== 'network')) return 'sample';
  return shown.some(isStale) ? 'sampleAgain' : 'trainAgain';
});

const isTrainingStep = (step: Step) => step === 'train' || step === 'trainAgain';

function problemsOf(step: Step): FieldName[] {
  return isTrainingStep(step) ? trainingProblems() : samplingProblems();
}

/** Why settings that are valid one by one do not let a step be done together, or undefined. */
function obstacleTo(step: Step): string | undefined {
  return isTrainingStep(step) ? scheduleProblem() : samplingObstacle();
}

function isBlocked(step: Step): boolean {
  return connectedDevice() === undefined || problemsOf(step).length > 0 || obstacleTo(step) !== undefined;
}

/** Whether the network is on the device: on a new one it is put back first. */
function networkIsHere(): boolean {
  return trained()?.lab === connectedDevice();
}

/** On a small screen what was asked for may appear far below: go there, but only when nothing of it is in view. */
function bringIntoView(selector: string): void {
  const section = document.querySelector(selector);
  if (section === null || section.getBoundingClientRect().top < innerHeight - 200) return;
  bringToTop(section);
}

function startTraining(): void {
  bringIntoView('section.loss');
  void train();
}

function startSampling(denoiser: DenoiserName): void {
  bringIntoView('section.results');
  void sample(denoiser);
}

function perform(step: Step): void {
  if (isTrainingStep(step)) startTraining();
  else startSampling('network');
}

function fieldLabels(names: FieldName[]): string {
  const { cards, fields: texts } = strings().recipe;
  return names.map((name) => `${cards[fields[name].stage]} · ${texts[name].label}`).join('; ');
}

/** One line under the button: why it is off, what it will do, or what happened last. */
function note(): string {
  const { action, recipe: texts } = strings();
  const step = nextStep();
  if (deviceState().status === 'failed') return action.noteNoDevice;
  if (deviceState().status === 'starting') return action.noteStarting;
  if (problemsOf(step).length > 0) return action.noteInvalid(fieldLabels(problemsOf(step)));
  const obstacle = obstacleTo(step);
  if (obstacle !== undefined) return obstacle;
  const error = trainingError() ?? samplingError();
  if (error !== undefined) return action.failed(error());
  if (samplingWasCancelled()) return action.cancelledSampling;
  const change = changeSinceTraining();
  if (change !== undefined) return action.noteStale(texts.cards[change]);
  const last = trained();
  const { numSteps, batchSize } = recipe().experiment.training;
  if (last !== undefined && last.step < last.recipe.experiment.training.numSteps && step !== 'trainAgain') {
    return action.notePartly(formatNumber(last.step), formatNumber(numSteps));
  }
  if (step === 'train') {
    return obstacleTo('sample') ?? action.noteTrain(formatNumber(numSteps), formatNumber(batchSize));
  }
  return step === 'trainAgain'
    ? action.noteDone
    : action.noteSample(formatNumber(recipe().experiment.numSamples));
}

const control = computed<RunControl | undefined>(
  () => (trainingRun() ?? samplingRun() ?? tuningRun())?.control,
);

/** How far the work in progress has come, as what is done of what there is. */
const extent = computed(() => (trainingRun() !== undefined ? trainingProgress() : samplingProgress()));

function progressText(): string {
  const { action, stage } = strings();
  const sampling = samplingRun();
  const progress = extent();
  if (tuningRun() !== undefined) return tuningText();
  if (sampling?.measuring) return action.measuring;
  if (progress === undefined) return preparationText();
  const step = formatNumber(progress.step);
  const total = formatNumber(progress.numSteps);
  if (sampling === undefined) return action.training(step, total);
  return action.samplingWith(sampling.name(), stage.denoisers[sampling.denoiser], step, total);
}

function rateText(): string {
  const { action } = strings();
  if (control()?.paused()) return action.paused;
  const progress = extent();
  if (progress === undefined || samplingRun()?.measuring || tuningRun() !== undefined) return '';
  const left = action.timeLeft(formatDuration(progress.secondsLeft));
  return 'stepsPerSecond' in progress
    ? `${action.stepsPerSecond(formatRate(progress.stepsPerSecond))} · ${left}`
    : left;
}

function busyPart(): HTMLElement {
  const toggle = () => {
    const run = untracked(control);
    if (run?.paused.peek()) run.resume();
    else run?.pause();
  };
  return element(
    'div',
    { class: 'busy', hidden: () => control() === undefined, 'data-step': () => extent()?.step },
    element('progress', {
      max: 1,
      value: () => {
        if (tuningRun() !== undefined) return tuningShare();
        const progress = extent();
        return progress === undefined ? preparationShare() : progress.step / progress.numSteps;
      },
      'aria-label': () => strings().action.progress,
    }),
    element(
      'p',
      { class: 'progress-text' },
      element('span', {}, progressText),
      element('span', {}, rateText),
    ),
    element(
      'div',
      { class: 'buttons' },
      button(
        { class: 'quiet', 'data-action': 'pause', hidden: () => tuningRun() !== undefined },
        toggle,
        () => (control()?.paused() ? strings().action.resume : strings().action.pause),
      ),
      button(
        { class: 'quiet', 'data-action': 'cancel' },
        () => untracked(control)?.cancel(),
        () => strings().action.cancel,
      ),
    ),
  );
}

function idlePart(): HTMLElement {
  const label = () => strings().action[nextStep()];
  return element(
    'div',
    { class: 'idle', hidden: () => control() !== undefined },
    button(
      {
        class: 'primary',
        'data-action': nextStep,
        'aria-describedby': 'action-note',
        disabled: () => isBlocked(nextStep()) || (!isTrainingStep(nextStep()) && !networkIsHere()),
      },
      () => perform(untracked(nextStep)),
      label,
    ),
    button(
      {
        class: 'quiet',
        'data-action': 'sample-exact',
        hidden: () => trained() !== undefined,
        disabled: () => isBlocked('sample'),
      },
      () => startSampling('exact'),
      () => strings().action.sampleExact,
    ),
    button(
      {
        class: 'quiet',
        'data-action': 'resample',
        hidden: () => nextStep() !== 'trainAgain' || changeSinceTraining() !== undefined,
        disabled: () => isBlocked('sample') || !networkIsHere(),
      },
      () => startSampling('network'),
      () => strings().action.sampleAgain,
    ),
    element('p', { class: 'note', id: 'action-note', 'aria-live': 'polite' }, note),
  );
}

/** The one place that says what happens next and how far what happens has come. Stays in view. */
export function actionDock(): HTMLElement {
  const [idle, busy] = [idlePart(), busyPart()];
  handFocus(idle, busy, () => control() !== undefined);
  return element('div', { class: 'dock' }, idle, busy);
}
