import type { DenoiserName, Recipe } from './recipe.ts';
import type { RunControl } from './run_control.ts';
import { signal, until } from './signal.ts';

/** What has the GPU to itself: one run at a time. Whoever starts one asks {@link gpuIsTaken} first. */

export interface TrainingRun {
  readonly control: RunControl;
  readonly recipe: Recipe;
}

export interface SamplingRun {
  readonly control: RunControl;
  /** What is being sampled, in the chosen language. */
  name(): string;
  readonly denoiser: DenoiserName;
  readonly measuring: boolean;
}

/** Measuring which kernels are fastest, when the visitor asks for it. */
export interface TuningRun {
  readonly control: RunControl;
}

export const trainingRun = signal<TrainingRun | undefined>(undefined);
export const samplingRun = signal<SamplingRun | undefined>(undefined);
export const tuningRun = signal<TuningRun | undefined>(undefined);

/** How many pictures are being computed: one that has begun ends beside a run, and some come after it. */
const picturesUnderWay = signal(0);

/** Computes a picture, which {@link isPicturing} tells of: kernels are not measured meanwhile. */
export async function asPicture<T>(compute: () => Promise<T>): Promise<T> {
  picturesUnderWay.set(picturesUnderWay.peek() + 1);
  try {
    return await compute();
  } finally {
    picturesUnderWay.set(picturesUnderWay.peek() - 1);
  }
}

/** Whether a picture is being computed, be it an outdated one. Inside an effect it follows that. */
export function isPicturing(): boolean {
  return picturesUnderWay() > 0;
}

let lastMeasurement: Promise<unknown> = Promise.resolve();

/**
 * Measures with the GPU to itself: after what was to be measured before, and after the pictures that are being computed,
 * unless it is cancelled while it waits for these. Pictures do not begin beside a run; whoever measures outside of one
 * heeds {@link whileQuiet}.
 */
export function asMeasurement<T>(measure: () => Promise<T>, isCancelled: () => boolean): Promise<T> {
  const mine = lastMeasurement.then(async () => {
    await until(() => !isPicturing() || isCancelled());
    return measure();
  });
  lastMeasurement = mine.catch(() => undefined);
  return mine;
}

/** Does something that others disturb, and tells it whether it has been quiet all along. */
export async function whileQuiet<T>(
  isQuiet: () => boolean,
  work: (isDisturbed: () => boolean) => Promise<T>,
): Promise<T> {
  const isOver = signal(false);
  let isDisturbed = false;
  void until(() => isOver() || !isQuiet()).then(() => {
    isDisturbed = true;
  });
  try {
    return await work(() => isDisturbed);
  } finally {
    isOver.set(true);
  }
}

/** Whether a run is going on. Inside an effect it follows that. */
export function gpuIsTaken(): boolean {
  return (trainingRun() ?? samplingRun() ?? tuningRun()) !== undefined;
}
