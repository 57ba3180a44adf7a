import { deviceState } from '../device_state.ts';
import { effect, signal } from '../signal.ts';
import { reducedMotion } from '../theme.ts';

export const directions = ['forward', 'reverse'] as const;
export type Direction = (typeof directions)[number];

/** Milliseconds from one edge of the picture to the other. */
const duration = 7000;
/** Shortest time between two frames where the GPU's work and the page's picture share one processor. */
const softwareFrame = 60;
/** Rest between the forward and the reverse picture of the first showing. */
const rest = 900;

/** Where the pictures stand: which way time runs, how far it has come (0 left edge, 1 right edge), and if it moves. */
export const direction = signal<Direction>('forward');
export const place = signal(0);
export const playing = signal(false);

/** Whether the visitor has taken over. Until then the forward process is followed by the reverse one. */
export const handled = signal(false);
let lastFrame = 0;

function shortestFrame(): number {
  const state = deviceState.peek();
  return state.status === 'ready' && state.lab.adapter.isSoftware ? softwareFrame : 0;
}

function advance(now: number): void {
  if (!playing.peek()) return;
  if (now - lastFrame < shortestFrame()) {
    requestAnimationFrame(advance);
    return;
  }
  // A tab in the background gets no frames: go on from where it was, not from where it would be.
  const elapsed = Math.min(200, now - lastFrame);
  lastFrame = now;
  place.set(Math.min(1, place.peek() + elapsed / duration));
  if (place.peek() < 1) {
    requestAnimationFrame(advance);
    return;
  }
  playing.set(false);
  if (!handled.peek() && direction.peek() === 'forward') setTimeout(showReverse, rest);
}

/** The second half of the first showing, unless the visitor has done something in the meantime. */
function showReverse(): void {
  if (handled.peek() || direction.peek() !== 'forward') return;
  direction.set('reverse');
  place.set(0);
  startPlaying();
}

function startPlaying(): void {
  if (place.peek() >= 1) place.set(0);
  playing.set(true);
  lastFrame = performance.now();
  requestAnimationFrame(advance);
}

/** What the page does when it opens: play, or show the whole picture where motion is not wanted. */
export function open(): void {
  if (reducedMotion.peek()) place.set(1);
  else startPlaying();
}

export function togglePlaying(): void {
  handled.set(true);
  if (playing.peek()) playing.set(false);
  else startPlaying();
}

export function scrub(to: number): void {
  handled.set(true);
  playing.set(false);
  place.set(to);
}

/** Turns to a direction and plays it from its start. */
export function turn(next: Direction): void {
  handled.set(true);
  direction.set(next);
  place.set(reducedMotion.peek() ? 1 : 0);
  if (!reducedMotion.peek()) startPlaying();
}

effect(() => {
  if (reducedMotion()) playing.set(false);
});
