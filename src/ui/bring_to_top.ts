import { connectedDevice } from './device_state.ts';
import { untracked } from './signal.ts';
import { reducedMotion } from './theme.ts';

/**
 * Scrolls until a part of the page is at the top: gliding, unless motion is unwanted, or would halt half-way and leave the
 * page blank, as it does where the GPU's work is done by the same processor.
 */
export function bringToTop(part: Element): void {
  const isSoftware = untracked(connectedDevice)?.adapter.isSoftware ?? true;
  const behavior = reducedMotion.peek() || isSoftware ? 'instant' : 'smooth';
  part.scrollIntoView({ behavior, block: 'start' });
}
