import { expect, test } from 'vitest';
import { createNodeGpu } from '../../src/cli/node_device.ts';
import {
  articleData,
  articleMixture,
  createDevice,
  createModel,
  createSampler,
  createTrainer,
  mixtureDenoiser,
  presets,
  samplerRows,
} from '../../src/index.ts';
import { schedule } from './small_model.ts';

const { mean, standardDeviation } = articleMixture;

test('a device lost while training is told as such, and nothing new can be made on it', async () => {
  const lab = await createDevice(await createNodeGpu());
  const model = await createModel(lab, presets.quick.model, {
    seed: 1,
    schedule,
    mean: [mean],
    standardDeviation: [standardDeviation],
  });
  const trainer = await createTrainer(lab, { model, data: articleData(1), config: presets.quick.training });
  const train = async () => {
    for await (const { step } of trainer.train()) if (step > 0) lab.destroy();
  };
  await expect(train()).rejects.toMatchObject({ name: 'DeviceError', code: 'lost' });
  expect((await lab.lost).reason).toBe('destroyed');
  await expect(model.readWeights('raw')).rejects.toMatchObject({ code: 'lost' });
});

test('a device lost while sampling is told as such', async () => {
  const lab = await createDevice(await createNodeGpu());
  const denoiser = mixtureDenoiser(articleMixture, { predictionType: 'epsilon', mean, standardDeviation });
  const rows = samplerRows(schedule, {
    sampler: 'ddpm',
    numInferenceSteps: 1000,
    timestepSpacing: 'linspace',
    predictionType: 'epsilon',
  });
  const sampler = await createSampler(lab, { denoiser, rows, numSamples: 20_000, seed: 1 });
  const run = async () => {
    for await (const { step } of sampler.run()) if (step > 0) lab.destroy();
  };
  await expect(run()).rejects.toMatchObject({ name: 'DeviceError', code: 'lost' });
});

test('no WebGPU, no adapter, and an adapter that never answers are three different sentences', async () => {
  const gpu = (adapter: Promise<GPUAdapter | null>) => ({ requestAdapter: () => adapter }) as unknown as GPU;
  await expect(createDevice(undefined)).rejects.toMatchObject({ code: 'no-webgpu' });
  await expect(createDevice(gpu(Promise.resolve(null)))).rejects.toMatchObject({ code: 'no-adapter' });
  const never = gpu(new Promise(() => undefined));
  await expect(createDevice(never, { timeoutMs: 20 })).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringContaining('within 0.02 s'),
  });
});
