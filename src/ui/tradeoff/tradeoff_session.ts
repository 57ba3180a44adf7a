import { createSampler, type LabDevice, makeSchedule, variantName } from '../../index.ts';
import { describeError } from '../describe_error.ts';
import { connectedDevice } from '../device_state.ts';
import { gpuIsTaken, samplingRun } from '../gpu_turn.ts';
import { strings } from '../i18n/index.ts';
import { type Answerer, sampleVariantFor } from '../kernel_choice.ts';
import type { SampleFloor } from '../metrics.worker.ts';
import { measureSamples, sampleFloor } from '../metrics_client.ts';
import { type DenoiserName, type Recipe, recipe } from '../recipe.ts';
import { RunControl } from '../run_control.ts';
import { answererNamed, samplingProgress } from '../sampling_session.ts';
import { computed, signal, untracked } from '../signal.ts';
import { changeSinceTraining } from '../stage_status.ts';
import { type Trained, trained } from '../training_session.ts';
import { type Curve, type PlannedPoint, plannedPoints, startOf, usualCurves } from './curves.ts';
import { RemainingTime, type RunTime, steadySeconds } from './run_time.ts';

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

export interface TradeoffProgress {
  readonly point: PlannedPoint;
  readonly denoiser: DenoiserName;
  /** Evaluations done, and to do in all, of one sample each. */
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number;
}

export const chosenCurves = signal<readonly Curve[]>(usualCurves);
export const points = signal<readonly TradeoffPoint[]>([]);
export const floor = signal<(SampleFloor & { readonly numSamples: number }) | undefined>(undefined);
export const tradeoffControl = signal<RunControl | undefined>(undefined);
export const tradeoffProgress = signal<TradeoffProgress | undefined>(undefined);
export const tradeoffError = signal<(() => string) | undefined>(undefined);
export const tradeoffWasCancelled = signal(false);

/** Samples for each point: what an adapter draws some hundred thousand evaluations of in a reasonable time. */
export const numSamplesOn = { software: 2000, hardware: 20_000 } as const;

export function numSamplesHere(): number {
  return numSamplesOn[connectedDevice()?.adapter.isSoftware === false ? 'hardware' : 'software'];
}

/** What the points depend on beside the network. */
function settingsOf({ experiment, samplerSeed }: Recipe): string {
  const { schedule, standardise, model } = experiment;
  return JSON.stringify([schedule, standardise, model.predictionType, samplerSeed]);
}

const settings = computed(() => settingsOf(recipe()));

/** The network to compare, unless there is none or it was trained for another recipe. */
const currentNetwork = computed(() => (changeSinceTraining() === undefined ? trained() : undefined));

/** Whether a network's points are part of the chart to come. */
export const withNetwork = computed(() => currentNetwork() !== undefined);

export function isCurrent(point: TradeoffPoint): boolean {
  if (point.settings !== settings() || point.numSamples !== numSamplesHere()) return false;
  return point.denoiser === 'exact' || point.weights === currentNetwork()?.weights;
}

/** The points of the chosen curves that are at hand, also those that a change has made stale. */
export const shownPoints = computed(() => points().filter(({ curve }) => chosenCurves().includes(curve)));
export const tradeoffIsStale = computed(() => shownPoints().some((point) => !isCurrent(point)));

interface Task extends PlannedPoint {
  readonly denoiser: DenoiserName;
}

/** Everything there is to compute for the chosen curves, few evaluations first. */
const allTasks = computed<readonly Task[]>(() => {
  const { experiment } = recipe();
  const names: readonly DenoiserName[] = withNetwork() ? ['exact', 'network'] : ['exact'];
  try {
    const schedule = makeSchedule(experiment.schedule);
    return plannedPoints(schedule, experiment.model.predictionType, chosenCurves()).flatMap((point) =>
      names.map((denoiser) => ({ ...point, denoiser })),
    );
  } catch {
    // What is wrong with the schedule is said on its card.
    return [];
  }
});

/** What of it is not there yet. */
export const missingTasks = computed(() =>
  allTasks().filter(
    (task) =>
      !points().some(
        (point) =>
          point.curve === task.curve &&
          point.nfe === task.nfe &&
          point.denoiser === task.denoiser &&
          isCurrent(point),
      ),
  ),
);

export const nothingToCompute = computed(() => allTasks().length === 0);

interface Computed {
  readonly w1: number;
  readonly seconds: number;
  readonly kernels: string;
}

async function computePoint(
  lab: LabDevice,
  task: Task,
  answerer: Answerer,
  current: Recipe,
  numSamples: number,
  control: RunControl,
  onShare: (share: number) => void,
): Promise<Computed | undefined> {
  const { rows, curve } = task;
  const variant = await sampleVariantFor(lab, answerer, current, control);
  if (control.cancelled) return undefined;
  const sampler = await createSampler(lab, {
    denoiser: answerer.denoiser,
    rows,
    numSamples,
    seed: current.samplerSeed,
    init: startOf(curve),
    variant,
  });
  try {
    const seen: RunTime[] = [];
    const finished = await control.drive(sampler.run(), (progress) => {
      seen.push(progress);
      onShare(progress.step / progress.numSteps);
    });
    if (!finished) return undefined;
    const { w1 } = await measureSamples(await sampler.readSamples());
    return { w1, seconds: steadySeconds(seen, rows.length), kernels: variantName(sampler.variant) };
  } finally {
    sampler.destroy();
  }
}

/** Says on the page what the GPU is doing, which keeps others off it. */
function claimGpu({ curve, denoiser }: Task, control: RunControl): void {
  samplingRun.set({ control, name: () => strings().tradeoff.curves[curve], denoiser, measuring: false });
}

async function computeTasks(lab: LabDevice, tasks: readonly Task[], control: RunControl): Promise<void> {
  const current = recipe.peek();
  const numSamples = untracked(numSamplesHere);
  const origin = {
    settings: settingsOf(current),
    numSamples,
    weights: trained.peek()?.weights,
  };
  floor.set({ ...(await sampleFloor(numSamples)), numSamples });
  const pace = new RemainingTime();
  const total = tasks.reduce((sum, { nfe }) => sum + nfe, 0);
  let done = 0;
  const left = { exact: 0, network: 0 };
  for (const { denoiser, nfe } of tasks) left[denoiser] += nfe;
  for (const task of tasks) {
    const answerer = answererNamed(task.denoiser, lab, current);
    if (answerer === undefined) continue;
    claimGpu(task, control);
    const tell = (share: number) => {
      const now = done + share * task.nfe;
      const rest = { ...left, [task.denoiser]: left[task.denoiser] - share * task.nfe };
      const secondsLeft = pace.secondsFor(rest);
      tradeoffProgress.set({ point: task, denoiser: task.denoiser, done: now, total, secondsLeft });
      samplingProgress.set({ step: Math.floor(now), numSteps: total, milliseconds: 0, secondsLeft });
    };
    tell(0);
    const result = await computePoint(lab, task, answerer, current, numSamples, control, tell);
    if (result === undefined) return;
    pace.add(task.denoiser, task.nfe, result.seconds);
    done += task.nfe;
    left[task.denoiser] -= task.nfe;
    const { curve, nfe, denoiser } = task;
    const { w1, seconds, kernels } = result;
    const secondsPerSample = seconds / numSamples;
    const kept = points
      .peek()
      .filter((point) => point.curve !== curve || point.nfe !== nfe || point.denoiser !== denoiser);
    points.set([...kept, { curve, denoiser, nfe, w1, secondsPerSample, kernels, ...origin }]);
  }
}

/**
 * Computes the chart's points, few evaluations first, so that all curves grow together: those that are missing or
 * stale, or all of them anew when none is. Cancelling keeps what is there.
 */
export async function computeTradeoff(): Promise<void> {
  const lab = untracked(connectedDevice);
  if (lab === undefined || untracked(gpuIsTaken)) return;
  const missing = untracked(missingTasks);
  const tasks = missing.length > 0 ? missing : untracked(allTasks);
  const [first] = tasks;
  if (first === undefined) return;
  points.set(untracked(() => points().filter((point) => missing.length > 0 && isCurrent(point))));
  const control = new RunControl();
  claimGpu(first, control);
  tradeoffControl.set(control);
  tradeoffError.set(undefined);
  tradeoffWasCancelled.set(false);
  try {
    await computeTasks(lab, tasks, control);
    tradeoffWasCancelled.set(untracked(() => control.cancelled));
  } catch (error) {
    // A lost device is told by the device's own state.
    if (untracked(connectedDevice) === lab) {
      tradeoffError.set(describeError(error));
    }
  } finally {
    samplingRun.set(undefined);
    samplingProgress.set(undefined);
    tradeoffProgress.set(undefined);
    tradeoffControl.set(undefined);
  }
}
