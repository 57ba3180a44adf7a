import type { LabDevice } from '../../index.ts';
import { describeError } from '../describe_error.ts';
import { connectedDevice } from '../device_state.ts';
import { gpuIsTaken } from '../gpu_turn.ts';
import { effect, until } from '../signal.ts';

/** Settings change while they are typed: wait until that pauses, in milliseconds. */
const patience = 250;

/**
 * Computes something for the picture on the GPU, now and after every change of what `follow` reads, whenever the GPU has
 * nothing else to do. `compute` is told by `isCurrent` when it is outdated.
 */
export function keepComputed(
  follow: () => void,
  compute: (lab: LabDevice, isCurrent: () => boolean) => Promise<void>,
  report: { busy(is: boolean): void; error(sentence: (() => string) | undefined): void },
): void {
  let latest = 0;
  let isFirst = true;
  effect(() => {
    follow();
    latest += 1;
    const mine = latest;
    const isCurrent = () => mine === latest;
    const lab = connectedDevice();
    report.busy(false);
    if (lab === undefined) return;
    const wait = isFirst ? 0 : patience;
    isFirst = false;
    setTimeout(async () => {
      await until(() => !gpuIsTaken());
      if (!isCurrent()) return;
      report.busy(true);
      report.error(undefined);
      try {
        await compute(lab, isCurrent);
      } catch (error) {
        // A lost device is told by the device's own state.
        if (isCurrent() && connectedDevice() === lab) {
          report.error(describeError(error));
        }
      } finally {
        if (isCurrent()) report.busy(false);
      }
    }, wait);
  });
}

/** Destroys what the picture may still be drawing, once it has turned to something else. */
export function retire(owner: { destroy(): void } | undefined): void {
  if (owner !== undefined) setTimeout(() => owner.destroy(), 100);
}
