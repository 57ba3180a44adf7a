import { RefusalError } from '../diffusion/refusal.ts';
import { LimitError } from '../gpu/buffers.ts';

/** How fast a candidate was found to be, or why it could not be run. */
export interface Measurement<V> {
  readonly variant: V;
  /** Work a second: the larger the better. Missing where the candidate failed. */
  readonly rate?: number;
  /** What the measurement took, compilation included, in milliseconds. */
  readonly milliseconds: number;
  /** Why the candidate could not be run. */
  readonly failure?: string;
}

/** What a tuner found. */
export interface Tuning<V> {
  readonly best: V;
  /** In the order in which they were tried; empty when the choice was remembered. */
  readonly measurements: readonly Measurement<V>[];
  /** Candidates that there was no time for. */
  readonly untried: number;
  readonly milliseconds: number;
  readonly remembered: boolean;
}

/** Where choices are kept between visits: a browser's storage, a file, or a map. */
export interface TuningMemory {
  read(key: string): string | undefined;
  write(key: string, value: string): void;
}

export interface TuneOptions {
  /** What tuning may take in all, in milliseconds; the first candidate is measured in any case. */
  readonly budgetMs?: number;
  /** Looked up first, and told the choice. */
  readonly memory?: TuningMemory;
  /** Measure again, whatever is remembered. */
  readonly again?: boolean;
  readonly now?: () => number;
}

/**
 * Measures candidates in their order, the likeliest first, and picks the fastest. Another candidate is begun only while
 * less than half of the budget is spent: on an adapter where compiling takes a second, the first one is all there is time for.
 *
 * @param key what the choice is good for: the adapter, the build and the configuration
 * @param measure runs a candidate for a moment and tells its rate; whatever it throws rules the candidate out
 * @throws the first candidate's error where the settings are refused with every candidate, or too large for the adapter
 * @throws Error when no candidate could be run for other reasons, with these
 */
export async function tune<V>(
  key: string,
  candidates: readonly V[],
  measure: (variant: V) => Promise<number>,
  options: TuneOptions = {},
): Promise<Tuning<V>> {
  const { budgetMs = 1000, memory, again = false, now = () => performance.now() } = options;
  const begin = now();
  const remembered = again ? undefined : recall(memory?.read(key), candidates);
  if (remembered !== undefined) {
    return { best: remembered, measurements: [], untried: 0, milliseconds: now() - begin, remembered: true };
  }
  const measurements: Measurement<V>[] = [];
  const errors: unknown[] = [];
  const ran = () => measurements.some(({ rate }) => rate !== undefined);
  for (const variant of candidates) {
    const started = now();
    if (ran() && started - begin >= budgetMs / 2) break;
    try {
      const rate = await measure(variant);
      measurements.push({ variant, rate, milliseconds: now() - started });
    } catch (error) {
      errors.push(error);
      const failure = error instanceof Error ? error.message : String(error);
      measurements.push({ variant, failure, milliseconds: now() - started });
    }
  }
  const fastest = measurements.reduce<Measurement<V> | undefined>(
    (best, one) => ((one.rate ?? -1) > (best?.rate ?? -1) ? one : best),
    undefined,
  );
  if (fastest?.rate === undefined) {
    if (errors.length > 0 && errors.every(isAboutSettings)) throw errors[0];
    const reasons = measurements.map(({ failure }) => failure).join(' ');
    throw new Error(`None of ${candidates.length} kernel variants could be run here. ${reasons}`);
  }
  memory?.write(key, JSON.stringify(fastest.variant));
  return {
    best: fastest.variant,
    measurements,
    untried: candidates.length - measurements.length,
    milliseconds: now() - begin,
    remembered: false,
  };
}

function isAboutSettings(error: unknown): boolean {
  return error instanceof RefusalError || error instanceof LimitError;
}

/** The candidate that was remembered, if it still is one: a newer build may offer others. */
function recall<V>(text: string | undefined, candidates: readonly V[]): V | undefined {
  return candidates.find((candidate) => JSON.stringify(candidate) === text);
}
