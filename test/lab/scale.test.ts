import { expect } from 'vitest';
import {
  articleMixture,
  createModel,
  createSampler,
  createTrainer,
  type ModelConfig,
  makeSchedule,
  mixtureDenoiser,
  networkDenoiser,
  presets,
  samplerRows,
  wasserstein1,
} from '../../src/index.ts';
import { testWithDevice } from '../device.ts';
import { asLab } from '../kernels/run_kernel.ts';

// The ends of the allowed ranges, on a device with WebGPU's default limits.

const schedule = makeSchedule({ numTrainTimesteps: 4000, betaSchedule: 'linear' });
const small: ModelConfig = { ...presets.default.model, hiddenWidth: 8, hiddenLayers: 1, fourierFeatures: 0 };
const fourMillion = 4_000_000;

testWithDevice(
  'samples 4 million points in one dimension, T = 4000, and measures them',
  async (device) => {
    const lab = asLab(device);
    const { mean, standardDeviation } = articleMixture;
    const denoiser = mixtureDenoiser(articleMixture, { predictionType: 'epsilon', mean, standardDeviation });
    const rows = samplerRows(schedule, {
      sampler: 'ddim',
      numInferenceSteps: 2,
      timestepSpacing: 'linspace',
      predictionType: 'epsilon',
    });
    const sampler = await createSampler(lab, {
      denoiser,
      rows,
      numSamples: fourMillion,
      seed: 1,
      init: 'stratified',
    });
    for await (const _ of sampler.run());
    const samples = await sampler.readSamples();
    sampler.destroy();
    expect(samples).toHaveLength(fourMillion);
    // Two steps are coarse, but the same map for any number of stratified points: W1 hardly depends on it.
    const few = await createSampler(lab, { denoiser, rows, numSamples: 20_001, seed: 1, init: 'stratified' });
    for await (const _ of few.run());
    const coarse = wasserstein1(await few.readSamples(), articleMixture);
    few.destroy();
    expect(Math.abs(wasserstein1(samples, articleMixture) - coarse)).toBeLessThan(1e-4);
  },
  60_000,
);

testWithDevice(
  'samples 4 million points in two dimensions with a network',
  async (device) => {
    const lab = asLab(device);
    const model = await createModel(
      lab,
      { ...small, dataDim: 2 },
      { seed: 1, schedule, mean: [1, -2], standardDeviation: [0.5, 3] },
    );
    const rows = samplerRows(schedule, {
      sampler: 'ddpm',
      numInferenceSteps: 1,
      timestepSpacing: 'trailing',
      predictionType: 'v_prediction',
      clipSample: true,
      clipSampleRange: 4,
    });
    const sampler = await createSampler(lab, {
      denoiser: networkDenoiser(model),
      rows,
      numSamples: fourMillion,
      seed: 3,
    });
    for await (const _ of sampler.run());
    const samples = await sampler.readSamples();
    sampler.destroy();
    model.destroy();
    expect(samples).toHaveLength(2 * fourMillion);
    // x_0 is clipped to 4 standard deviations, and one step lands on it; the untrained net leaves some spread.
    for (const at of [0, 1, fourMillion, 2 * fourMillion - 1]) {
      const [mean, sd] = at % 2 === 0 ? [1, 0.5] : [-2, 3];
      expect(Math.abs((samples[at] as number) - mean)).toBeLessThanOrEqual(4.001 * sd);
    }
    expect(new Set(samples.subarray(-2000)).size).toBeGreaterThan(1500);
  },
  60_000,
);

const manyInputs = { dataDim: 64, fourierFeatures: 16, timeFeatures: 256, hiddenWidth: 256, hiddenLayers: 3 };
for (const [name, config, batchSize, numSteps, kind] of [
  ['a batch of 65,536', small, 65_536, 2, 'software'],
  ['a batch of 1', small, 1, 2, 'software'],
  ['width 1024 and depth 8', { ...small, hiddenWidth: 1024, hiddenLayers: 8 }, 3, 2, 'software'],
  ['64 dimensions', { ...small, dataDim: 64, fourierFeatures: 16 }, 100, 2, 'software'],
  ['the most inputs at once', { ...presets.default.model, ...manyInputs }, 300, 1, 'software'],
  ['the default model', presets.default.model, 300, 2, 'hardware'],
  ['the most inputs at once', { ...presets.default.model, ...manyInputs }, 300, 1, 'hardware'],
] as const) {
  testWithDevice(
    `trains with ${name}, cut for ${kind}`,
    async (device) => {
      const lab = asLab(device, { isSoftware: kind === 'software' });
      const { dataDim } = config;
      const model = await createModel(lab, config, {
        seed: 1,
        schedule,
        mean: Array.from({ length: dataDim }, () => 0),
        standardDeviation: Array.from({ length: dataDim }, () => 1),
      });
      const data = Float32Array.from({ length: 200 * dataDim }, (_, i) => Math.sin(i * i));
      const training = {
        ...presets.default.training,
        batchSize,
        numSteps,
        learningRate: 1e-4,
        warmupSteps: 0,
      };
      const trainer = await createTrainer(lab, { model, data, config: training });
      expect(trainer.variant.products).toBe(kind === 'software' ? 'quad' : 'tiled');
      const losses: number[] = [];
      for await (const progress of trainer.train()) losses.push(...progress.losses);
      trainer.destroy();
      expect(losses).toHaveLength(numSteps);
      for (const loss of losses) {
        // An untrained net answers little: the loss is about the mean square of v, which is between those of x0 and noise.
        expect(loss).toBeGreaterThan(0.01);
        expect(loss).toBeLessThan(batchSize === 1 ? 20 : 2);
      }
      const weights = await model.readWeights('raw');
      expect(weights.every(({ data: numbers }) => numbers.every(Number.isFinite))).toBe(true);
      model.destroy();
    },
    60_000,
  );
}
