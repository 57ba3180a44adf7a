import { formatFixed, formatNumber, formatSignificant, formatTiny } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { computed, signal } from '../signal.ts';
import type { LaneFrame, LaneName } from './geometry.ts';
import { marginal } from './heat_map.ts';
import { laneFrame } from './pictured.ts';
import { bound, mixture, schedule } from './scenes.ts';
import { direction, playing, scrub, shownShare, stepBy, togglePlaying } from './timeline.ts';

/** A place in the picture of which time, position and density are read off. */
interface Probe {
  readonly lane: LaneName;
  /** t / T; undefined: the moment that is shown. */
  readonly time: number | undefined;
  readonly x: number;
  /** Read off with the keyboard, and so to be spoken. */
  readonly spoken: boolean;
}

export const probe = signal<Probe | undefined>(undefined);

/** Share of the picture's height that an arrow key moves the probe by. */
const stride = 1 / 100;

function alongOf(lane: LaneName, time: number): number {
  return lane === 'forward' ? time : 1 - time;
}

/** Where the probe stands, in CSS pixels of the picture, and what is read there. */
export const reading = computed(() => {
  const at = probe();
  const frame = at === undefined ? undefined : laneFrame(at.lane);
  if (at === undefined || frame === undefined) return undefined;
  const time = at.time ?? shownShare();
  const t = Math.round(time * schedule().numTrainTimesteps);
  const density = marginal(mixture(), schedule(), t).pdf(at.x);
  const along = alongOf(at.lane, time);
  const across = frame.mirrored ? 1 - along : along;
  return {
    frame,
    left: frame.x + across * frame.width,
    top: frame.y + (frame.height * (bound() - at.x)) / (2 * bound()),
    text: strings().stage.reading(
      formatNumber(t),
      formatFixed(at.x, 2),
      density > 0 && density < 1e-3 ? formatTiny(density) : formatSignificant(density),
    ),
    spoken: at.spoken,
  };
});

/** Time share and position under a pointer over a lane's element. */
function placeUnder(frame: LaneFrame, node: HTMLElement, event: PointerEvent | MouseEvent) {
  const box = node.getBoundingClientRect();
  const across = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  const along = frame.mirrored ? 1 - across : across;
  const down = Math.min(1, Math.max(0, (event.clientY - box.top) / box.height));
  return { time: alongOf(frame.name, along), x: bound() * (1 - 2 * down) };
}

/** Lets a lane be read and time be moved, with pointer, finger and keyboard. */
export function listen(node: HTMLElement, lane: LaneName): void {
  const follow = (event: PointerEvent) => {
    const frame = laneFrame(lane);
    if (frame !== undefined) probe.set({ lane, ...placeUnder(frame, node, event), spoken: false });
  };
  node.addEventListener('pointermove', follow);
  node.addEventListener('pointerdown', follow);
  node.addEventListener('pointerleave', (event) => {
    // A finger leaves when it is lifted: what it has read stays.
    if (event.pointerType === 'mouse') probe.set(undefined);
  });
  node.addEventListener('blur', () => probe.set(undefined));
  node.addEventListener('click', (event) => {
    const frame = laneFrame(lane);
    if (frame === undefined) return;
    const { time } = placeUnder(frame, node, event);
    scrub(direction.peek() === 'forward' ? time : 1 - time);
  });
  node.addEventListener('keydown', (event) => {
    if (handleKey(event, lane)) event.preventDefault();
  });
}

/** What a key does in a focused lane. Says whether it does anything. */
function handleKey({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent, lane: LaneName): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  const steps = schedule().numTrainTimesteps;
  const count = shiftKey ? Math.max(1, Math.round(steps / 20)) : 1;
  const read = (rise: number) => {
    const x = (probe.peek()?.x ?? 0) + rise * 2 * bound() * (shiftKey ? 10 * stride : stride);
    probe.set({ lane, time: undefined, x: Math.min(bound(), Math.max(-bound(), x)), spoken: true });
  };
  const actions: Record<string, () => void> = {
    ArrowRight: () => stepBy(count, steps),
    ArrowLeft: () => stepBy(-count, steps),
    Home: () => scrub(0),
    End: () => scrub(1),
    ArrowUp: () => read(1),
    ArrowDown: () => read(-1),
    Escape: () => probe.set(undefined),
    ' ': togglePlaying,
  };
  const action = actions[key];
  action?.();
  // Whoever steps with the keyboard wants to hear where that leads.
  if (key.startsWith('Arrow') && !playing.peek()) read(0);
  return action !== undefined;
}
