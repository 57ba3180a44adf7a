import { modeMasses } from '../../index.ts';
import { peakBoundaries, standardisation } from '../data_set.ts';
import { deviceState } from '../device_state.ts';
import { button, element } from '../elements.ts';
import { formatNumber } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { type ComparedSampler, comparedSamplers, recipe } from '../recipe.ts';
import { segments } from '../recipe_rail/field_control.ts';
import { samplerProblem, scheduleProblem } from '../sampler_tables.ts';
import { samplingRun } from '../sampling_session.ts';
import { effect, signal } from '../signal.ts';
import { trained, trainingRun } from '../training_session.ts';
import { formula } from './formula.ts';
import { reverseBusy, reverseDenoiser, reverseError, reverseRuns } from './reverse_process.ts';
import {
  forwardScene,
  numPaths,
  reverseScenes,
  schedule,
  shownLevel,
  shownMarginal,
  shownTime,
} from './scenes.ts';
import { type Scene, SpaceTimePicture } from './space_time_picture.ts';
import {
  type Direction,
  direction,
  directions,
  place,
  playing,
  scrub,
  togglePlaying,
  turn,
} from './timeline.ts';

/** The time for the texts beside the pictures: at rest exact, in motion in tenths, as nobody reads faster. */
function spokenTime(): string {
  const last = schedule().numTrainTimesteps;
  const step = playing() ? last / 10 : 1;
  return formatNumber(Math.min(last, Math.round(Math.round(shownTime() / step) * step)));
}

/** A canvas that follows its scene, its place on the page and the time slider. */
function picture(
  shownIn: Direction,
  scene: () => Scene,
  label: () => string,
  attributes = {},
): HTMLCanvasElement {
  const canvas = element('canvas', { role: 'img', 'aria-label': label, ...attributes });
  const drawing = new SpaceTimePicture(canvas);
  const redraw = signal(0);
  const askAgain = () => redraw.set(redraw.peek() + 1);
  new ResizeObserver(() => {
    if (drawing.resize()) askAgain();
  }).observe(canvas);
  effect(() => {
    if (direction() !== shownIn) return;
    drawing.show(scene());
    askAgain();
  });
  effect(() => {
    redraw();
    if (direction() !== shownIn) return;
    if (drawing.draw(place(), shownMarginal())) requestAnimationFrame(askAgain);
  });
  return canvas;
}

function forwardFigure(): HTMLElement {
  const label = () => strings().stage.pictureForward(formatNumber(numPaths), spokenTime());
  return element(
    'figure',
    { class: 'picture', hidden: () => direction() !== 'forward' },
    picture('forward', forwardScene, label, { 'data-picture': 'forward' }),
  );
}

/** Why there are no paths yet; empty when there are. */
function reverseNote(name: ComparedSampler): string {
  const { stage } = strings();
  if (reverseRuns[name]() !== undefined) return '';
  if (deviceState().status === 'failed') return stage.unavailable;
  const problem = scheduleProblem() ?? samplerProblem(name);
  if (problem !== undefined) return problem;
  const error = reverseError();
  if (error !== undefined) return strings().action.failed(error);
  if (!reverseBusy() && (trainingRun() ?? samplingRun()) !== undefined) return stage.later;
  return deviceState().status === 'starting' ? stage.waiting : stage.computing;
}

/** Which share of a picture's samples ended in each peak of the data, from the lowest x to the highest. */
function peakShares(name: ComparedSampler): string | undefined {
  const run = reverseRuns[name]();
  if (run === undefined) return undefined;
  const { mean, standardDeviation } = standardisation(recipe());
  const boundaries = peakBoundaries.map((x) => (x - mean) / standardDeviation);
  return [...modeMasses(run.end, boundaries)].map((share) => share.toFixed(3)).join(' ');
}

/** With what a picture was computed, and in how many evaluations. */
function runNote(name: ComparedSampler): string {
  const { stage } = strings();
  const run = reverseRuns[name]();
  if (run === undefined) return stage.denoiserNotes[reverseDenoiser()];
  return `${stage.denoiserNotes[run.denoiser]} · ${stage.evaluations(formatNumber(run.nfe))}`;
}

function reverseFigure(name: ComparedSampler): HTMLElement {
  const steps = () => formatNumber(reverseRuns[name]()?.nfe ?? 0);
  const denoiser = () => strings().stage.denoisers[reverseRuns[name]()?.denoiser ?? 'exact'];
  const label = () =>
    reverseRuns[name]() === undefined
      ? reverseNote(name)
      : strings().stage.pictureReverse(
          strings().results.columns[name],
          denoiser(),
          formatNumber(numPaths),
          steps(),
          spokenTime(),
        );
  return element(
    'figure',
    { class: 'picture', hidden: () => direction() !== 'reverse' },
    element(
      'figcaption',
      {},
      element('span', { class: `swatch ${name}`, 'aria-hidden': 'true' }),
      element('strong', {}, () => strings().results.columns[name]),
      ' ',
      element('span', { class: 'soft' }, () => runNote(name)),
    ),
    element(
      'div',
      { class: 'picture-frame' },
      picture('reverse', reverseScenes[name], label, {
        'data-picture': name,
        'data-paths': () => reverseRuns[name]()?.paths.numPaths ?? 0,
        'data-denoiser': () => reverseRuns[name]()?.denoiser,
        'data-peaks': () => peakShares(name),
      }),
      element('p', { class: 'picture-note', hidden: () => reverseNote(name) === '' }, () =>
        reverseNote(name),
      ),
    ),
  );
}

/** With what the reverse process is computed: a choice once there is a trained network. */
function denoiserControl(): HTMLElement {
  const choice = segments(
    'denoiser',
    () => strings().stage.denoiserLabel,
    ['exact', 'network'] as const,
    (name) => strings().stage.denoisers[name],
    reverseDenoiser,
    (name) => reverseDenoiser.set(name),
  );
  effect(() => {
    choice.hidden = trained() === undefined;
  });
  return element('div', { class: 'denoiser', hidden: () => direction() !== 'reverse' }, choice);
}

function transport(): HTMLElement {
  const slider = element('input', {
    type: 'range',
    id: 'time',
    min: 0,
    max: 1000,
    step: 1,
    'aria-valuetext': () =>
      strings().stage.timeValue(spokenTime(), formatNumber(schedule().numTrainTimesteps)),
  });
  slider.addEventListener('input', () => scrub(Number(slider.value) / 1000));
  effect(() => {
    slider.value = String(Math.round(place() * 1000));
  });
  const action = () => {
    const { play, pause, replay } = strings().stage;
    return playing() ? pause : place() >= 1 ? replay : play;
  };
  return element(
    'div',
    { class: 'transport' },
    button({ class: 'quiet play', 'data-playing': () => String(playing()) }, togglePlaying, action),
    element('label', { for: 'time', class: 'visually-hidden' }, () => strings().stage.time),
    slider,
    element('output', { for: 'time', class: 'time-value' }, () =>
      strings().stage.timeNow(formatNumber(Math.round(shownTime()))),
    ),
  );
}

/** The stage: the forward and the reverse process as space-time pictures, with one time slider for both. */
export function stageView(): HTMLElement {
  const pictures = element(
    'div',
    {
      class: 'pictures',
      'aria-busy': () => (reverseBusy() && direction() === 'reverse' ? 'true' : undefined),
    },
    forwardFigure(),
    ...comparedSamplers.map(reverseFigure),
  );
  return element(
    'section',
    { class: 'stage', 'aria-labelledby': 'stage-title', 'data-direction': direction },
    element(
      'header',
      {},
      element('h1', { id: 'stage-title' }, () => strings().stage.title),
      element(
        'div',
        { class: 'stage-controls' },
        segments(
          'direction',
          () => strings().stage.directionLabel,
          directions,
          (name) => strings().stage.directions[name],
          direction,
          turn,
        ),
        denoiserControl(),
      ),
    ),
    pictures,
    transport(),
    element(
      'div',
      { class: 'stage-words' },
      formula(direction, shownLevel),
      element('p', { class: 'caption' }, () => strings().stage.captions[direction()]),
    ),
  );
}
