import type { NamedTensor } from '../../index.ts';
import type { Contestant, Measured, Task } from '../contestant.ts';
import { data, ddpmRows, schedule, standardisation, timeFeatures } from '../work.ts';

// What every peer needs for the same work as ours: tables, weights, and how its steps are timed.

/** A layer's weight [in, out], transposed from [out, in], and bias [out]. */
export interface Layer {
  readonly into: number;
  readonly out: number;
  readonly weight: Float32Array<ArrayBuffer>;
  readonly bias: Float32Array<ArrayBuffer>;
}

export function layersOf(weights: readonly NamedTensor[]): Layer[] {
  const layers: Layer[] = [];
  for (let i = 0; i < weights.length; i += 2) {
    const [weight, bias] = [weights[i] as NamedTensor, weights[i + 1] as NamedTensor];
    const [out = 0, into = 0] = weight.shape;
    const transposed = new Float32Array(into * out);
    for (let o = 0; o < out; o++) {
      for (let j = 0; j < into; j++) transposed[j * out + o] = weight.data[o * into + j] as number;
    }
    layers.push({ into, out, weight: transposed, bias: Float32Array.from(bias.data) });
  }
  return layers;
}

/** [N]: the data, standardised. */
export function standardisedData(): Float32Array<ArrayBuffer> {
  const { mean, standardDeviation } = standardisation;
  return Float32Array.from(data, (x) => (x - mean) / standardDeviation);
}

/** Tables by timestep, [T] and [T, features]. */
export const tables = {
  numTimesteps: schedule.numTrainTimesteps,
  signal: Float32Array.from(schedule.sqrtAlphasCumprod),
  noise: Float32Array.from(schedule.sqrtOneMinusAlphasCumprod),
  features: Float32Array.from({ length: schedule.numTrainTimesteps * timeFeatures }, (_, i) =>
    feature(Math.floor(i / timeFeatures), i % timeFeatures),
  ),
};

/** Sinusoids of t as in Ho et al. 2020: sines, then cosines, of falling frequencies. */
function feature(t: number, index: number): number {
  const half = timeFeatures / 2;
  const angle = t * 10_000 ** (-(index % half) / half);
  return index < half ? Math.sin(angle) : Math.cos(angle);
}

/** A step of DDPM: x' = fromX x + fromOutput output + fromNoise z, at the features of its time. */
export interface SampleStep {
  readonly fromX: number;
  readonly fromOutput: number;
  readonly fromNoise: number;
  readonly features: Float32Array<ArrayBuffer>;
}

export function sampleSteps(steps: number): SampleStep[] {
  return ddpmRows(steps).map(({ t, aX, aOut, cX, cOut, c0, cZ }) => ({
    fromX: cX + c0 * aX,
    fromOutput: cOut + c0 * aOut,
    fromNoise: cZ,
    features: featuresAt(t),
  }));
}

/** [features] of a whole timestep. */
export function featuresAt(t: number): Float32Array<ArrayBuffer> {
  return tables.features.slice(t * timeFeatures, (t + 1) * timeFeatures);
}

/** A task as a peer runs it. */
export interface PeerRun {
  readonly task: Task;
  /** Gives one step to the device; `index` counts from the start of a run. */
  readonly step: (index: number) => void;
  /** Waits until all steps are done; tells the loss of the last one, where there is one. */
  readonly settle: () => Promise<number | undefined>;
}

/**
 * Times steps for about `seconds`, at least one. It waits for the device as rarely as keeps a wait some 50 ms long: a wait
 * itself takes a millisecond in a browser.
 */
export async function measurePeer(
  { task, step, settle }: PeerRun,
  seconds: number,
  signal: AbortSignal,
): Promise<Measured> {
  const most = task.work === 'sampling' ? task.steps : Number.POSITIVE_INFINITY;
  const begin = performance.now();
  let done = 0;
  let together = 1;
  let loss: number | undefined;
  let spent = 0;
  do {
    const count = Math.min(together, most - done);
    for (let i = 0; i < count; i++) step(done + i);
    const last = await settle();
    loss ??= last;
    done += count;
    const now = performance.now() - begin;
    if (now - spent < 50) together *= 2;
    spent = now;
  } while (spent < 1000 * seconds && done < most && !signal.aborted);
  const rowsPerSecond = (1000 * done * task.rows) / spent;
  if (task.work === 'training') return { rowsPerSecond, ...(loss !== undefined && { loss }) };
  return { rowsPerSecond, runSeconds: (task.rows * task.steps) / rowsPerSecond, part: done / task.steps };
}

/**
 * A task in several forms, one of which suits the adapter best: the first measurement, which warms up, finds out which, and
 * the others go.
 */
export function fastestOf(forms: Readonly<Record<string, Contestant>>): Contestant {
  let left = Object.entries(forms);
  const [, { engine, task }] = left[0] as [string, Contestant];
  return {
    engine,
    task,
    get form() {
      return left.length === 1 ? left[0]?.[0] : undefined;
    },
    async measure(seconds, signal) {
      let best = { rate: 0, index: 0 };
      for (const [index, [, contestant]] of left.length > 1 ? left.entries() : []) {
        // Once to compile.
        await contestant.measure(0, signal);
        const { rowsPerSecond: rate } = await contestant.measure(seconds, signal);
        if (rate > best.rate) best = { rate, index };
      }
      const [fastest] = left.splice(best.index, 1) as [[string, Contestant]];
      for (const [, contestant] of left) contestant.destroy();
      left = [fastest];
      return fastest[1].measure(seconds, signal);
    },
    destroy() {
      for (const [, contestant] of left) contestant.destroy();
    },
  };
}
