import { createSampler, type LabDevice, variantName } from '../../index.ts';
import { describeError } from '../describe_error.ts';
import { connectedDevice } from '../device_state.ts';
import { gpuIsTaken, samplingRun } from '../gpu_turn.ts';
import { strings } from '../i18n/index.ts';
import { type Answerer, sampleVariantFor } from '../kernel_choice.ts';
import { measureSamples, sampleFloor } from '../metrics_client.ts';
import { type DenoiserName, type Recipe, recipe } from '../recipe.ts';
import { RunControl } from '../run_control.ts';
import { answererNamed, samplingProgress } from '../sampling_session.ts';
import { signal, untracked } from '../signal.ts';
import { trained } from '../training_session.ts';
import { type PlannedPoint, startOf } from './curves.ts';
import { RemainingTime, type Timed, timeRuns } from './run_time.ts';
import {
  allTasks,
  floor,
  isCurrent,
  missingTasks,
  numSamplesHere,
  points,
  setPoint,
  settingsOf,
  type Task,
} from './tradeoff_points.ts';

export interface TradeoffProgress {
  readonly point: PlannedPoint;
  readonly denoiser: DenoiserName;
  /** Evaluations done, and to do in all, of one sample each. */
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number;
}

export const tradeoffControl = signal<RunControl | undefined>(undefined);
export const tradeoffProgress = signal<TradeoffProgress | undefined>(undefined);
export const tradeoffError = signal<(() => string) | undefined>(undefined);
export const tradeoffWasCancelled = signal(false);

/** What all points of one press of the button are computed with. */
interface Run {
  readonly lab: LabDevice;
  readonly control: RunControl;
  readonly recipe: Recipe;
  readonly numSamples: number;
}

interface Computed {
  readonly w1: number;
  readonly time: Timed;
  readonly kernels: string;
}

/** Samples as a task says, and measures. Undefined when cancelled. */
async function computePoint(
  { lab, control, recipe: current, numSamples }: Run,
  { rows, curve }: Task,
  answerer: Answerer,
  onShare: (share: number) => void,
): Promise<Computed | undefined> {
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
    const time = await timeRuns(rows.length, (seen, isFirst) =>
      control.drive(sampler.run(), (progress) => {
        seen(progress);
        if (isFirst) onShare(progress.step / progress.numSteps);
      }),
    );
    if (time === undefined) return undefined;
    const { w1 } = await measureSamples(await sampler.readSamples());
    return { w1, time, kernels: variantName(sampler.variant) };
  } finally {
    sampler.destroy();
  }
}

/** Says on the page what the GPU is doing, which keeps others off it. */
function claimGpu({ curve, denoiser }: Task, control: RunControl): void {
  samplingRun.set({ control, name: () => strings().tradeoff.curves[curve], denoiser, measuring: false });
}

/** Tells the page how far a run is, and how long the rest will take. */
class Progress {
  readonly #pace = new RemainingTime();
  readonly #left: Record<DenoiserName, number> = { exact: 0, network: 0 };
  readonly #total: number;

  constructor(tasks: readonly Task[]) {
    for (const { denoiser, nfe } of tasks) this.#left[denoiser] += nfe;
    this.#total = this.#left.exact + this.#left.network;
  }

  /** A share of a task is done, and all before it. */
  tell(task: Task, share: number): void {
    const { denoiser, nfe } = task;
    const left = { ...this.#left, [denoiser]: this.#left[denoiser] - share * nfe };
    const total = this.#total;
    const done = total - left.exact - left.network;
    const secondsLeft = this.#pace.secondsFor(left);
    tradeoffProgress.set({ point: task, denoiser, done, total, secondsLeft });
    samplingProgress.set({ step: Math.floor(done), numSteps: total, milliseconds: 0, secondsLeft });
  }

  finish({ denoiser, nfe }: Task, seconds: number): void {
    this.#pace.add(denoiser, nfe, seconds);
    this.#left[denoiser] -= nfe;
  }
}

async function computeTasks(run: Run, tasks: readonly Task[]): Promise<void> {
  const { lab, control, recipe: current, numSamples } = run;
  const origin = { numSamples, settings: settingsOf(current), weights: trained.peek()?.weights };
  floor.set({ ...(await sampleFloor(numSamples)), numSamples });
  const progress = new Progress(tasks);
  for (const task of tasks) {
    const { curve, denoiser, nfe } = task;
    const answerer = answererNamed(denoiser, lab, current);
    if (answerer === undefined) continue;
    claimGpu(task, control);
    progress.tell(task, 0);
    const result = await computePoint(run, task, answerer, (share) => progress.tell(task, share));
    if (result === undefined) return;
    const { w1, time, kernels } = result;
    progress.finish(task, time.elapsed);
    const secondsPerSample = time.least / numSamples;
    setPoint(task, { curve, denoiser, nfe, w1, secondsPerSample, kernels, ...origin });
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
    const numSamples = untracked(numSamplesHere);
    await computeTasks({ lab, control, recipe: recipe.peek(), numSamples }, tasks);
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
