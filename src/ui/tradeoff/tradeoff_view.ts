import { swatch } from '../charts/series_style.ts';
import { connectedDevice } from '../device_state.ts';
import { button, element } from '../elements.ts';
import { samplingProblems } from '../field_problems.ts';
import { formatDuration, formatFixed, formatNumber } from '../format.ts';
import { gpuIsTaken } from '../gpu_turn.ts';
import { handFocus } from '../hand_focus.ts';
import { strings } from '../i18n/index.ts';
import { preparationText } from '../preparation.ts';
import { scheduleProblem } from '../sampler_problems.ts';
import { effect } from '../signal.ts';
import { changeSinceTraining } from '../stage_status.ts';
import { trained } from '../training_session.ts';
import { curveStyle } from './curve_styles.ts';
import { type Curve, curves } from './curves.ts';
import { evaluationsView, formatSampleTime, timeView } from './tradeoff_charts.ts';
import {
  chosenCurves,
  floor,
  isCurrent,
  missingTasks,
  nothingToCompute,
  numSamplesHere,
  shownPoints,
  type TradeoffPoint,
  tradeoffIsStale,
} from './tradeoff_points.ts';
import {
  computeTradeoff,
  tradeoffControl,
  tradeoffError,
  tradeoffProgress,
  tradeoffWasCancelled,
} from './tradeoff_session.ts';

function choose(curve: Curve, isChosen: boolean): void {
  const before = chosenCurves.peek();
  chosenCurves.set(curves.filter((each) => (each === curve ? isChosen : before.includes(each))));
}

/** A check box for each sampler, with its line. */
function curveChoice(): HTMLElement {
  const boxes = curves.map((curve) => {
    const input = element('input', { type: 'checkbox', id: `curve-${curve}` });
    input.addEventListener('change', () => choose(curve, input.checked));
    effect(() => {
      input.checked = chosenCurves().includes(curve);
    });
    return element(
      'span',
      { class: 'curve-choice' },
      input,
      element(
        'label',
        { for: input.id },
        swatch(curveStyle(curve, 'network')),
        () => strings().tradeoff.curves[curve],
      ),
    );
  });
  return element(
    'fieldset',
    { class: 'curve-choices' },
    element('legend', { class: 'visually-hidden' }, () => strings().tradeoff.choose),
    ...boxes,
  );
}

function obstacle(): string | undefined {
  const { tradeoff: texts, action } = strings();
  if (connectedDevice() === undefined) return action.noteNoDevice;
  const problem = scheduleProblem();
  if (problem !== undefined) return problem;
  if (samplingProblems().length > 0) return texts.invalid;
  if (chosenCurves().length === 0) return texts.noneChosen;
  return nothingToCompute() ? texts.nothing : undefined;
}

/** What the button will do, or what has happened. */
function note(): string {
  const { tradeoff: texts, action, recipe } = strings();
  const reason = obstacle();
  if (reason !== undefined) return reason;
  const error = tradeoffError();
  if (error !== undefined) return action.failed(error());
  const change = changeSinceTraining();
  const network =
    trained() === undefined
      ? texts.withoutNetwork
      : change === undefined
        ? ''
        : texts.outdatedNetwork(recipe.cards[change]);
  const samples = texts.samples(formatNumber(numSamplesHere()));
  const state = tradeoffIsStale() ? texts.stale : tradeoffWasCancelled() ? texts.cancelled : '';
  return [state, samples, network].filter((text) => text !== '').join(texts.space);
}

function buttonText(): string {
  const { tradeoff: texts } = strings();
  if (shownPoints().length === 0) return texts.compute;
  if (missingTasks().length === 0) return texts.computeAgain;
  return shownPoints().some(isCurrent) ? texts.computeRest : texts.computeAnew;
}

function progressText(): string {
  const { tradeoff: texts, action, stage } = strings();
  const progress = tradeoffProgress();
  if (progress === undefined) return preparationText();
  const { point, denoiser, secondsLeft } = progress;
  const what = texts.computing(texts.curves[point.curve], stage.denoisers[denoiser], formatNumber(point.nfe));
  return `${what} · ${action.timeLeft(formatDuration(secondsLeft))}`;
}

function controls(): HTMLElement {
  const isRunning = () => tradeoffControl() !== undefined;
  const start = button(
    {
      class: 'quiet',
      'data-action': 'compute-tradeoff',
      'aria-describedby': 'tradeoff-note',
      hidden: isRunning,
      disabled: () => !isRunning() && (obstacle() !== undefined || gpuIsTaken()),
    },
    () => void computeTradeoff(),
    buttonText,
  );
  const cancel = button(
    { class: 'quiet', 'data-action': 'cancel-tradeoff', hidden: () => !isRunning() },
    () => tradeoffControl.peek()?.cancel(),
    () => strings().action.cancel,
  );
  handFocus(start, cancel, isRunning);
  return element(
    'div',
    { class: 'tradeoff-controls' },
    curveChoice(),
    element(
      'div',
      { class: 'tradeoff-run' },
      start,
      cancel,
      element(
        'div',
        { class: 'tradeoff-progress' },
        element('progress', {
          max: 1,
          hidden: () => !isRunning(),
          value: () => {
            const progress = tradeoffProgress();
            return progress === undefined ? 0 : progress.done / progress.total;
          },
          'aria-label': () => strings().tradeoff.progress,
        }),
        element('p', { class: 'note', hidden: () => !isRunning() }, progressText),
        element('p', { class: 'note', id: 'tradeoff-note', 'aria-live': 'polite', hidden: isRunning }, note),
      ),
    ),
  );
}

function tableRow(point: TradeoffPoint, exact: TradeoffPoint | undefined): HTMLElement {
  const { tradeoff: texts, stage } = strings();
  const gap = exact === undefined || point === exact ? '' : formatFixed(point.w1 - exact.w1, 4);
  const cells = [
    stage.denoisers[point.denoiser],
    formatNumber(point.nfe),
    formatFixed(point.w1, 4),
    gap,
    formatSampleTime(point.secondsPerSample),
  ];
  return element(
    'tr',
    {
      'data-curve': point.curve,
      'data-denoiser': point.denoiser,
      'data-nfe': point.nfe,
      'data-w1': point.w1,
      'data-seconds': point.secondsPerSample,
      'data-kernels': point.kernels,
      'data-state': isCurrent(point) ? 'current' : 'stale',
    },
    element('th', { scope: 'row' }, texts.curves[point.curve]),
    ...cells.map((text) => element('td', {}, text)),
  );
}

/** The same in numbers, for whoever reads rather than looks. */
function pointTable(): HTMLElement {
  const texts = () => strings().tradeoff;
  const body = element('tbody');
  effect(() => {
    const shown = shownPoints();
    const rows = chosenCurves().flatMap((curve) =>
      shown
        .filter((point) => point.curve === curve)
        .sort((a, b) => a.nfe - b.nfe || a.denoiser.localeCompare(b.denoiser))
        .map((point) =>
          tableRow(
            point,
            shown.find((p) => p.curve === curve && p.nfe === point.nfe && p.denoiser === 'exact'),
          ),
        ),
    );
    body.replaceChildren(...rows);
  });
  const heads = ['sampler', 'denoiser', 'nfe', 'w1', 'gap', 'time'] as const;
  const scroller = element(
    'div',
    { class: 'table-scroller', tabindex: 0, role: 'region', 'aria-label': () => texts().table },
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, () => texts().heads[head]))),
      ),
      body,
    ),
  );
  return element(
    'details',
    { class: 'more tradeoff-table', hidden: () => shownPoints().length === 0 },
    element('summary', {}, () => texts().table),
    scroller,
  );
}

/** Quality against effort: how good samples are with so many evaluations, and what the rest is due to. */
export function tradeoffView(): HTMLElement {
  const texts = () => strings().tradeoff;
  return element(
    'section',
    {
      class: 'tradeoff',
      'aria-labelledby': 'tradeoff-title',
      'data-points': () => shownPoints().length,
      'data-floor': () => floor()?.mean,
      'data-running': () => String(tradeoffControl() !== undefined),
      'data-state': () => (shownPoints().length === 0 ? 'empty' : tradeoffIsStale() ? 'stale' : 'current'),
    },
    element('h2', { id: 'tradeoff-title' }, () => texts().title),
    element('p', { class: 'note room-note' }, () => texts().intro),
    controls(),
    element('div', { class: 'tradeoff-charts' }, evaluationsView(), timeView()),
    pointTable(),
  );
}
