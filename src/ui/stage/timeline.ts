import { computed, effect, signal } from '../signal.ts';
import { reducedMotion } from '../theme.ts';

export const directions = ['forward', 'reverse'] as const;
export type Direction = (typeof directions)[number];

/** Milliseconds from one end of a process to the other, at speed 1. */
const duration = 7000;
/** Rest between the forward and the reverse picture of the first showing. */
const rest = 900;

/** How many times as fast as usual. */
export const speeds = [0.1, 0.25, 0.5, 1, 2, 4] as const;

/** Where the pictures stand: which process is told, how far it has come (0 to 1), and whether and how fast it moves. */
export const direction = signal<Direction>('forward');
export const place = signal(0);
export const playing = signal(false);
export const speed = signal<number>(1);

/** The moment of both processes that is shown, as a share of T: 0 the data, 1 the noise. */
export const shownShare = computed(() => (direction() === 'forward' ? place() : 1 - place()));

/** Whether the picture has time for another frame; time stands still until it has. */
export const readyForFrame = signal(true);

/** Whether the visitor has taken over. Until then the forward process is followed by the reverse one. */
export const handled = signal(false);
let lastFrame = 0;

function advance(now: number): void {
  if (!playing.peek()) return;
  if (!readyForFrame.peek()) {
    requestAnimationFrame(advance);
    return;
  }
  // A tab in the background gets no frames: go on from where it was, not from where it would be. A frame's time may lie
  // before the moment that it was asked for.
  const elapsed = Math.min(200, Math.max(0, now - lastFrame));
  lastFrame = now;
  place.set(Math.min(1, place.peek() + (speed.peek() * elapsed) / duration));
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

/** Moves by whole timesteps, from one of `steps` to the next or the one before, in the direction that is told. */
export function stepBy(count: number, steps: number): void {
  const here = place.peek() * steps;
  // From between two steps, to the nearer one on that side.
  const next = count > 0 ? Math.floor(here + 1e-6) + count : Math.ceil(here - 1e-6) + count;
  scrub(Math.min(1, Math.max(0, next / steps)));
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
