import { expect } from 'vitest';
import { BufferSet, readFloats } from '../../src/gpu/buffers.ts';
import { maxStepsPerSubmit, Plan } from '../../src/gpu/plan.ts';
import { runSteps } from '../../src/gpu/run_steps.ts';
import { trainStep } from '../../src/lab/train_config.ts';
import { testWithDevice } from '../device.ts';
import { expectSameBits } from '../kernels/close.ts';
import { asLab } from '../kernels/run_kernel.ts';
import { uniformValues } from '../kernels/values.ts';
import { trainConfig } from './small_model.ts';

const parameters = 300;
const steps = 2 * maxStepsPerSubmit + 3;

for (const [name, targetMs] of [
  ['every dispatch a submit of its own', 0],
  ['about a step a submit', 0.05],
  ['as many steps as a submit holds', 1e6],
] as const) {
  testWithDevice(`cutting the work into submits changes no bit: ${name}`, async (device) => {
    const whole = await walk(device, undefined);
    const cut = await walk(device, targetMs);
    expectSameBits('weights', cut.weights, whole.weights);
    expect(cut.history).toEqual(whole.history);
    expect(cut.history.length).toBe(steps);
    expect(cut.done.at(-1)).toBe(steps);
    if (targetMs === 0) expect(cut.done.length).toBe(2 * steps);
    if (targetMs === 1e6) expect(cut.done).toEqual([maxStepsPerSubmit, 2 * maxStepsPerSubmit, steps]);
  });
}

/** Steps of two dispatches, each using what the one before left: Adam on a constant gradient, then a sum of its weights. */
async function walk(device: GPUDevice, targetMs: number | undefined) {
  const lab = asLab(device);
  const set = new BufferSet(lab, 'walk');
  const weights = set.storageFrom('weights', uniformValues(parameters, 1).slice());
  const lossHistory = set.storage('loss history', maxStepsPerSubmit);
  const plan = await Plan.build(lab, 'walk', 'TrainStep', (builder) => {
    builder.add('adam', {
      args: {
        parameters4: parameters / 4,
        slabs: 1,
        beta1: 0.9,
        beta2: 0.999,
        one_minus_beta1: 0.1,
        one_minus_beta2: 0.001,
        eps: 1e-8,
      },
      buffers: {
        partial_gradients: set.storageFrom('gradients', uniformValues(parameters, 2).slice()),
        weights,
        first_moment: set.storage('first moment', parameters),
        second_moment: set.storage('second moment', parameters),
        ema_weights: set.storage('ema', parameters),
      },
      threads: parameters / 4,
      flops: 40 * parameters,
    });
    builder.add('sum_loss', {
      args: { count: parameters },
      buffers: { partial_losses: weights, loss_history: lossHistory },
      threads: 1,
      flops: parameters,
    });
  });
  const done: number[] = [];
  const history: number[] = [];
  const run = runSteps(lab, plan, {
    begin: 0,
    end: steps,
    describeStep: (step, slot) => trainStep(trainConfig, step, slot),
    history: lossHistory,
    ...(targetMs === undefined ? {} : { targetMs }),
  });
  for await (const submitted of run) {
    done.push(submitted.done);
    history.push(...submitted.history);
  }
  const result = { done, history, weights: await readFloats(lab, weights, parameters) };
  plan.destroy();
  set.destroy();
  return result;
}
