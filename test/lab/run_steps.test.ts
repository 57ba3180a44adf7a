import { expect } from 'vitest';
import { BufferSet, readFloats } from '../../src/gpu/buffers.ts';
import { maxStepsPerSubmit, Plan } from '../../src/gpu/plan.ts';
import { type RunOptions, runSteps, type Submitted } from '../../src/gpu/run_steps.ts';
import { trainStep } from '../../src/lab/train_config.ts';
import { testWithDevice } from '../device.ts';
import { expectSameBits } from '../kernels/close.ts';
import { asLab } from '../kernels/run_kernel.ts';
import { uniformValues } from '../kernels/values.ts';
import { trainConfig } from './small_model.ts';

const parameters = 300;
const steps = 2 * maxStepsPerSubmit + 3;

for (const [name, targetMs] of [
  ['every dispatch a submit of its own, but the last two', 0],
  ['some steps and a part of one', 5],
  ['as many steps as a submit holds', 1e6],
] as const) {
  testWithDevice(`cutting the work into submits changes no bit: ${name}`, async (device) => {
    const whole = await walk(device, {});
    const cut = await walk(device, { targetMs });
    expectSameBits('weights', cut.weights, whole.weights);
    expect(cut.history).toEqual(whole.history);
    expect(cut.history.size).toBe(steps);
    expect(cut.done.at(-1)).toBe(steps);
    if (targetMs === 0) expect(cut.done.length).toBe(2 * steps);
    if (targetMs === 1e6) expect(cut.done).toEqual([maxStepsPerSubmit, 2 * maxStepsPerSubmit, steps]);
  });
}

testWithDevice(
  'leaving the loop in the middle of a step does no step twice, and none by halves',
  async (device) => {
    const whole = await walk(device, {});
    // Left at the 1st, 2nd, 3rd … progress, which with submits of one dispatch is often within a step.
    const left = await walk(device, { targetMs: 0, leaveAfter: (round) => round + 1 });
    expectSameBits('weights', left.weights, whole.weights);
    expect(left.history).toEqual(whole.history);
  },
);

interface WalkOptions {
  readonly targetMs?: number;
  /** Progresses after which the loop is left, the first, second … time. */
  readonly leaveAfter?: (round: number) => number;
}

/**
 * Steps built like training's: what may be done twice (drawing), then a number for the history and what may not (Adam
 * with the draws for gradients).
 */
async function walk(
  device: GPUDevice,
  { targetMs, leaveAfter = () => Number.POSITIVE_INFINITY }: WalkOptions,
) {
  const lab = asLab(device);
  const set = new BufferSet(lab, 'walk');
  const weights = set.storageFrom('weights', uniformValues(parameters, 1).slice());
  const lossHistory = set.storage('loss history', maxStepsPerSubmit);
  const draws = set.storage('draws', parameters);
  const plan = await Plan.build(lab, 'walk', 'TrainStep', (builder) => {
    builder.add('add_noise', {
      args: {
        begin: 0,
        rows: parameters,
        data_count: 1,
        data_dim: 1,
        num_timesteps: 1,
        prediction_type: 0,
        given: 0,
      },
      buffers: {
        data: set.storage('data', 1),
        schedule: set.storageFrom('schedule', Float32Array.of(0, 1, 1, 1)),
        timesteps: set.storage('timesteps', parameters),
        noise: set.storage('noise', parameters),
        xt: draws,
        training_target: set.storage('target', parameters),
      },
      threads: parameters,
      flops: 1000 * parameters,
    });
    builder.add('sum_loss', {
      args: { count: parameters },
      buffers: { partial_losses: draws, loss_history: lossHistory },
      threads: 1,
      // Said to be expensive, so that submits often end before it.
      flops: 1000 * parameters,
    });
    builder.add('adam', {
      args: {
        parameters4: parameters / 4,
        slabs: 1,
        beta1: 0.9,
        beta2: 0.999,
        one_minus_beta1: 0.1,
        one_minus_beta2: 0.001,
        eps: 1e-8,
        losses: 0,
      },
      buffers: {
        partial_gradients: draws,
        weights,
        first_moment: set.storage('first moment', parameters),
        second_moment: set.storage('second moment', parameters),
        ema_weights: set.storage('ema', parameters),
        losses: set.storage('losses', 1),
        loss_history: set.storage('unused', 1),
      },
      threads: parameters / 4,
      flops: 40 * parameters,
    });
  });
  const done: number[] = [];
  const history = new Map<number, number>();
  let begin = 0;
  for (let round = 0; begin < steps; round++) {
    let left = leaveAfter(round);
    const first = begin;
    const note = (submitted: Pick<Submitted, 'done' | 'history'>) => {
      for (const [i, value] of submitted.history.entries()) {
        history.set(first + submitted.done - submitted.history.length + i, value);
      }
    };
    const options: RunOptions = {
      begin,
      end: steps,
      describeStep: (step, slot) => trainStep(trainConfig, step, slot),
      history: lossHistory,
      onSubmitted: (end) => {
        begin = end;
      },
      onLeft: note,
      ...(targetMs === undefined ? {} : { targetMs }),
    };
    for await (const submitted of runSteps(lab, plan, options)) {
      done.push(first + submitted.done);
      note(submitted);
      if (--left === 0) break;
    }
  }
  const result = { done, history, weights: await readFloats(lab, weights, parameters) };
  plan.destroy();
  set.destroy();
  return result;
}
