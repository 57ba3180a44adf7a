import { RefusalError } from '../diffusion/refusal.ts';
import { LimitError } from '../gpu/buffers.ts';
import { DeviceError } from '../gpu/device.ts';

/** How fast a candidate was found to be, or why it could not be run. */
export interface Measurement<V> {
  readonly variant: V;
  /** Work a millisecond in its best round: the larger the better. Missing where the candidate failed. */
  readonly rate?: number;
  /** What measuring took in all rounds, compilation included, in milliseconds. */
  readonly milliseconds: number;
  /** Why the candidate could not be run. */
  readonly failure?: string;
}

/** What a tuner found. */
export interface Tuning<V> {
  /** The fastest; the likeliest where a cancelled tuning has measured none. */
  readonly best: V;
  /** In the order in which they were tried. */
  readonly measurements: readonly Measurement<V>[];
  /** Candidates that there was no time for. */
  readonly untried: number;
  /** What the measurements took, whenever they were made. */
  readonly milliseconds: number;
  /** Whether they were made before. */
  readonly remembered: boolean;
}

/** Where measurements are kept between visits: a browser's storage, a file, or a map. */
export interface TuningMemory {
  read(key: string): string | undefined;
  write(key: string, value: string): void;
}

export interface TuneOptions {
  /** What tuning may take in all, in milliseconds; the first candidate is measured in any case. */
  readonly budgetMs?: number;
  /** How often each candidate is measured, while there is time: something else may disturb one measurement. */
  readonly rounds?: number;
  /** Looked up first, and told what was measured. */
  readonly memory?: TuningMemory;
  /** Measure again, whatever is remembered. */
  readonly again?: boolean;
  /** Told before each measurement how many have been made, of how many. */
  readonly onProgress?: (made: number, measurements: number) => void;
  /** Asked before, during and after each measurement; once true, for good. A cancelled tuning is not remembered. */
  readonly isCancelled?: () => boolean;
  readonly now?: () => number;
}

/**
 * Measures candidates in their order, the likeliest first, in rounds, and picks the fastest. Another measurement is begun
 * only while less than half of the budget is spent: where compiling takes a second, the first one is all there is time for.
 *
 * @param key what the choice is good for: the adapter, the build and the configuration
 * @param measure runs a candidate for a moment and tells its rate; whatever it throws rules the candidate out. What it
 *   tells once `isCancelled` says so does not count
 * @throws the first candidate's error where the settings are refused with every candidate, or too large for the adapter
 * @throws Error when no candidate could be run for other reasons, with these
 */
export async function tune<V>(
  key: string,
  candidates: readonly V[],
  measure: (variant: V) => Promise<number>,
  options: TuneOptions = {},
): Promise<Tuning<V>> {
  const { budgetMs = 1000, rounds = 3, memory, again = false, now = () => performance.now() } = options;
  const remembered = again ? undefined : recall(key, candidates, memory);
  if (remembered !== undefined) return remembered;
  const begin = now();
  const errors: unknown[] = [];
  const isCancelled = () => options.isCancelled?.() ?? false;
  const found = new Map<V, Measurement<V>>();
  const ran = () => [...found.values()].some(({ rate }) => rate !== undefined);
  const planned = Array.from({ length: rounds }, () => candidates).flat();
  for (const [made, variant] of planned.entries()) {
    const before = found.get(variant);
    if (before?.failure !== undefined) continue;
    const started = now();
    if (isCancelled() || (ran() && started - begin >= budgetMs / 2)) break;
    options.onProgress?.(made, planned.length);
    const spent = () => (before?.milliseconds ?? 0) + now() - started;
    try {
      const rate = Math.max(before?.rate ?? 0, await measure(variant));
      if (isCancelled()) break;
      found.set(variant, { variant, rate, milliseconds: spent() });
    } catch (error) {
      // It says nothing of the kernels, and must not be remembered of them.
      if (error instanceof DeviceError) throw error;
      errors.push(error);
      const failure = error instanceof Error ? error.message : String(error);
      found.set(variant, { variant, failure, milliseconds: spent() });
    }
  }
  const measurements = [...found.values()];
  const wasCancelled = isCancelled();
  const likeliest = wasCancelled ? candidates.find((variant) => !found.has(variant)) : undefined;
  const best = fastestOf(measurements) ?? likeliest;
  if (best === undefined) {
    if (errors.length > 0 && errors.every(isAboutSettings)) throw errors[0];
    const reasons = measurements.map(({ failure }) => failure).join(' ');
    throw new Error(`None of ${candidates.length} kernel variants could be run here. ${reasons}`);
  }
  if (!wasCancelled) memory?.write(key, JSON.stringify(measurements));
  return conclude(best, candidates, measurements, false);
}

/**
 * What was measured before and is remembered, or undefined: also where other candidates were measured than there are, as
 * a newer build may have them.
 */
export function recall<V>(
  key: string,
  candidates: readonly V[],
  memory: TuningMemory | undefined,
): Tuning<V> | undefined {
  const measurements = readMeasurements(memory?.read(key), candidates);
  const best = measurements && fastestOf(measurements);
  return best && conclude(best, candidates, measurements, true);
}

function fastestOf<V>(measurements: readonly Measurement<V>[]): V | undefined {
  return measurements.reduce<Measurement<V> | undefined>(
    (best, one) => ((one.rate ?? -1) > (best?.rate ?? -1) ? one : best),
    undefined,
  )?.variant;
}

function conclude<V>(
  best: V,
  candidates: readonly V[],
  measurements: readonly Measurement<V>[],
  remembered: boolean,
): Tuning<V> {
  return {
    best,
    measurements,
    untried: candidates.length - measurements.length,
    milliseconds: measurements.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    remembered,
  };
}

function readMeasurements<V>(
  text: string | undefined,
  candidates: readonly V[],
): Measurement<V>[] | undefined {
  const known = new Set(candidates.map((candidate) => JSON.stringify(candidate)));
  try {
    const found: Measurement<V>[] = JSON.parse(text ?? '');
    return found.every(({ variant }) => known.has(JSON.stringify(variant))) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isAboutSettings(error: unknown): boolean {
  return error instanceof RefusalError || error instanceof LimitError;
}
