import { requireInteger } from '../diffusion/checks.ts';
import type { Schedule } from '../diffusion/schedule.ts';
import { buildWithBuffers, checked } from '../gpu/buffers.ts';
import type { LabDevice } from '../gpu/device.ts';
import { Plan } from '../gpu/plan.ts';
import { runSteps } from '../gpu/run_steps.ts';
import { framesOf, type RecordedFrames, recordedFrames } from './recording.ts';

export interface ForwardChainOptions {
  readonly schedule: Schedule;
  /** Where the particles start, [N]; one-dimensional data, in model space. */
  readonly x0: Float32Array;
  /** Steps between two frames that are kept. */
  readonly every: number;
  readonly seed: number;
}

/** Particles that walk the forward process one timestep at a time. */
export interface ForwardChain {
  /** x_0, x after every `every`-th step, and x_T. */
  readonly recorded: RecordedFrames;
  /** Walks all particles. Pull to go on, leave the loop to cancel. */
  run(): AsyncGenerator<void>;
  destroy(): void;
}

/** Particles that a dispatch walks: what a software adapter does in some tens of milliseconds. */
const chunk = { software: 256, hardware: 65_536 } as const;

/**
 * Prepares the forward process as the Markov chain it is defined as, with fresh noise at every one of the T steps
 * (Ho et al. 2020, eq. 2), not as the jump to x_t that follows from it (eq. 4).
 *
 * @throws RangeError for settings out of range, LimitError when the adapter has too little memory.
 */
export async function createForwardChain(
  lab: LabDevice,
  { schedule, x0, every, seed }: ForwardChainOptions,
): Promise<ForwardChain> {
  const count = x0.length;
  const steps = schedule.numTrainTimesteps;
  requireInteger('the number of particles', count, 1, 2 ** 24);
  requireInteger('every', every, 1, steps);
  requireInteger('seed', seed, 0, 2 ** 32 - 1);
  const frames = framesOf(steps, every);
  return buildWithBuffers(lab, 'The forward chain', async (set) => {
    const buffers = await checked(lab, set, 'The forward chain', () => ({
      x0: set.storageFrom('x0', Float32Array.from(x0)),
      chain: set.storageFrom('chain', chainTable(schedule)),
      paths: set.storage('paths', frames.length * count),
    }));
    const most = chunk[lab.adapter.isSoftware ? 'software' : 'hardware'];
    const plan = await Plan.build(lab, 'forward chain', 'Step', (builder) => {
      for (let begin = 0; begin < count; begin += most) {
        const rows = Math.min(most, count - begin);
        const args = { begin, rows, count, steps, every, seed };
        builder.add('forward_chain', { args, buffers, threads: rows, flops: 200 * rows * steps });
      }
    });
    return {
      recorded: recordedFrames(lab, buffers.paths, { paths: count, count, steps: frames }),
      async *run() {
        set.assertUsable();
        const once = { begin: 0, end: 1, describeStep: () => ({ index: 0 }) };
        for await (const _ of runSteps(lab, plan, once)) yield;
      },
      destroy() {
        plan.destroy();
        set.destroy();
      },
    };
  });
}

/**
 * What each step keeps of x and how much noise it adds, [T, 2]: sqrt(1 - beta) and sqrt(beta) for a schedule that
 * preserves the variance. Taken from the marginals, so that it also leads to those of the article's coefficient.
 */
function chainTable({ sqrtAlphasCumprod, sqrtOneMinusAlphasCumprod }: Schedule): Float32Array<ArrayBuffer> {
  const table = new Float32Array(2 * sqrtAlphasCumprod.length);
  let [signal, noise] = [1, 0];
  sqrtAlphasCumprod.forEach((nextSignal, t) => {
    const nextNoise = sqrtOneMinusAlphasCumprod[t] as number;
    const keep = nextSignal / signal;
    table.set([keep, Math.sqrt(Math.max(0, nextNoise ** 2 - (keep * noise) ** 2))], 2 * t);
    [signal, noise] = [nextSignal, nextNoise];
  });
  return table;
}
