import type { DenoiserName } from '../recipe.ts';

/** How far a sampling run was when. */
export interface RunTime {
  /** Rows of the sampler's table done. */
  readonly step: number;
  readonly milliseconds: number;
}

/**
 * How long all rows of a table take, from how far the run was when: rows times the median time of a row, so that
 * something else that keeps the machine busy for a moment does not count.
 */
export function steadySeconds(progress: readonly RunTime[], rows: number): number {
  const perRow: number[] = [];
  let last = { step: 0, milliseconds: 0 };
  for (const now of progress) {
    if (now.step === last.step) continue;
    perRow.push((now.milliseconds - last.milliseconds) / (now.step - last.step));
    last = now;
  }
  const middle = perRow.sort((a, b) => a - b)[perRow.length >> 1] ?? Number.NaN;
  return (rows * middle) / 1000;
}

/** How often a table is run for its time at most, and how long these runs may take before the last, in milliseconds. */
const repeats = { runs: 4, milliseconds: 250 } as const;

/** What several runs of a table took, in seconds. */
export interface Timed {
  readonly least: number;
  /** All of them together, waiting included. */
  readonly elapsed: number;
}

/**
 * The least that all rows of a table take, of several runs where these are short: the first one also warms up, and
 * something else, such as a frame of the picture, takes its time in another.
 *
 * @param run runs the table, tells how far it is, and says whether it got to the end
 * @returns undefined when a run did not
 */
export async function timeRuns(
  rows: number,
  run: (tell: (progress: RunTime) => void, isFirst: boolean) => Promise<boolean>,
  now = () => performance.now(),
): Promise<Timed | undefined> {
  const times: number[] = [];
  const begin = now();
  do {
    const seen: RunTime[] = [];
    if (!(await run((progress) => seen.push(progress), times.length === 0))) return undefined;
    times.push(steadySeconds(seen, rows));
  } while (times.length < repeats.runs && now() - begin < repeats.milliseconds);
  return { least: Math.min(...times), elapsed: (now() - begin) / 1000 };
}

/** Seconds that evaluations have taken so far, by denoiser, to say how long the rest will. */
export class RemainingTime {
  readonly #seconds = { exact: 0, network: 0 };
  readonly #evaluations = { exact: 0, network: 0 };

  add(denoiser: DenoiserName, evaluations: number, seconds: number): void {
    this.#seconds[denoiser] += seconds;
    this.#evaluations[denoiser] += evaluations;
  }

  /** Until `left` evaluations are done; unknown until there is something to go by. */
  secondsFor(left: Readonly<Record<DenoiserName, number>>): number {
    const of = (name: DenoiserName) =>
      left[name] === 0 ? 0 : (left[name] * this.#seconds[name]) / this.#evaluations[name];
    const seconds = of('exact') + of('network');
    return Number.isNaN(seconds) ? Number.POSITIVE_INFINITY : seconds;
  }
}
