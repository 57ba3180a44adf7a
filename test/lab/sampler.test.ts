import { expect } from 'vitest';
import { articleMixture } from '../../src/diffusion/mixture.ts';
import { type SamplerConfig, samplerRows } from '../../src/diffusion/samplers/index.ts';
import { applyRows, type SamplerRow } from '../../src/diffusion/samplers/rows.ts';
import type { LabDevice } from '../../src/gpu/device.ts';
import { everyProducts } from '../../src/lab/adapter_traits.ts';
import { type Denoiser, mixtureDenoiser, networkDenoiser } from '../../src/lab/denoiser.ts';
import type { ModelConfig } from '../../src/lab/layout.ts';
import { createSampler, type SamplerOptions } from '../../src/lab/sampler.ts';
import { createTrainer } from '../../src/lab/trainer.ts';
import { testWithDevice } from '../device.ts';
import { expectClose, expectSameBits } from '../kernels/close.ts';
import { asLab } from '../kernels/run_kernel.ts';
import { uniformValues } from '../kernels/values.ts';
import { initNoise } from '../references/init_noise.ts';
import { samplerNoise } from '../references/sampler_step.ts';
import { forward, tensorsOf } from './reference_network.ts';
import { deviations, means, oddConfig, schedule, smallData, smallModel, trainConfig } from './small_model.ts';

const ddim: SamplerConfig = {
  sampler: 'ddim',
  numInferenceSteps: 6,
  timestepSpacing: 'linspace',
  predictionType: 'epsilon',
};

const networks: Readonly<Record<string, { config: ModelConfig; sampler: SamplerConfig }>> = {
  'D = 1, whole timesteps': { config: oddConfig(1), sampler: ddim },
  'D = 3, fractional timesteps': {
    config: { ...oddConfig(3), predictionType: 'v_prediction', activation: 'gelu' },
    sampler: { ...ddim, timestepSpacing: 'logsnr', predictionType: 'v_prediction' },
  },
  'conditioned on the log-SNR': {
    config: { ...oddConfig(2), predictionType: 'sample', timeConditioning: 'logsnr' },
    sampler: { ...ddim, timestepSpacing: 'logsnr', predictionType: 'sample' },
  },
};

for (const [name, { config, sampler }] of Object.entries(networks)) {
  for (const products of everyProducts) {
    testWithDevice(
      `a network with folded features of t answers as without: ${name}, ${products}`,
      async (device) => {
        const lab = asLab(device);
        const { dataDim } = config;
        const model = await smallModel(lab, config);
        const tensors = tensorsOf(await model.readWeights('ema'));
        const rows = samplerRows(schedule, sampler);
        const numSamples = 37;
        const init = uniformValues(numSamples * dataDim, 3, 2);
        const samples = await sample(lab, {
          denoiser: networkDenoiser(model),
          rows,
          numSamples,
          seed: 1,
          init,
          variant: { products, chunk: 16 },
        });
        const denoise = (x: Float64Array, { t }: SamplerRow) =>
          forward({ config, schedule }, tensors, x, new Float64Array(numSamples).fill(t)).output;
        const expected = inDataUnits(applyRows(rows, Float64Array.from(init), denoise), dataDim);
        // An evaluation errs by 1e-6 or so, which the first step multiplies by up to 1 / sqrtAlphasCumprod = 157.
        const scale = Math.max(...expected.map(Math.abs));
        expectClose('samples', samples, expected, { atol: 1e-5 * scale, rtol: 0 });
        model.destroy();
      },
    );
  }
}

const mixture = mixtureDenoiser(articleMixture, {
  predictionType: 'epsilon',
  mean: articleMixture.mean,
  standardDeviation: articleMixture.standardDeviation,
});

const walks: readonly SamplerConfig[] = [
  { sampler: 'ddpm', numInferenceSteps: 40, timestepSpacing: 'trailing', predictionType: 'epsilon' },
  { ...ddim, numInferenceSteps: 20, eta: 0.5, clipSample: true, clipSampleRange: 1.2 },
];

for (const config of walks) {
  for (const init of ['gaussian', 'stratified'] as const) {
    testWithDevice(`the exact denoiser walks as in float64: ${config.sampler}, ${init}`, async (device) => {
      const [numSamples, seed] = [300, 11];
      const rows = samplerRows(schedule, config);
      const samples = await sample(asLab(device), { denoiser: mixture, rows, numSamples, seed, init });
      const standardised = articleMixture.standardised();
      const expected = applyRows(
        rows,
        initNoise(init, numSamples, 1, seed),
        (x, row) => standardised.denoise(x, row.sqrtAlphaCumprod, row.sqrtOneMinusAlphaCumprod, 'epsilon'),
        (index) => samplerNoise({ index, seed, dataDim: 1 }, numSamples),
      ).map((x) => articleMixture.mean + articleMixture.standardDeviation * x);
      // Between two narrow modes the answer is steep, and rounding grows with each step; within a mode it decays.
      expectClose('samples', samples, expected, { atol: 2e-4, rtol: 0 });
    });
  }
}

testWithDevice('chunks of samples change no bit', async (device) => {
  const lab = asLab(device);
  const [numSamples, seed] = [333, 2];
  const rows = samplerRows(schedule, { ...ddim, eta: 1 });
  const model = await smallModel(lab, oddConfig(1));
  for (const denoiser of [mixture, networkDenoiser(model)]) {
    for (const products of everyProducts) {
      const options = { denoiser, rows, numSamples, seed };
      const whole = await sample(lab, { ...options, variant: { products, chunk: 333 } });
      const chunked = await sample(lab, { ...options, variant: { products, chunk: 100 } });
      expectSameBits('samples', chunked, whole);
    }
  }
});

testWithDevice('samples depend on the seed, and only on it', async (device) => {
  const lab = asLab(device);
  const rows = samplerRows(schedule, { ...ddim, eta: 1 });
  const options = { denoiser: mixture, rows, numSamples: 50 };
  const first = await sample(lab, { ...options, seed: 1 });
  expectSameBits('again', await sample(lab, { ...options, seed: 1 }), first);
  expect(await sample(lab, { ...options, seed: 2 })).not.toEqual(first);
});

testWithDevice(
  'rows that look back at earlier x0, and a run that leaves nothing to the next',
  async (device) => {
    const lab = asLab(device);
    const config = oddConfig(2);
    const model = await smallModel(lab, config);
    const good = await model.readWeights('raw');
    const tensors = tensorsOf(good);
    const rows = samplerRows(schedule, ddim).map((row, i) => ({
      ...row,
      c1: i > 0 ? 0.3 : 0,
      c2: i > 1 ? -0.1 : 0,
    }));
    const init = uniformValues(2 * 21, 6, 1);
    const sampler = await createSampler(lab, {
      denoiser: networkDenoiser(model, 'raw'),
      rows,
      numSamples: 21,
      seed: 1,
      init,
    });
    // First a network that answers NaN, as one does whose training has diverged.
    model.writeWeights(good.map((tensor) => ({ ...tensor, data: tensor.data.map(() => Number.NaN) })));
    for await (const _ of sampler.run());
    expect((await sampler.readSamples()).every(Number.isNaN)).toBe(true);
    model.writeWeights(good);
    for await (const _ of sampler.run());
    const denoise = (x: Float64Array, { t }: SamplerRow) =>
      forward({ config, schedule }, tensors, x, new Float64Array(21).fill(t)).output;
    const expected = inDataUnits(applyRows(rows, Float64Array.from(init), denoise), 2);
    const scale = Math.max(...expected.map(Math.abs));
    expectClose('samples', await sampler.readSamples(), expected, { atol: 1e-5 * scale, rtol: 0 });
    sampler.destroy();
  },
);

testWithDevice('a network samples by its moving average or by its raw weights', async (device) => {
  const lab = asLab(device);
  const config = oddConfig(1);
  const model = await smallModel(lab, config);
  const training = { ...trainConfig, learningRate: 0.05, numSteps: 5, emaDecay: 0.9 };
  const variant = { products: 'tiled', microBatchRows: 64, gradientSlabs: 2 } as const;
  const trainer = await createTrainer(lab, { model, data: smallData(1), config: training, variant });
  for await (const _ of trainer.train());
  const rows = samplerRows(schedule, ddim);
  const init = uniformValues(21, 6, 2);
  const expected = [];
  for (const set of ['raw', 'ema'] as const) {
    const tensors = tensorsOf(await model.readWeights(set));
    const denoise = (x: Float64Array, { t }: SamplerRow) =>
      forward({ config, schedule }, tensors, x, new Float64Array(21).fill(t)).output;
    const should = inDataUnits(applyRows(rows, Float64Array.from(init), denoise), 1);
    const denoiser = networkDenoiser(model, set);
    const cut = { products: 'tiled', chunk: 21 } as const;
    const samples = await sample(lab, { denoiser, rows, numSamples: 21, seed: 1, init, variant: cut });
    const scale = Math.max(...should.map(Math.abs));
    expectClose(set, samples, should, { atol: 1e-5 * scale, rtol: 0 });
    expected.push(should);
  }
  const apart = Math.abs((expected[0]?.[0] as number) / (expected[1]?.[0] as number) - 1);
  expect(apart).toBeGreaterThan(1e-3);
});

testWithDevice('progress counts every row, and a run may be left and begun anew', async (device) => {
  const lab = asLab(device);
  const rows = samplerRows(schedule, { ...ddim, sampler: 'ddpm', numInferenceSteps: 300 });
  const options: SamplerOptions = { denoiser: mixture, rows, numSamples: 40, seed: 3 };
  const straight = await sample(lab, options);
  const sampler = await createSampler(lab, options);
  expect(sampler.nfe).toBe(300);
  for await (const { step } of sampler.run()) {
    expect(step).toBeLessThan(300);
    break;
  }
  const steps = [];
  for await (const { step, numSteps } of sampler.run()) {
    expect(numSteps).toBe(300);
    steps.push(step);
  }
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(steps.at(-1)).toBe(300);
  expectSameBits('samples', await sampler.readSamples(), straight);
  sampler.destroy();
});

async function sample(lab: LabDevice, options: SamplerOptions & { readonly denoiser: Denoiser }) {
  const sampler = await createSampler(lab, options);
  for await (const _ of sampler.run());
  const samples = await sampler.readSamples();
  sampler.destroy();
  return samples;
}

function inDataUnits(x: Float64Array, dataDim: number): Float64Array {
  return x.map(
    (value, i) =>
      (means(dataDim)[i % dataDim] as number) + (deviations(dataDim)[i % dataDim] as number) * value,
  );
}

testWithDevice('records the paths of the first samples without changing any', async (device) => {
  const lab = asLab(device);
  const rows = samplerRows(schedule, { ...ddim, numInferenceSteps: 7, eta: 1 });
  const options = {
    denoiser: mixture,
    rows,
    numSamples: 50,
    seed: 3,
    variant: { products: 'tiled', chunk: 16 },
  } as const;
  const plain = await sample(lab, options);
  const sampler = await createSampler(lab, { ...options, record: { paths: 20, every: 3 } });
  for await (const _ of sampler.run());
  expectSameBits('samples', await sampler.readSamples(), plain);
  const { steps, positions } = await sampler.readPaths();
  sampler.destroy();
  expect(steps).toEqual([0, 3, 6, 7]);
  expect(positions).toHaveLength(4 * 20);
  const start = initNoise('gaussian', 50, 1, 3);
  expectClose('start', positions.subarray(0, 20), start.subarray(0, 20), { atol: 1e-3, rtol: 0 });
  const end = positions.slice(60).map((x) => articleMixture.mean + articleMixture.standardDeviation * x);
  expectClose('end', end, Float64Array.from(plain.subarray(0, 20)), { atol: 1e-6, rtol: 0 });
  // What stands in between is what a shorter table would have ended with.
  const short = await sample(lab, { ...options, rows: rows.slice(0, 3) });
  const middle = positions
    .slice(20, 40)
    .map((x) => articleMixture.mean + articleMixture.standardDeviation * x);
  expectClose('after three steps', middle, Float64Array.from(short.subarray(0, 20)), { atol: 1e-6, rtol: 0 });
});
