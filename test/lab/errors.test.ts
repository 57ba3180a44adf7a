import { expect, test } from 'vitest';
import { articleMixture } from '../../src/diffusion/mixture.ts';
import { samplerRows } from '../../src/diffusion/samplers/index.ts';
import { BufferSet, LimitError, mebibytes } from '../../src/gpu/buffers.ts';
import { mixtureDenoiser, networkDenoiser } from '../../src/lab/denoiser.ts';
import { type ModelConfig, makeLayout } from '../../src/lab/layout.ts';
import { createModel } from '../../src/lab/model.ts';
import { createSampler, type SamplerOptions } from '../../src/lab/sampler.ts';
import { checkTrainConfig, type TrainConfig } from '../../src/lab/train_config.ts';
import { createTrainer, type TrainerOptions } from '../../src/lab/trainer.ts';
import { testWithDevice } from '../device.ts';
import { asLab } from '../kernels/run_kernel.ts';
import { oddConfig, schedule, smallData, smallModel, trainConfig } from './small_model.ts';

const badModels: readonly (readonly [field: keyof ModelConfig, value: unknown, allowed: RegExp])[] = [
  ['dataDim', 0, /from 1 to 64/],
  ['dataDim', 65, /from 1 to 64/],
  ['hiddenWidth', 7, /from 8 to 1024/],
  ['hiddenWidth', 20.5, /from 8 to 1024/],
  ['hiddenLayers', 9, /from 1 to 8/],
  ['timeFeatures', 0, /from 2 to 256/],
  ['timeFeatures', 11, /even/],
  ['fourierFeatures', 17, /from 0 to 16/],
  ['fourierBase', 0, /100/],
  ['fourierBase', Number.NaN, /100/],
  ['activation', 'tanh', /silu, relu, gelu/],
  ['timeConditioning', 'none', /timestep, logsnr/],
  ['predictionType', 'noise', /epsilon, sample, v_prediction/],
];

for (const [field, value, allowed] of badModels) {
  test(`a model's ${field} of ${value} is refused by name, value and range`, () => {
    const config = { ...oddConfig(1), [field]: value } as ModelConfig;
    expectRangeError(() => makeLayout(config), field, value, allowed);
  });
}

const badTrainings: readonly (readonly [field: keyof TrainConfig, value: unknown, allowed: RegExp])[] = [
  ['batchSize', 0, /from 1 to 65536/],
  ['batchSize', 65_537, /from 1 to 65536/],
  ['batchSize', 1.5, /from 1 to 65536/],
  ['numSteps', 0, /from 1 to/],
  ['learningRate', -0.1, /from 0 to 10/],
  ['learningRate', Number.NaN, /from 0 to 10/],
  ['learningRateSchedule', 'linear', /constant, cosine/],
  ['warmupSteps', -1, /from 0 to/],
  ['beta1', 1, /from 0 to/],
  ['beta2', 1, /from 0 to/],
  ['eps', 0, /from 1e-12 to 1/],
  ['weightDecay', -1, /from 0 to 10/],
  ['emaDecay', 1, /from 0 to/],
  ['seed', -1, /from 0 to 4294967295/],
];

for (const [field, value, allowed] of badTrainings) {
  test(`a training's ${field} of ${value} is refused by name, value and range`, () => {
    const config = { ...trainConfig, [field]: value } as TrainConfig;
    expectRangeError(() => checkTrainConfig(config), field, value, allowed);
  });
}

testWithDevice('models, trainers and samplers refuse what they cannot use', async (device) => {
  const lab = asLab(device);
  const base = { seed: 1, schedule, mean: [0, 0], standardDeviation: [1, 1] };
  const model = (options: Partial<typeof base>) => createModel(lab, oddConfig(2), { ...base, ...options });
  await expect(model({ mean: [0] })).rejects.toThrow(/dataDim = 2 numbers, got 1 and 2/);
  await expect(model({ standardDeviation: [1, 0] })).rejects.toThrow(/above 0, got 0/);
  await expect(model({ seed: 1.5 })).rejects.toThrow(/seed .*1\.5/);

  const ready = await model({});
  const trainer = (options: Partial<TrainerOptions>) =>
    createTrainer(lab, { model: ready, data: smallData(2), config: trainConfig, ...options });
  await expect(trainer({ data: new Float32Array(0) })).rejects.toThrow(/at least one; got 0/);
  await expect(trainer({ data: new Float32Array(7) })).rejects.toThrow(/whole points of 2 numbers.*got 7/);
  await expect(trainer({ config: { ...trainConfig, eps: -1 } })).rejects.toThrow(/eps .*-1/);
  const cut = { products: 'tiled', microBatchRows: 20, gradientSlabs: 1 } as const;
  await expect(trainer({ variant: cut })).rejects.toThrow(/multiple of 16, got 20/);
  const fused = { ...cut, family: 'workgroup', microBatchRows: 48 } as const;
  await expect(trainer({ variant: fused })).rejects.toThrow(/multiple of 64, got 48/);

  const layered = { ...cut, microBatchRows: 16, storage: 'half' } as const;
  await expect(trainer({ variant: layered })).rejects.toThrow(/storage .*float32.*got half/);

  const rows = samplerRows(schedule, {
    sampler: 'ddim',
    numInferenceSteps: 3,
    timestepSpacing: 'leading',
    predictionType: 'epsilon',
  });
  const sampler = (options: Partial<SamplerOptions>) =>
    createSampler(lab, { denoiser: networkDenoiser(ready), rows, numSamples: 5, seed: 1, ...options });
  await expect(sampler({ numSamples: 0 })).rejects.toThrow(/numSamples .*got 0/);
  await expect(sampler({ numSamples: 2.5 })).rejects.toThrow(/numSamples .*got 2\.5/);
  await expect(sampler({ seed: -1 })).rejects.toThrow(/seed .*got -1/);
  await expect(sampler({ rows: [] })).rejects.toThrow(/at least one row/);
  await expect(sampler({ init: 'stratified' })).rejects.toThrow(/dimension 2/);
  await expect(sampler({ init: new Float32Array(9) })).rejects.toThrow(/= 10 numbers, got 9/);
  await expect(sampler({ variant: { products: 'tiled', chunk: 0 } })).rejects.toThrow(/chunk .*got 0/);
});

testWithDevice('what does not fit says how much is needed and how much there is', async (device) => {
  const lab = asLab(device);
  // The test device has WebGPU's default limits: 128 MiB a storage buffer.
  const set = new BufferSet(lab, 'The test');
  expect(() => set.storage('large', 40 * 2 ** 20)).toThrow(
    new LimitError('The test needs 160 MiB in one buffer (large); this adapter allows 128 MiB.'),
  );
  // What is needed does not look like what is allowed.
  expect(() => set.storage('little more', 32 * 2 ** 20 + 1)).toThrow(
    new LimitError('The test needs 129 MiB in one buffer (little more); this adapter allows 128 MiB.'),
  );
  expect(mebibytes(4 * 2 ** 20 + 1, Math.ceil)).toBe(4.1);
  expect(mebibytes(4 * 2 ** 20 - 1, Math.floor)).toBe(3.9);
  expect(() => set.texture('tall', 4, 8193)).toThrow(
    new LimitError('The test needs a texture of 4 x 8193 (tall); this adapter allows 8192 a side.'),
  );
  const texture = set.texture('fits', 3, 5);
  expect(set.bytes).toBe(texture.width * texture.height * 16);
  const rows = samplerRows(schedule, {
    sampler: 'ddpm',
    numInferenceSteps: 3,
    timestepSpacing: 'leading',
    predictionType: 'epsilon',
  });
  const denoiser = mixtureDenoiser(articleMixture, {
    predictionType: 'epsilon',
    mean: 0,
    standardDeviation: 1,
  });
  const tooMany = createSampler(lab, { denoiser, rows, numSamples: 2 ** 25 + 1, seed: 1 });
  await expect(tooMany).rejects.toThrow(LimitError);
  await expect(tooMany).rejects.toThrow(/^33554433 samples need 129 MiB .*allows 33554432 samples/);

  const model = await smallModel(lab, { ...oddConfig(1), hiddenWidth: 1024, hiddenLayers: 1 });
  const tooWide = createTrainer(lab, {
    model,
    data: smallData(1),
    config: { ...trainConfig, batchSize: 65_536 },
    variant: { products: 'tiled', microBatchRows: 65_536, gradientSlabs: 1 },
  });
  await expect(tooWide).rejects.toThrow(LimitError);
  await expect(tooWide).rejects.toThrow(/^Training needs 256 MiB in one buffer .*allows 128 MiB/);
  model.destroy();
});

function expectRangeError(act: () => unknown, field: string, value: unknown, allowed: RegExp): void {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(allowed);
  expect(act).toThrow(new RegExp(`^${field} must .*, got ${value}`));
}
