import { expect } from 'vitest';
import { articleMixture } from '../../src/diffusion/mixture.ts';
import { samplerRows } from '../../src/diffusion/samplers/index.ts';
import { LimitError } from '../../src/gpu/buffers.ts';
import { mixtureDenoiser, networkDenoiser } from '../../src/lab/denoiser.ts';
import { createSampler } from '../../src/lab/sampler.ts';
import { createTrainer } from '../../src/lab/trainer.ts';
import { testWithDevice } from '../device.ts';
import { asLab } from '../kernels/run_kernel.ts';
import { oddConfig, schedule, smallData, smallModel, trainConfig } from './small_model.ts';

const rows = samplerRows(schedule, {
  sampler: 'ddim',
  numInferenceSteps: 3,
  timestepSpacing: 'leading',
  predictionType: 'epsilon',
});
const variant = { products: 'tiled', microBatchRows: 64, gradientSlabs: 2 } as const;

testWithDevice('what is made is freed when it is destroyed', async (device) => {
  const lab = asLab(device);
  const living = watch(device);
  const model = await smallModel(lab, oddConfig(1));
  const trainer = await createTrainer(lab, { model, data: smallData(1), config: trainConfig, variant });
  for await (const _ of trainer.train());
  await trainer.readGradients();
  const sampler = await createSampler(lab, {
    denoiser: networkDenoiser(model),
    rows,
    numSamples: 50,
    seed: 1,
  });
  for await (const _ of sampler.run()) break;
  await sampler.readSamples();
  expect(trainer.bytes).toBeGreaterThan(0);
  expect(living().length).toBeGreaterThan(20);
  sampler.destroy();
  trainer.destroy();
  model.destroy();
  expect(living()).toEqual([]);
});

testWithDevice('what was made before something did not fit is freed', async (device) => {
  const lab = asLab(device);
  const model = await smallModel(lab, { ...oddConfig(1), hiddenWidth: 1024, hiddenLayers: 1 });
  const living = watch(device);
  const trainer = createTrainer(lab, {
    model,
    data: smallData(1),
    config: { ...trainConfig, batchSize: 65_536 },
    variant: { ...variant, microBatchRows: 65_536 },
  });
  await expect(trainer).rejects.toThrow(LimitError);
  // The samples fit, the two x0 behind them do not.
  const denoiser = mixtureDenoiser(articleMixture, {
    predictionType: 'epsilon',
    mean: 0,
    standardDeviation: 1,
  });
  const lookingBack = rows.map((row) => ({ ...row, c2: 0.1 }));
  const sampler = createSampler(lab, { denoiser, rows: lookingBack, numSamples: 2 ** 25, seed: 1 });
  await expect(sampler).rejects.toThrow(LimitError);
  expect(living()).toEqual([]);
  model.destroy();
});

/** Labels of the buffers made on the device from now on that are not destroyed yet. */
function watch(device: GPUDevice): () => string[] {
  const living = new Set<GPUBuffer>();
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    living.add(buffer);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      living.delete(buffer);
      return destroy();
    };
    return buffer;
  };
  return () => [...living].map(({ label }) => label);
}
