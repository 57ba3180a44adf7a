import { makeSchedule, unlessRefused } from '../../index.ts';
import { connectedDevice } from '../device_state.ts';
import type { SampleFloor } from '../metrics.worker.ts';
import { type DenoiserName, type Recipe, recipe } from '../recipe.ts';
import { pinnedKernels } from '../sampling_session.ts';
import { computed, signal } from '../signal.ts';
import { changeSinceTraining } from '../stage_status.ts';
import { type Trained, trained } from '../training_session.ts';
import { type Curve, type PlannedPoint, plannedPoints, usualCurves } from './curves.ts';

/** The points of the chart: those at hand, whether they are up to date, and those that there are to compute. */

/** A sampler's quality with so many evaluations. */
export interface TradeoffPoint {
  readonly curve: Curve;
  readonly denoiser: DenoiserName;
  readonly nfe: number;
  readonly w1: number;
  readonly secondsPerSample: number;
  readonly numSamples: number;
  /** The kernels it was made with, as a run of the same bits needs them. */
  readonly kernels: string;
  /** What it depends on beside the curve: with other settings it is stale. */
  readonly settings: string;
  readonly weights: Trained['weights'] | undefined;
}

export const chosenCurves = signal<readonly Curve[]>(usualCurves);
export const points = signal<readonly TradeoffPoint[]>([]);
export const floor = signal<(SampleFloor & { readonly numSamples: number }) | undefined>(undefined);

/** Samples for each point: what an adapter draws some hundred thousand evaluations of in a reasonable time. */
const numSamplesOn = { software: 2000, hardware: 20_000 } as const;

export function numSamplesHere(): number {
  return numSamplesOn[connectedDevice()?.adapter.isSoftware === false ? 'hardware' : 'software'];
}

/** What the points depend on beside the network. */
export function settingsOf({ experiment, samplerSeed }: Recipe): string {
  const { schedule, standardise, model } = experiment;
  return JSON.stringify([schedule, standardise, model.predictionType, samplerSeed]);
}

const settings = computed(() => settingsOf(recipe()));

/** The network to compare, unless there is none or it was trained for another recipe. */
const currentNetwork = computed(() => (changeSinceTraining() === undefined ? trained() : undefined));

/** The kernels that points by each denoiser would be made with, where some are pinned. */
const pinned: Readonly<Record<DenoiserName, () => string | undefined>> = {
  exact: computed(() => pinnedKernels('exact', recipe())),
  network: computed(() => (currentNetwork() ? pinnedKernels('network', recipe()) : undefined)),
};

export function isCurrent(point: TradeoffPoint): boolean {
  if (point.settings !== settings() || point.numSamples !== numSamplesHere()) return false;
  if ((pinned[point.denoiser]() ?? point.kernels) !== point.kernels) return false;
  return point.denoiser === 'exact' || point.weights === currentNetwork()?.weights;
}

/** The points of the chosen curves that are at hand, also those that a change has made stale. */
export const shownPoints = computed(() => points().filter(({ curve }) => chosenCurves().includes(curve)));
export const tradeoffIsStale = computed(() => shownPoints().some((point) => !isCurrent(point)));

export interface Task extends PlannedPoint {
  readonly denoiser: DenoiserName;
}

/** Whether a point is what a task leads to, with whatever settings. */
function isOf({ curve, denoiser, nfe }: Task, point: TradeoffPoint): boolean {
  return point.curve === curve && point.denoiser === denoiser && point.nfe === nfe;
}

/** Everything there is to compute for the chosen curves, few evaluations first. */
export const allTasks = computed<readonly Task[]>(() => {
  const { experiment } = recipe();
  const names: readonly DenoiserName[] = currentNetwork() ? ['exact', 'network'] : ['exact'];
  // What is wrong with the schedule is said on its card.
  const schedule = unlessRefused(() => makeSchedule(experiment.schedule));
  if (schedule === undefined) return [];
  return plannedPoints(schedule, experiment.model.predictionType, chosenCurves()).flatMap((point) =>
    names.map((denoiser) => ({ ...point, denoiser })),
  );
});

/** What of it is not there yet. */
export const missingTasks = computed(() =>
  allTasks().filter((task) => !points().some((point) => isOf(task, point) && isCurrent(point))),
);

export const nothingToCompute = computed(() => allTasks().length === 0);

/** Puts a task's point in the place of the one there was. */
export function setPoint(task: Task, point: TradeoffPoint): void {
  points.set([...points.peek().filter((other) => !isOf(task, other)), point]);
}
