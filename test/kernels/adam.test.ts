import { type TrainConfig, trainStep } from '../../src/lab/train_config.ts';
import { testWithDevice } from '../device.ts';
import { type AdamState, adam } from '../references/adam.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { uniformValues } from './values.ts';

const config: TrainConfig = {
  batchSize: 1,
  numSteps: 100,
  learningRate: 0.01,
  learningRateSchedule: 'constant',
  warmupSteps: 0,
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
  weightDecay: 0,
  emaDecay: 0,
  lossWeighting: 'uniform',
  snrGamma: 5,
  timestepSampling: 'uniform',
  seed: 0,
};

const cases = [
  { parameters: 4, slabs: 1, first: 0, config },
  { parameters: 148, slabs: 3, first: 0, config: { ...config, weightDecay: 0.1, emaDecay: 0.999 } },
  { parameters: 4004, slabs: 64, first: 7, config: { ...config, emaDecay: 0.5, eps: 1e-3 } },
  { parameters: 260, slabs: 8, first: 50_000, config: { ...config, beta1: 0, beta2: 0.9, weightDecay: 1 } },
  { parameters: 20, slabs: 2, first: 2, config: { ...config, beta2: 0.999999 } },
] as const;

for (const { parameters, slabs, first, config: settings } of cases) {
  testWithDevice(`${parameters} parameters, ${slabs} slabs, from step ${first}`, async (device) => {
    let state: AdamState = {
      weights: Float64Array.from(uniformValues(parameters, 1)),
      firstMoment: new Float64Array(parameters),
      secondMoment: new Float64Array(parameters),
      emaWeights: Float64Array.from(uniformValues(parameters, 2)),
    };
    let buffers = {
      weights: Float32Array.from(state.weights),
      first_moment: Float32Array.from(state.firstMoment),
      second_moment: Float32Array.from(state.secondMoment),
      ema_weights: Float32Array.from(state.emaWeights),
    };
    for (let i = 0; i < 4; i++) {
      const step = first + i;
      const partials = gradients(parameters, slabs, 10 + i);
      const gradient = Float64Array.from({ length: parameters }, (_, p) => {
        let sum = 0;
        for (let slab = 0; slab < slabs; slab++) sum += partials[slab * parameters + p] as number;
        return sum;
      });
      const values = trainStep(settings, step, 0);
      state = adam(state, gradient, { ...settings, emaDecay: values.ema_decay as number }, step + 1);
      const { partial_gradients, losses, loss_history, ...after } = await runKernel(device, 'adam', {
        args: adamArgs(parameters, slabs, settings),
        step: values,
        buffers: { partial_gradients: partials, ...buffers, losses: [5], loss_history: poison(1) },
        threads: parameters / 4,
      });
      buffers = after;
      expectClose('losses, left to another kernel', loss_history, poison(1), { atol: 0, rtol: 0 });
      // Some ulp of each term a step, one of each slab's sum; a step is at most a few learning rates long.
      const ulps = (8 + 2 * slabs) * (i + 1) * float32Eps;
      const atol = ulps * (1 + 10 * settings.learningRate);
      expectClose('first_moment', after.first_moment, state.firstMoment, { atol: ulps, rtol: 0 });
      expectClose('second_moment', after.second_moment, state.secondMoment, { atol: 0, rtol: ulps });
      expectClose('weights', after.weights, state.weights, { atol, rtol: 0 });
      expectClose('ema_weights', after.ema_weights, state.emaWeights, { atol, rtol: 0 });
    }
  });
}

testWithDevice('padding, zero everywhere, stays zero', async (device) => {
  const zeros = [0, 0, 0, 0];
  const actual = await runKernel(device, 'adam', {
    args: adamArgs(4, 1, { ...config, eps: 1e-12 }),
    step: trainStep({ ...config, weightDecay: 0.5, emaDecay: 0.9 }, 3, 0),
    buffers: {
      partial_gradients: zeros,
      weights: zeros,
      first_moment: zeros,
      second_moment: zeros,
      ema_weights: zeros,
      losses: zeros,
      loss_history: zeros,
    },
    threads: 1,
  });
  for (const [name, values] of Object.entries(actual)) expectClose(name, values, zeros, { atol: 0, rtol: 0 });
});

testWithDevice('sums losses beside, into the slot of the step', async (device) => {
  const numbers = uniformValues(37, 5);
  const parameters = 256;
  const values = () => uniformValues(parameters, 1);
  const { loss_history } = await runKernel(device, 'adam', {
    args: { ...adamArgs(parameters, 1, config), losses: 37 },
    step: { ...trainStep(config, 3, 0), slot: 2 },
    buffers: {
      partial_gradients: values(),
      weights: values(),
      first_moment: values(),
      second_moment: poison(parameters).fill(1),
      ema_weights: values(),
      losses: numbers,
      loss_history: poison(4),
    },
    threads: parameters / 4 + 1,
  });
  const sum = numbers.reduce((total, value) => total + value);
  const expected = [Number.NaN, Number.NaN, sum, Number.NaN];
  // A float32 sum of 37 numbers within 1.
  expectClose('loss_history', loss_history, expected, { atol: 37 * float32Eps, rtol: 1e-6 });
});

function adamArgs(parameters: number, slabs: number, { beta1, beta2, eps }: TrainConfig) {
  return {
    parameters4: parameters / 4,
    slabs,
    beta1,
    beta2,
    one_minus_beta1: 1 - beta1,
    one_minus_beta2: 1 - beta2,
    eps,
    losses: 0,
  };
}

/**
 * Partial gradients [slabs, parameters] from 1e-4 to 1. A parameter's have all one sign: where they cancel, Adam's first
 * step, which is all sign, magnifies the sum's rounding without bound.
 */
function gradients(parameters: number, slabs: number, seed: number): Float32Array {
  const logarithms = uniformValues(slabs * parameters, seed, 2);
  const signs = uniformValues(parameters, seed + 1000);
  return logarithms.map(
    (value, i) => (10 ** (value - 2) * Math.sign(signs[i % parameters] as number)) / slabs,
  );
}
