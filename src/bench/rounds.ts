import type { Contestant, Measured } from './contestant.ts';

export interface RoundsOptions {
  readonly rounds: number;
  /** How long each contestant may take a round, at least one step. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Told before each measurement: who, in which round (0 warms up and does not count). */
  readonly onTurn?: (contestant: Contestant, round: number) => void;
}

/**
 * Measures contestants in turns, round after round, so that whatever else the machine does meets them all alike. The
 * first round compiles and warms up; it does not count.
 *
 * @returns what each contestant did in each round
 */
export async function measureRounds(
  contestants: readonly Contestant[],
  { rounds, seconds, signal, onTurn }: RoundsOptions,
): Promise<Measured[][]> {
  const measured = contestants.map((): Measured[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      signal.throwIfAborted();
      onTurn?.(contestant, round);
      const one = await contestant.measure(round === 0 ? seconds / 4 : seconds, signal);
      signal.throwIfAborted();
      if (round > 0) measured[i]?.push(one);
    }
  }
  return measured;
}
