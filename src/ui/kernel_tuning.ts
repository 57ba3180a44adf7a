import { describeError } from './describe_error.ts';
import { connectedDevice } from './device_state.ts';
import { formatNumber } from './format.ts';
import { gpuIsTaken, tuningRun } from './gpu_turn.ts';
import { strings } from './i18n/index.ts';
import { kernelChoices, measureKernels, measuring, pinnedOf } from './kernel_choice.ts';
import { type Work, works } from './kernel_pins.ts';
import { RunControl } from './run_control.ts';
import { signal, until, untracked } from './signal.ts';
import { forwardRun } from './stage/forward_run.ts';
import { reverseBusy } from './stage/reverse_process.ts';
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

/**
 * On a GPU, measures what the recipe needs as soon as the first pictures are there, so that training starts at once. A
 * software adapter compiles for seconds, which would keep the pictures waiting: there it is left to the first run.
 */
export function tuneWhenIdle(): void {
  keepComputed(
    () => void works.map(isWanting),
    async (lab, isCurrent) => {
      if (lab.adapter.isSoftware) return;
      for (const work of works) {
        await until(() => forwardRun() !== undefined && !reverseBusy() && !gpuIsTaken());
        if (!isCurrent()) return;
        if (!untracked(() => isWanting(work))) continue;
        await measureKernels(lab, work, {
          budgetMs: unaskedBudgetMs[work],
          isCancelled: () => !isCurrent(),
        });
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
    // Pictures that are being computed would count against the kernels.
    await until(() => !reverseBusy() || isCancelled());
    for (const work of works) {
      if (isCancelled()) break;
      if (untracked(kernelChoices[work]) === undefined) continue;
      await measureKernels(lab, work, { again: true, budgetMs: Number.POSITIVE_INFINITY, isCancelled });
    }
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

/** The share of the measurements that are made, of both works. */
export function tuningShare(): number {
  const progress = measuring();
  if (progress === undefined) return 0;
  return (works.indexOf(progress.work) + progress.made / progress.measurements) / works.length;
}
