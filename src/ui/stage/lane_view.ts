import { modeMasses } from '../../index.ts';
import { peakBoundaries, standardisation } from '../data_set.ts';
import { deviceState } from '../device_state.ts';
import { element } from '../elements.ts';
import { formatNumber } from '../format.ts';
import { gpuIsTaken } from '../gpu_turn.ts';
import { strings } from '../i18n/index.ts';
import { type Column, recipe, samplerOf } from '../recipe.ts';
import { samplerProblem, scheduleProblem } from '../sampler_problems.ts';
import { effect } from '../signal.ts';
import type { LaneName } from './geometry.ts';
import { laneFrame, pathsOf } from './pictured.ts';
import { listen } from './probe.ts';
import { numTracers } from './render/path_layer.ts';
import { reverseBusy, reverseDenoiser, reverseError, reverseRuns } from './reverse_process.ts';
import { schedule, shownTime } from './scenes.ts';
import { playing } from './timeline.ts';

/** The time for the texts beside the pictures: at rest exact, in motion in tenths, as nobody reads faster. */
export function spokenTime(): string {
  const last = schedule().numTrainTimesteps;
  const step = playing() ? last / 10 : 1;
  return formatNumber(Math.min(last, Math.round(Math.round(shownTime() / step) * step)));
}

/** Why there are no paths yet; empty when there are. */
function noteOf(name: LaneName): string {
  const { stage } = strings();
  if (name === 'forward' || reverseRuns[name]() !== undefined) return '';
  if (deviceState().status === 'failed') return stage.unavailable;
  const problem = scheduleProblem() ?? samplerProblem(name);
  if (problem !== undefined) return problem;
  const error = reverseError();
  if (error !== undefined) return strings().action.failed(error());
  if (!reverseBusy() && gpuIsTaken()) return stage.later;
  return deviceState().status === 'starting' ? stage.waiting : stage.computing;
}

/** Which share of a sampler's particles ended in each peak of the data, from the lowest x to the highest. */
function peakShares(name: Column): string | undefined {
  const run = reverseRuns[name]();
  if (run === undefined) return undefined;
  const { mean, standardDeviation } = standardisation(recipe());
  const boundaries = peakBoundaries.map((x) => (x - mean) / standardDeviation);
  return [...modeMasses(run.end, boundaries)].map((share) => share.toFixed(3)).join(' ');
}

/** Where the paths that can be followed start, in model space. */
function tracerStarts(name: Column): string | undefined {
  const start = reverseRuns[name]()?.start.subarray(0, numTracers);
  return start && [...start].map((x) => x.toFixed(3)).join(' ');
}

/** How a lane's paths came about. */
function captionOf(name: LaneName): string {
  const { stage } = strings();
  if (name === 'forward') {
    return laneFrame(name)?.mirrored ? `${stage.rightToLeft} · ${stage.forwardNote}` : stage.forwardNote;
  }
  const run = reverseRuns[name]();
  if (run === undefined) return stage.denoiserNotes[reverseDenoiser()];
  return `${stage.denoiserNotes[run.denoiser]} · ${stage.evaluations(formatNumber(run.nfe))}`;
}

function titleOf(name: LaneName): string {
  if (name === 'forward') return strings().stage.forwardTitle;
  return name === 'chosen'
    ? strings().samplers[samplerOf(recipe(), name).sampler]
    : strings().results.columns[name];
}

function labelOf(name: LaneName): string {
  const { stage } = strings();
  const paths = formatNumber(pathsOf(name));
  const { left, right } = stage.sides;
  // A process runs to the right unless it is mirrored, and only the forward one runs away from the data.
  const dataIsLeft = (name === 'forward') !== (laneFrame(name)?.mirrored ?? false);
  const sides = dataIsLeft ? ([left, right] as const) : ([right, left] as const);
  if (name === 'forward') return stage.pictureForward(paths, spokenTime(), ...sides);
  const run = reverseRuns[name]();
  if (run === undefined) return `${titleOf(name)}. ${noteOf(name)}`;
  const denoiser = stage.denoisers[run.denoiser];
  return stage.pictureReverse(titleOf(name), denoiser, paths, formatNumber(run.nfe), spokenTime(), ...sides);
}

/** Puts an element where its lane is. */
function followLane(node: HTMLElement, name: LaneName, isCaption: boolean): void {
  effect(() => {
    const frame = laneFrame(name);
    node.hidden = frame === undefined;
    if (frame === undefined) return;
    // A caption may stand over the histograms, too.
    const room = isCaption ? frame.side : 0;
    node.style.left = `${frame.x - room}px`;
    node.style.width = `${frame.width + 2 * room}px`;
    if (isCaption) return;
    node.style.top = `${frame.y}px`;
    node.style.height = `${frame.height}px`;
  });
}

/** Above a lane: whose it is, and how it was computed. */
export function laneCaption(name: LaneName): HTMLElement {
  const node = element(
    'p',
    { class: 'lane-caption' },
    ...(name === 'forward' ? [] : [element('span', { class: `swatch ${name}`, 'aria-hidden': 'true' })]),
    element('strong', {}, () => titleOf(name)),
    ' ',
    element('span', { class: 'soft' }, () => captionOf(name)),
  );
  followLane(node, name, true);
  return node;
}

/** Over a lane: what it shows in words, and what can be done with it. */
export function laneView(name: LaneName): HTMLElement {
  const run = () => (name === 'forward' ? undefined : reverseRuns[name]());
  const node = element(
    'div',
    {
      class: 'lane',
      role: 'img',
      tabindex: 0,
      'aria-label': () => labelOf(name),
      'aria-description': () => strings().stage.keys,
      'data-picture': name,
      'data-paths': () => pathsOf(name),
      'data-denoiser': () => run()?.denoiser,
      'data-kernels': () => run()?.kernels,
      'data-starts': () => (name === 'forward' ? undefined : tracerStarts(name)),
      'data-peaks': () => (name === 'forward' ? undefined : peakShares(name)),
    },
    element('p', { class: 'picture-note', hidden: () => noteOf(name) === '' }, () => noteOf(name)),
  );
  followLane(node, name, false);
  listen(node, name);
  return node;
}
