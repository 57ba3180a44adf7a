import type { DenoiserName, Recipe } from './recipe.ts';
import type { RunControl } from './run_control.ts';
import { signal } from './signal.ts';

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

/** Whether a run is going on. Inside an effect it follows that. */
export function gpuIsTaken(): boolean {
  return (trainingRun() ?? samplingRun() ?? tuningRun()) !== undefined;
}
