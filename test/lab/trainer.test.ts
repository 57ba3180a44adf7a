import { expect } from 'vitest';
import { readFloats } from '../../src/gpu/buffers.ts';
import type { LabDevice } from '../../src/gpu/device.ts';
import { everyProducts } from '../../src/lab/adapter_traits.ts';
import type { ModelConfig } from '../../src/lab/layout.ts';
import type { Model, NamedTensor } from '../../src/lab/model.ts';
import { learningRateAt, type TrainConfig } from '../../src/lab/train_config.ts';
import { createTrainer, type Trainer } from '../../src/lab/trainer.ts';
import type { TrainVariant } from '../../src/lab/variant.ts';
import { testWithDevice } from '../device.ts';
import { expectClose, expectSameBits, float32Eps } from '../kernels/close.ts';
import { asLab } from '../kernels/run_kernel.ts';
import { type AdamState, adam } from '../references/adam.ts';
import { tensorsOf } from './reference_network.ts';
import { oddConfig, smallData, smallModel, trainConfig } from './small_model.ts';

const variant: TrainVariant = { products: 'tiled', microBatchRows: 64, gradientSlabs: 3 };
const config = oddConfig(2);

testWithDevice('Adam on the gradients that were computed: warm-up, decay, average', async (device) => {
  const lab = asLab(device);
  const settings: TrainConfig = {
    ...trainConfig,
    learningRate: 0.01,
    warmupSteps: 3,
    weightDecay: 0.1,
    emaDecay: 0.2,
  };
  const before = tensorsOf(await (await smallModel(lab, config)).readWeights('raw'));
  let state = new Map([...before].map(([name, weights]) => [name, freshState(weights)]));
  // The same seed gives the same bits, so a run of k steps shows the gradient of step k of a longer one.
  for (let steps = 1; steps <= 5; steps++) {
    const { model, trainer } = await trained(lab, config, { ...settings, numSteps: steps });
    const gradients = tensorsOf(await trainer.readGradients());
    const learningRate = 0.01 * Math.min(1, steps / 3);
    // The average starts short: at most (1 + step) / (10 + step), step counted from 0.
    const emaDecay = Math.min(0.2, steps / (9 + steps));
    state = new Map(
      [...state].map(([name, old]) => {
        const gradient = gradients.get(name) as Float64Array;
        return [name, adam(old, gradient, { ...settings, learningRate, emaDecay }, steps)];
      }),
    );
    for (const which of ['raw', 'ema'] as const) {
      for (const { name, data } of await model.readWeights(which)) {
        const should = state.get(name) as AdamState;
        // Some ulp a step, of the weight and of a step of at most a few learning rates; the gradients are the same.
        const tolerance = { atol: 16 * steps * (1 + 10 * learningRate) * float32Eps, rtol: 0 };
        expectClose(
          `${which} ${name} after ${steps}`,
          data,
          which === 'raw' ? should.weights : should.emaWeights,
          tolerance,
        );
      }
    }
    trainer.destroy();
    model.destroy();
  }
});

for (const [name, kernels] of Object.entries({
  ...Object.fromEntries(everyProducts.map((products) => [products, { products }])),
  private: { family: 'private', products: 'quad', gradientSlabs: 1 } as const,
  workgroup: { family: 'workgroup', products: 'tiled' } as const,
  halves: { family: 'workgroup', products: 'tiled', storage: 'half' } as const,
})) {
  testWithDevice(`one seed gives the same bits, also after pauses: ${name}`, async (device) => {
    const lab = asLab(device);
    const settings = { ...trainConfig, numSteps: 150, emaDecay: 0.9 };
    const cut = { ...variant, ...kernels };
    const runs = [];
    for (const pauses of [0, 0, 1000]) {
      const { model, trainer, losses } = await trained(lab, config, settings, { cut, pauses });
      expect(trainer.step).toBe(150);
      runs.push({ losses, raw: await model.readWeights('raw'), ema: await model.readWeights('ema') });
      trainer.destroy();
      model.destroy();
    }
    const [first, ...others] = runs as [(typeof runs)[0], ...typeof runs];
    expect([...first.losses.keys()]).toEqual(Array.from({ length: 150 }, (_, step) => step));
    for (const other of others) {
      for (const set of ['raw', 'ema'] as const) expectSameTensors(other[set], first[set]);
      expect(other.losses).toEqual(first.losses);
    }
    const otherSeed = await trained(
      lab,
      config,
      { ...settings, numSteps: 1, seed: settings.seed + 1 },
      { cut },
    );
    expect(otherSeed.losses.get(0)).not.toBe(first.losses.get(0));
  });
}

testWithDevice('how the work is cut changes a gradient by rounding only', async (device) => {
  const lab = asLab(device);
  const settings = { ...trainConfig, batchSize: 77 };
  const gradientsOf = async (cut: TrainVariant) => {
    const { trainer, losses } = await trained(lab, config, settings, { cut });
    return { loss: losses.get(0) as number, gradients: await trainer.readGradients() };
  };
  const whole = await gradientsOf({ products: 'tiled', microBatchRows: 80, gradientSlabs: 1 });
  for (const cut of [
    { products: 'tiled', microBatchRows: 16, gradientSlabs: 1 },
    { products: 'tiled', microBatchRows: 48, gradientSlabs: 5 },
    { products: 'stationary', microBatchRows: 32, gradientSlabs: 4 },
    { products: 'quad', microBatchRows: 32, gradientSlabs: 4 },
    { family: 'private', products: 'quad', microBatchRows: 48, gradientSlabs: 1 },
    { family: 'workgroup', products: 'tiled', microBatchRows: 64, gradientSlabs: 2 },
  ] as const) {
    const { loss, gradients } = await gradientsOf(cut);
    // Float32 sums of 77 rows in another order.
    expectClose('loss', [loss], [whole.loss], { atol: 0, rtol: 1e-6 });
    for (const [i, { name, data }] of gradients.entries()) {
      const should = whole.gradients[i]?.data as Float32Array;
      const largest = Math.max(...should.map(Math.abs));
      expectClose(name, data, should, { atol: 3e-6 * largest, rtol: 0 });
    }
  }
});

testWithDevice('the padding of the parameters stays zero', async (device) => {
  const lab = asLab(device);
  const settings = { ...trainConfig, numSteps: 20, weightDecay: 0.1, emaDecay: 0.9, learningRate: 0.1 };
  const { model } = await trained(lab, { ...config, activation: 'gelu' }, settings);
  const { length, numParameters } = model.layout;
  for (const buffer of Object.values(model.buffers)) {
    const flat = await readFloats(lab, buffer, length);
    expect(flat.filter((value) => value !== 0).length).toBe(numParameters);
    expect(flat.every(Number.isFinite)).toBe(true);
  }
});

testWithDevice('leaving the loop early and going on does exactly numSteps', async (device) => {
  const lab = asLab(device);
  const model = await smallModel(lab, config);
  // More steps than one submit holds.
  const settings = { ...trainConfig, numSteps: 150 };
  const trainer = await createTrainer(lab, { model, data: smallData(2), config: settings, variant });
  const seen = [];
  let told = 0;
  for await (const { step, losses } of trainer.train()) {
    seen.push(step);
    told += losses.length;
    break;
  }
  expect(told + trainer.lossesUnderWay.length).toBe(trainer.step);
  expect(trainer.step).toBeGreaterThanOrEqual(seen[0] as number);
  expect(trainer.step).toBeLessThan(150);
  for await (const { step, numSteps, secondsLeft } of trainer.train()) {
    expect(numSteps).toBe(150);
    expect(secondsLeft).toBeGreaterThanOrEqual(0);
    seen.push(step);
  }
  expect(trainer.lossesUnderWay).toHaveLength(0);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(150);
  expect(trainer.step).toBe(150);
  for await (const _ of trainer.train()) throw new Error('There was nothing left to train.');
});

testWithDevice('the learning rate rises, stays or follows half a cosine', () => {
  const cosine: TrainConfig = {
    ...trainConfig,
    numSteps: 110,
    learningRate: 2,
    warmupSteps: 10,
    learningRateSchedule: 'cosine',
  };
  const rates = (settings: TrainConfig, steps: readonly number[]) =>
    steps.map((step) => learningRateAt(settings, step));
  const steps = [0, 4, 9, 10, 60, 85, 109];
  const end = 1 + Math.cos(0.99 * Math.PI);
  expectClose('cosine', rates(cosine, steps), [0.2, 1, 2, 2, 1, 1 - Math.SQRT1_2, end], {
    atol: 1e-14,
    rtol: 0,
  });
  const constant: TrainConfig = { ...cosine, learningRateSchedule: 'constant' };
  expectClose('constant', rates(constant, steps), [0.2, 1, 2, 2, 2, 2, 2], { atol: 1e-14, rtol: 0 });
});

interface TrainedOptions {
  readonly cut?: TrainVariant;
  /** How often the loop is left, after one progress each time, and entered again. */
  readonly pauses?: number;
}

/** A small model trained from the same start, and the losses seen, by step. */
async function trained(
  lab: LabDevice,
  modelConfig: ModelConfig,
  settings: TrainConfig,
  { cut = variant, pauses = 0 }: TrainedOptions = {},
): Promise<{ model: Model; trainer: Trainer; losses: Map<number, number> }> {
  const model = await smallModel(lab, modelConfig);
  const data = smallData(modelConfig.dataDim);
  const trainer = await createTrainer(lab, { model, data, config: settings, variant: cut });
  const losses = new Map<number, number>();
  for (let left = pauses; trainer.step < settings.numSteps; left--) {
    for await (const progress of trainer.train()) {
      const first = progress.step - progress.losses.length;
      for (const [i, loss] of progress.losses.entries()) losses.set(first + i, loss);
      if (left > 0) break;
    }
    const first = trainer.step - trainer.lossesUnderWay.length;
    for (const [i, loss] of trainer.lossesUnderWay.entries()) losses.set(first + i, loss);
  }
  return { model, trainer, losses };
}

function freshState(weights: Float64Array): AdamState {
  const zeros = new Float64Array(weights.length);
  return { weights, firstMoment: zeros, secondMoment: zeros, emaWeights: weights };
}

function expectSameTensors(actual: readonly NamedTensor[], expected: readonly NamedTensor[]): void {
  expect(actual.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
  for (const [i, { name, data }] of actual.entries()) {
    expectSameBits(name, data, expected[i]?.data as Float32Array);
  }
}
