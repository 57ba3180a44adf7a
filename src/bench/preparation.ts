import type { LabDevice } from '../index.ts';
import type { Variant } from './candidates.ts';
import { type Contestant, labContestant, type Task } from './contestant.ts';

/** Who takes part in the contest. */
export interface Entrant {
  readonly contestant: Contestant;
  /** From asking for it until its first step was done, where that can be told. */
  readonly preparationSeconds?: number | undefined;
}

/** An entrant that has done its first step. */
export interface Prepared extends Entrant {
  readonly preparationSeconds: number;
  /** Loss of that step, where it trains. */
  readonly loss?: number | undefined;
}

/**
 * Makes a contestant and waits for its first step: some drivers compile to machine code at the first dispatch, so that a
 * pipeline's promise is not the end of it.
 */
export async function prepare(make: () => Promise<Contestant>, signal: AbortSignal): Promise<Prepared> {
  const begin = performance.now();
  const contestant = await make();
  try {
    const { loss } = await contestant.measure(0, signal);
    return { contestant, preparationSeconds: (performance.now() - begin) / 1000, loss };
  } catch (error) {
    contestant.destroy();
    throw error;
  }
}

/**
 * What it takes to prepare a task of ours, in seconds. A device keeps what it has compiled, so it is done on one of its
 * own: the first configuration that needs a kernel would pay for all others.
 *
 * @param choose picks among the variants, of which the adapter's own comes first
 */
export async function measurePreparation(
  openDevice: () => Promise<LabDevice>,
  task: Task,
  choose: (variants: readonly Variant[]) => Variant,
  signal: AbortSignal,
): Promise<number> {
  const lab = await openDevice();
  try {
    const prepared = await prepare(() => labContestant(lab, task, choose), signal);
    prepared.contestant.destroy();
    return prepared.preparationSeconds;
  } finally {
    lab.destroy();
  }
}
