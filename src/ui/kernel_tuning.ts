import { describeError } from './describe_error.ts';
import { connectedDevice } from './device_state.ts';
import { formatNumber } from './format.ts';
import { gpuIsTaken, isPicturing, tuningRun, whileQuiet } from './gpu_turn.ts';
import { strings } from './i18n/index.ts';
import { kernelChoices, measureKernels, measuring, pinnedOf } from './kernel_choice.ts';
import { pins, type Work, works } from './kernel_pins.ts';
import { recipe } from './recipe.ts';
import { RunControl } from './run_control.ts';
import { signal, until, untracked } from './signal.ts';
import { forwardRun } from './stage/forward_run.ts';
import { keepComputed } from './stage/when_idle.ts';

/** Why measuring failed, or undefined. */
export const tuningError = signal<(() => string) | undefined>(undefined);

/** What measuring may take unasked, in milliseconds: a second in all. */
const unaskedBudgetMs: Readonly<Record<Work, number>> = { training: 600, sampling: 400 };

/** Whether the tuner has to choose, and has nothing to go by yet. */
function isWanting(work: Work): boolean {
  const choice = kernelChoices[work]();
  if (choice === undefined || choice.tuning !== undefined) return false;
  return pinnedOf(work, choice.candidates) === undefined;
}

/** Whether the first pictures are there, and nothing is being computed. */
function isQuiet(): boolean {
  return forwardRun() !== undefined && !isPicturing() && !gpuIsTaken();
}

/**
 * On a GPU, measures what the recipe needs as soon as the first pictures are there, so that training starts at once. A
 * software adapter compiles for seconds, which would keep the pictures waiting: there it is left to the first run.
 */
export function tuneWhenIdle(): void {
  keepComputed(
    () => void [recipe(), ...works.map((work) => pins[work]())],
    async (lab, isCurrent) => {
      if (lab.adapter.isSoftware) return;
      const isOver = () => !isCurrent() || !untracked(() => works.some(isWanting));
      while (!isOver()) {
        await until(isQuiet);
        if (isOver()) return;
        // A rate beside other work is none: whoever needs the GPU has it at once, and the tuner begins anew afterwards.
        const wanting = untracked(() => works.filter(isWanting));
        await whileQuiet(isQuiet, (isDisturbed) =>
          measureKernels(
            lab,
            wanting,
            () => isDisturbed() || !isCurrent(),
            (work) => ({ budgetMs: unaskedBudgetMs[work] }),
          ),
        );
      }
    },
    {
      busy() {},
      // What was measured on request has failed with may still be read.
      error: (sentence) => {
        if (sentence !== undefined) tuningError.set(sentence);
      },
    },
  );
}

/** Measures all kernels there are for the recipe, however long it takes. Takes the GPU's turn; can be cancelled. */
export async function measureAgain(): Promise<void> {
  const lab = untracked(connectedDevice);
  if (lab === undefined || untracked(gpuIsTaken)) return;
  const control = new RunControl();
  const isCancelled = () => control.cancelled || connectedDevice() !== lab;
  tuningError.set(undefined);
  tuningRun.set({ control });
  try {
    const possible = untracked(() => works.filter((work) => kernelChoices[work]() !== undefined));
    const options = { again: true, budgetMs: Number.POSITIVE_INFINITY };
    await measureKernels(lab, possible, isCancelled, () => options);
  } catch (error) {
    // A lost device is told by the device's own state.
    if (untracked(connectedDevice) === lab) tuningError.set(describeError(error));
  } finally {
    tuningRun.set(undefined);
  }
}

/** What is being measured, and how far that is. */
export function tuningText(): string {
  const { kernels, action } = strings();
  const progress = measuring();
  if (tuningRun()?.control.cancelled) return kernels.stopping;
  if (progress === undefined) return action.preparing;
  const { work, made, measurements } = progress;
  return kernels.measuring(kernels.works[work], formatNumber(made + 1), formatNumber(measurements));
}

/** The share of the measurements that are made. */
export function tuningShare(): number {
  return measuring()?.share ?? 0;
}
