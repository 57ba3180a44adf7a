import { BufferSet } from './buffers.ts';
import { type LabDevice, rethrow } from './device.ts';
import { mostInFlight, paceOf } from './pace.ts';
import { maxStepsPerSubmit, type Plan } from './plan.ts';

/** What a submit did. */
export interface Submitted {
  /** Steps done in all, counted from `begin`. */
  readonly done: number;
  /** What the finished steps left in the history buffer: one number each. */
  readonly history: Float32Array<ArrayBuffer>;
  /** Time since the last submit was done. */
  readonly milliseconds: number;
}

export interface RunOptions {
  readonly begin: number;
  readonly end: number;
  /** The numbers of a step; `slot` is its place in the submit. */
  readonly describeStep: (step: number, slot: number) => Readonly<Record<string, number>>;
  /** [maxStepsPerSubmit]: a number that each step leaves at its slot. */
  readonly history?: GPUBuffer;
  /** Told after each submit how many steps, from step 0 on, are submitted whole. */
  readonly onSubmitted?: (endStep: number) => void;
  /** How long a submit should take. A single dispatch is never cut. */
  readonly targetMs?: number;
}

const defaultTargetMs = 50;

/**
 * Runs the steps of a plan, many to a submit or one step over several, so that each submit takes about `targetMs`.
 * Yields after each submit is done. Two or more submits are in flight, so that the device never waits for the host.
 * Not pulling the next value pauses; leaving the loop cancels.
 */
export async function* runSteps(lab: LabDevice, plan: Plan, options: RunOptions): AsyncGenerator<Submitted> {
  const { targetMs = defaultTargetMs } = options;
  const pace = paceOf(lab.device);
  const buffers = new BufferSet(lab, 'runSteps');
  const rings = Array.from({ length: mostInFlight }, (_, i) =>
    buffers.staging(`history ${i}`, 4 * maxStepsPerSubmit),
  );
  let cursor: Cursor = { step: options.begin, dispatch: 0 };
  let turn = 0;
  const next = (): Promise<Finished> | undefined => {
    if (cursor.step >= options.end) return undefined;
    lab.assertAlive();
    const { submit, end } = encodeSubmit(lab, plan, options, cursor);
    cursor = end;
    options.onSubmitted?.(end.step);
    const finished = finish(lab, submit, options.history, rings[turn++ % mostInFlight] as GPUBuffer);
    // Whoever left the loop no longer hears of this submit's failure.
    finished.catch(() => undefined);
    return finished;
  };
  const inFlight: Promise<Finished>[] = [];
  // The first submit runs alone: its time is the first estimate of the device's speed.
  let most = 1;
  let idleSince = 0;
  try {
    for (;;) {
      while (inFlight.length < most) {
        const one = next();
        if (!one) break;
        inFlight.push(one);
      }
      const pending = inFlight.shift();
      if (!pending) return;
      const finished = await pending;
      const milliseconds = finished.doneAt - Math.max(finished.submittedAt, idleSince);
      idleSince = finished.doneAt;
      pace.learn(finished.cost, milliseconds, targetMs);
      most = pace.inFlight;
      yield { done: finished.endStep - options.begin, history: finished.history, milliseconds };
    }
  } finally {
    buffers.destroy();
  }
}

interface Cursor {
  readonly step: number;
  readonly dispatch: number;
}

interface Submit {
  readonly encoder: GPUCommandEncoder;
  readonly cost: number;
  /** Steps that this submit completes. */
  readonly completed: number;
  readonly endStep: number;
}

interface Finished {
  readonly submittedAt: number;
  readonly doneAt: number;
  readonly cost: number;
  readonly endStep: number;
  readonly history: Float32Array<ArrayBuffer>;
}

function encodeSubmit(
  lab: LabDevice,
  plan: Plan,
  options: RunOptions,
  begin: Cursor,
): { submit: Submit; end: Cursor } {
  const budget = (options.targetMs ?? defaultTargetMs) * paceOf(lab.device).speed;
  const encoder = lab.device.createCommandEncoder({ label: 'runSteps' });
  const pass = encoder.beginComputePass({ label: 'runSteps' });
  let { step, dispatch } = begin;
  let cost = 0;
  let slot = 0;
  do {
    if (dispatch === 0 || cost === 0) plan.setStep(slot, options.describeStep(step, slot));
    plan.encode(pass, dispatch, slot);
    cost += plan.cost(dispatch);
    dispatch++;
    if (dispatch === plan.length) {
      dispatch = 0;
      step++;
      slot++;
    }
    // The last two dispatches of a step go together: the number it leaves at its slot, and what makes it count as done.
    // Otherwise a submit ends when its time is up.
  } while (
    step < options.end &&
    slot < maxStepsPerSubmit &&
    (dispatch === plan.length - 1 || cost + plan.cost(dispatch) <= budget)
  );
  pass.end();
  plan.upload(Math.min(slot + 1, maxStepsPerSubmit));
  return {
    submit: { encoder, cost, completed: step - begin.step, endStep: step },
    end: { step, dispatch },
  };
}

async function finish(
  lab: LabDevice,
  submit: Submit,
  history: GPUBuffer | undefined,
  staging: GPUBuffer,
): Promise<Finished> {
  const { encoder, cost, completed, endStep } = submit;
  const bytes = 4 * completed;
  const read = history !== undefined && bytes > 0;
  if (read) encoder.copyBufferToBuffer(history, 0, staging, 0, bytes);
  const submittedAt = performance.now();
  lab.device.queue.submit([encoder.finish()]);
  let losses = new Float32Array(0);
  if (read) {
    await staging.mapAsync(1 /* READ */).catch((cause: unknown) => rethrow(lab, cause));
    losses = new Float32Array(staging.getMappedRange(0, bytes).slice(0));
    staging.unmap();
  } else {
    await lab.device.queue.onSubmittedWorkDone();
  }
  lab.assertAlive();
  return { submittedAt, doneAt: performance.now(), cost, endStep, history: losses };
}
