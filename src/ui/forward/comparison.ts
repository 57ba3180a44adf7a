import type { GaussianMixture } from '../../index.ts';
import type { SampleMetrics } from '../metrics.worker.ts';
import { measureMarginal } from '../metrics_client.ts';
import { effect, signal, untracked } from '../signal.ts';
import { noised, noiseLevel } from '../stage/forward_process.ts';
import { forwardRun, noisedSeed } from '../stage/forward_run.ts';
import { marginal } from '../stage/heat_map.ts';
import { standardNormals } from '../stage/page_noise.ts';
import { bound, mixture, particles, schedule, shownTime } from '../stage/scenes.ts';
import { playing } from '../stage/timeline.ts';

/** The same data points at one moment, noised in one jump and step by step, against the exact density. */
export interface Comparison {
  readonly t: number;
  readonly count: number;
  readonly exact: GaussianMixture;
  readonly jump: SampleMetrics;
  /** Undefined without a GPU, or while it is busy with something else. */
  readonly chain: SampleMetrics | undefined;
}

export const comparison = signal<Comparison | undefined>(undefined);

/** Whether the comparison is on the screen: otherwise nothing is measured. */
export const comparisonIsSeen = signal(false);

/** Points that are compared while there is no chain. */
const numPoints = 4096;
/** Rest between two measurements while time runs, in milliseconds. */
const rest = 250;
export const histogramBins = 60;

async function measure(): Promise<void> {
  const [current, data, run, time, range] = untracked(
    () => [schedule(), particles(), forwardRun(), shownTime(), bound()] as const,
  );
  // The chain is looked at where it was kept, and the jump goes to that very moment.
  const wanted = Math.round(time);
  const steps = run?.strands.recorded.steps ?? [];
  const frame = steps.findLastIndex((done) => done <= wanted);
  const t = steps[frame] ?? wanted;
  const count = run?.strands.recorded.paths ?? numPoints;
  const exact = untracked(() => marginal(mixture(), current, t));
  const bins = { min: -range, max: range, bins: histogramBins };
  const jump = noised(data.slice(0, count), noiseLevel(current, t), standardNormals(count, noisedSeed));
  const chain = await run?.strands.recorded.read(frame);
  const measured = {
    jump: await measureMarginal(jump, exact, bins),
    chain: chain && (await measureMarginal(chain, exact, bins)),
  };
  if (forwardRun.peek() === run) comparison.set({ t, count, exact, ...measured });
}

/** Measures anew whenever the moment or the process has changed, one measurement at a time. */
export function keepComparing(): void {
  let wanted = false;
  let busy = false;
  const work = async () => {
    busy = true;
    while (wanted) {
      wanted = false;
      // A lost device takes the chain's frames along; its own state tells.
      await measure().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, playing.peek() ? rest : 30));
    }
    busy = false;
  };
  effect(() => {
    void [schedule(), particles(), forwardRun(), shownTime(), bound()];
    if (!comparisonIsSeen()) return;
    wanted = true;
    if (!busy) void work();
  });
}
