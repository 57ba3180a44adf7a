import { expect } from 'vitest';
import { type SamplerConfig, samplerRows } from '../../src/diffusion/samplers/index.ts';
import { applyRows, type SamplerRow } from '../../src/diffusion/samplers/rows.ts';
import type { LabDevice } from '../../src/gpu/device.ts';
import { windowBytes } from '../../src/gpu/windows.ts';
import { type Denoiser, networkDenoiser } from '../../src/lab/denoiser.ts';
import { type ModelConfig, padded } from '../../src/lab/layout.ts';
import { createSampler, type SamplerOptions } from '../../src/lab/sampler.ts';
import {
  chooseSampleVariant,
  isFused,
  type SampleVariant,
  sampleFamilies,
  sampleVariants,
} from '../../src/lab/variant.ts';
import { testWithDevice } from '../device.ts';
import { expectClose, expectSameBits } from '../kernels/close.ts';
import { asLab } from '../kernels/run_kernel.ts';
import { uniformValues } from '../kernels/values.ts';
import { samplerNoise } from '../references/sampler_step.ts';
import { forward, tensorsOf } from './reference_network.ts';
import { deviations, means, oddConfig, schedule, smallModel } from './small_model.ts';

// Every family of kernels in turn, and that they agree: with float64 and, by that, with each other.

const trailing = {
  numInferenceSteps: 9,
  timestepSpacing: 'trailing',
  predictionType: 'v_prediction',
} as const;

const odd = (dataDim: number, change: Partial<ModelConfig> = {}): ModelConfig => ({
  ...oddConfig(dataDim),
  predictionType: 'v_prediction',
  ...change,
});

const walks: readonly { readonly config: ModelConfig; readonly sampler: SamplerConfig }[] = [
  { config: odd(1), sampler: { ...trailing, sampler: 'ddpm' } },
  { config: odd(1, { activation: 'gelu' }), sampler: { ...trailing, sampler: 'ddim', eta: 0.5 } },
  { config: odd(3, { hiddenLayers: 4 }), sampler: { ...trailing, sampler: 'dpmpp_3m' } },
  { config: odd(2, { hiddenWidth: 48 }), sampler: { ...trailing, sampler: 'unipc_2' } },
  {
    config: odd(1, { fourierFeatures: 0, activation: 'relu' }),
    sampler: { ...trailing, sampler: 'dpmpp_2m_sde' },
  },
  {
    config: odd(1, { hiddenWidth: 128 }),
    sampler: { ...trailing, sampler: 'ddpm', clipSample: true, clipSampleRange: 1.5 },
  },
];

for (const { config, sampler } of walks) {
  const { dataDim, hiddenWidth, hiddenLayers, activation } = config;
  testWithDevice(
    `every family walks as in float64: ${sampler.sampler}, D = ${dataDim}, ${hiddenLayers} x ${hiddenWidth}, ${activation}`,
    async (device) => {
      const lab = asLab(device);
      const model = await smallModel(lab, config);
      const tensors = tensorsOf(await model.readWeights('ema'));
      const rows = samplerRows(schedule, sampler);
      const [numSamples, seed] = [61, 9];
      const init = uniformValues(numSamples * dataDim, 3, 2);
      const denoise = (x: Float64Array, { t }: SamplerRow) =>
        forward({ config, schedule }, tensors, x, new Float64Array(numSamples).fill(t)).output;
      const noise = (index: number) => samplerNoise({ index, seed, dataDim }, numSamples);
      const expected = inDataUnits(applyRows(rows, Float64Array.from(init), denoise, noise), dataDim);
      const denoiser = networkDenoiser(model);
      for (const variant of everyFamily(lab, denoiser)) {
        const { samples } = await sample(lab, {
          denoiser,
          rows,
          numSamples,
          seed,
          init,
          // So that there are several dispatches, and a ragged last one.
          variant: { ...variant, chunk: 40, ...(isFused(variant.family) && { rowsPerDispatch: 4 }) },
        });
        // An evaluation errs by 1e-6 or so, which the first steps multiply by some tens.
        const scale = Math.max(...expected.map(Math.abs));
        expectClose(`${variant.family}`, samples, expected, { atol: 3e-5 * scale, rtol: 0 });
      }
      model.destroy();
    },
    30_000,
  );
}

/** The adapter's own variant as each family. */
function everyFamily(lab: LabDevice, { load }: Denoiser) {
  const { products } = chooseSampleVariant(lab, load);
  return sampleFamilies
    .filter((family) => load.families.includes(family))
    .map((family) => ({ family, products, chunk: 64 }));
}

testWithDevice('a network evaluated whole keeps no layer’s output', async (device) => {
  const lab = asLab(device);
  const model = await smallModel(lab, oddConfig(1));
  const rows = samplerRows(schedule, { ...trailing, sampler: 'ddpm', predictionType: 'epsilon' });
  const bytesOf = async (family: 'whole' | 'layered') => {
    const variant = { family, products: 'tiled', chunk: 64 } as const;
    const sampler = await createSampler(lab, {
      denoiser: networkDenoiser(model),
      rows,
      numSamples: 64,
      seed: 1,
      variant,
    });
    const { bytes } = sampler;
    sampler.destroy();
    return bytes;
  };
  const { hiddenWidth, hiddenLayers } = model.config;
  const width = padded(hiddenWidth);
  const hidden = 4 * 64 * hiddenLayers * width;
  // It has the bias of the step instead, where a window can begin.
  expect(await bytesOf('whole')).toBe((await bytesOf('layered')) - hidden + 4 * width + windowBytes);
  model.destroy();
});

testWithDevice('how a fused walk is cut changes no bit', async (device) => {
  const lab = asLab(device);
  const model = await smallModel(lab, oddConfig(1));
  const denoiser = networkDenoiser(model);
  const rows = samplerRows(schedule, { ...trailing, sampler: 'unipc_2', predictionType: 'epsilon' });
  const options = { denoiser, rows, numSamples: 150, seed: 3 };
  for (const variant of everyFamily(lab, denoiser).slice(0, 2)) {
    const whole = await sample(lab, { ...options, variant: { ...variant, rowsPerDispatch: 256 } });
    for (const cut of [
      { chunk: 152, rowsPerDispatch: 1 },
      { chunk: 64, rowsPerDispatch: 2 },
      { chunk: 8, rowsPerDispatch: 5 },
    ]) {
      const other = await sample(lab, { ...options, variant: { ...variant, ...cut } });
      expectSameBits(`${variant.family} ${JSON.stringify(cut)}`, other.samples, whole.samples);
      expect(other.variant).toEqual({ ...variant, ...cut });
    }
  }
  model.destroy();
});

testWithDevice('a fused walk records the same frames, and progress counts rows', async (device) => {
  const lab = asLab(device);
  const model = await smallModel(lab, oddConfig(2));
  const denoiser = networkDenoiser(model);
  const rows = samplerRows(schedule, { ...trailing, sampler: 'ddpm', predictionType: 'epsilon' });
  const options = { denoiser, rows, numSamples: 30, seed: 3 };
  for (const variant of everyFamily(lab, denoiser).slice(0, 2)) {
    const plain = await sample(lab, { ...options, variant });
    const cut = { ...variant, rowsPerDispatch: 3 };
    const sampler = await createSampler(lab, { ...options, variant: cut, record: { paths: 20, every: 4 } });
    const progress: number[] = [];
    for await (const { step } of sampler.run()) progress.push(step);
    expect(progress.at(-1)).toBe(9);
    expectSameBits('samples', await sampler.readSamples(), plain.samples);
    const { steps, positions } = await sampler.readPaths();
    sampler.destroy();
    expect(steps).toEqual([0, 4, 8, 9]);
    for (const [frame, done] of steps.entries()) {
      if (done === 0) continue;
      const short = await sample(lab, { ...options, rows: rows.slice(0, done), variant });
      const kept = inDataUnits(Float64Array.from(positions.subarray(40 * frame, 40 * (frame + 1))), 2);
      expectClose(`frame ${frame}`, kept, Float64Array.from(short.samples.subarray(0, 40)), {
        atol: 1e-5,
        rtol: 1e-6,
      });
    }
  }
  model.destroy();
});

testWithDevice('a family that cannot be had is refused by name', async (device) => {
  const lab = asLab(device);
  const wide = await smallModel(lab, { ...oddConfig(1), hiddenWidth: 1024, hiddenLayers: 1 });
  const denoiser = networkDenoiser(wide);
  expect(sampleVariants(lab, denoiser).map(({ family }) => family)).toEqual(['layered']);
  const rows = samplerRows(schedule, { ...trailing, sampler: 'ddpm', predictionType: 'epsilon' });
  const variant: SampleVariant = { family: 'private', products: 'tiled', chunk: 64 };
  const options = { denoiser, rows, numSamples: 10, seed: 1 };
  await expect(createSampler(lab, { ...options, variant })).rejects.toThrow(
    'family must be one of layered, got private',
  );
  const layered = { ...variant, family: 'layered', rowsPerDispatch: 2 } as const;
  await expect(createSampler(lab, { ...options, variant: layered })).rejects.toThrow(/rowsPerDispatch/);
  wide.destroy();
  const narrow = await smallModel(lab, oddConfig(1));
  const ragged = { ...variant, chunk: 30 };
  const created = createSampler(lab, { ...options, denoiser: networkDenoiser(narrow), variant: ragged });
  await expect(created).rejects.toThrow('chunk must be a multiple of 4 for the private family, got 30');
  narrow.destroy();
});

async function sample(lab: LabDevice, options: SamplerOptions) {
  const sampler = await createSampler(lab, options);
  for await (const _ of sampler.run());
  const samples = await sampler.readSamples();
  const { variant } = sampler;
  sampler.destroy();
  return { samples, variant };
}

function inDataUnits(x: Float64Array, dataDim: number): Float64Array {
  return x.map(
    (value, i) =>
      (means(dataDim)[i % dataDim] as number) + (deviations(dataDim)[i % dataDim] as number) * value,
  );
}
