import { deviceState } from '../device_state.ts';
import { button, element } from '../elements.ts';
import { formatDuration, formatNumber } from '../format.ts';
import { gpuIsTaken } from '../gpu_turn.ts';
import { handFocus } from '../hand_focus.ts';
import { strings } from '../i18n/index.ts';
import { preparationText } from '../preparation.ts';
import type { Experiment } from './experiment.ts';

/** Why an experiment cannot be started just now; empty when it can. */
export function obstacle(): string {
  const { questions, action } = strings();
  const { status } = deviceState();
  if (status === 'failed') return action.noteNoDevice;
  if (status === 'starting') return questions.waiting;
  return gpuIsTaken() ? questions.taken : '';
}

/** Whether a button that starts an experiment is disabled. Its own run hides it, and must leave it the focus to hand on. */
export function isBlocked(experiment: Experiment): boolean {
  return experiment.control() === undefined && obstacle() !== '';
}

function progressText(experiment: Experiment): string {
  const progress = experiment.progress();
  const { questions, action } = strings();
  if (progress === undefined) return preparationText();
  const done = questions.progress(formatNumber(progress.step), formatNumber(progress.numSteps));
  return Number.isFinite(progress.secondsLeft)
    ? `${done} · ${action.timeLeft(formatDuration(progress.secondsLeft))}`
    : done;
}

/** The buttons that start an experiment and, while it runs, in the same place how far it has come and a way out. */
export function experimentControls(experiment: Experiment, ...starters: HTMLElement[]): HTMLElement {
  const isRunning = () => experiment.control() !== undefined;
  const share = () => {
    const progress = experiment.progress();
    return progress === undefined ? 0 : progress.step / progress.numSteps;
  };
  const note = () => {
    const error = experiment.error();
    return error === undefined ? obstacle() : strings().questions.failed(error());
  };
  const start = element(
    'div',
    { class: 'experiment-start', hidden: isRunning },
    ...starters,
    element('span', { class: 'soft' }, note),
  );
  const busy = element(
    'div',
    { class: 'experiment-busy', hidden: () => !isRunning() },
    element('progress', { max: 1, value: share, 'aria-label': () => strings().action.progress }),
    element('span', { class: 'soft' }, () => progressText(experiment)),
    button(
      { class: 'quiet', 'data-action': 'cancel-experiment' },
      () => experiment.control.peek()?.cancel(),
      () => strings().questions.cancel,
    ),
  );
  handFocus(start, busy, isRunning);
  return element(
    'div',
    { class: 'experiment-controls', 'data-running': () => String(isRunning()) },
    start,
    busy,
  );
}

/** The button that runs all of an experiment. */
export function runButton(experiment: Experiment, label: () => string): HTMLButtonElement {
  return button(
    { 'data-action': 'run-experiment', disabled: () => isBlocked(experiment) },
    () => void experiment.run(),
    label,
  );
}
