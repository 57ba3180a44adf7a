import { type CompileProgress, watchCompilation } from '../index.ts';
import { connectedDevice } from './device_state.ts';
import { formatNumber } from './format.ts';
import { strings } from './i18n/index.ts';
import { effect, signal } from './signal.ts';

/** How far the kernels that are being compiled have come, or undefined when there are none. */
const compilation = signal<CompileProgress | undefined>(undefined);

effect(() => {
  const lab = connectedDevice();
  if (lab === undefined) return;
  watchCompilation(lab.device, (progress) =>
    compilation.set(progress.compiled < progress.requested ? progress : undefined),
  );
});

/** What a run that has not begun yet is waiting for: a software adapter compiles for seconds. */
export function preparationText(): string {
  const { action } = strings();
  const progress = compilation();
  if (progress === undefined) return action.preparing;
  return action.compiling(formatNumber(progress.compiled + 1), formatNumber(progress.requested));
}

/** Share of the kernels that are ready. */
export function preparationShare(): number {
  const progress = compilation();
  return progress === undefined ? 0 : progress.compiled / progress.requested;
}
