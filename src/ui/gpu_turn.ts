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

export const trainingRun = signal<TrainingRun | undefined>(undefined);
export const samplingRun = signal<SamplingRun | undefined>(undefined);

/** Whether a run is going on. Inside an effect it follows that. */
export function gpuIsTaken(): boolean {
  return trainingRun() !== undefined || samplingRun() !== undefined;
}
