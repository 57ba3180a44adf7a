import { runBenchmark } from '../../bench/benchmark.ts';
import type { Report } from '../../bench/report.ts';
import { type BenchmarkProgress, type Part, parts } from '../../bench/settings.ts';
import { createDevice, variantWords } from '../../index.ts';
import { describeError } from '../describe_error.ts';
import { connectedDevice } from '../device_state.ts';
import { opening } from '../share/opening_address.ts';
import { type Signal, signal, untracked } from '../signal.ts';
import { peerLoaders } from './peer_loaders.ts';

// What is to be measured, and what has been.

const given = (key: string) => opening.given.get(key);
const listed = (key: string) => given(key)?.split(',');

/** Whether each of `names` is chosen: as the address lists them, else as `usual` says. */
function choices<T extends string>(
  key: string,
  names: readonly T[],
  usual: boolean,
): Record<T, Signal<boolean>> {
  const list = listed(key);
  const chosen = (name: T) => (list ? list.includes(name) || list.includes('all') : usual);
  return Object.fromEntries(names.map((name) => [name, signal(chosen(name))])) as Record<T, Signal<boolean>>;
}

export const lengths = ['quick', 'full'] as const;
export type Length = (typeof lengths)[number];
export const length = signal<Length>(lengths.find((name) => name === given('length')) ?? 'quick');
export const chosenParts: Record<Part, Signal<boolean>> = choices('parts', parts, true);
export const chosenPeers: Record<string, Signal<boolean>> = choices(
  'peers',
  peerLoaders.map(({ name }) => name),
  false,
);
/** The one variant to measure, or '' for all. */
export const pinned = signal(variantWords.find((name) => name === given('variant')) ?? '');
/** Rounds that the address asks for. */
const rounds = Number(given('rounds')) || undefined;

export type RunState = 'idle' | 'running' | 'done' | 'cancelled' | 'failed';
export const runState = signal<RunState>('idle');
/** All that was measured so far. */
export const report = signal<Report | undefined>(undefined);
export const progress = signal<BenchmarkProgress | undefined>(undefined);
export const failure = signal<(() => string) | undefined>(undefined);
/** How long the run has taken, in seconds. */
export const elapsed = signal(0);
/** Whether the page was hidden while it measured. */
export const wasHidden = signal(false);

let controller: AbortController | undefined;

document.addEventListener('visibilitychange', () => {
  if (document.hidden && runState.peek() === 'running') wasHidden.set(true);
});

export function cancel(): void {
  controller?.abort(new DOMException('Cancelled.', 'AbortError'));
}

/** Measures what is chosen. Never throws: a failure is a state of the page. */
export async function run(): Promise<void> {
  const lab = untracked(connectedDevice);
  if (!lab || runState.peek() === 'running') return;
  controller = new AbortController();
  const { signal: cancelled } = controller;
  const begin = performance.now();
  report.set(undefined);
  progress.set(undefined);
  failure.set(undefined);
  wasHidden.set(document.hidden);
  runState.set('running');
  const settings = {
    quick: length.peek() === 'quick',
    parts: parts.filter((part) => chosenParts[part].peek()),
    peers: peerLoaders.filter(({ name }) => chosenPeers[name]?.peek()),
    runtime: navigator.userAgent,
    ...(pinned.peek() !== '' && { pinned: pinned.peek() }),
    ...(rounds !== undefined && { rounds }),
  };
  const tick = () => elapsed.set((performance.now() - begin) / 1000);
  const onProgress = (now: BenchmarkProgress) => {
    progress.set(now);
    report.set(now.report);
  };
  const openDevice = () => createDevice(navigator.gpu);
  tick();
  const clock = setInterval(tick, 500);
  try {
    report.set(await runBenchmark(lab, settings, { signal: cancelled, onProgress, openDevice }));
    runState.set('done');
  } catch (error) {
    if (cancelled.aborted) {
      runState.set('cancelled');
    } else {
      failure.set(describeError(error));
      runState.set('failed');
    }
  } finally {
    clearInterval(clock);
    tick();
  }
}
