import { getKernel } from '../../src/gpu/kernel.ts';
import { type KernelName, type KernelSpec, kernelTable } from '../../src/gpu/kernel_table.ts';
import {
  articleData,
  articleMixture,
  createDevice,
  createEvaluator,
  createModel,
  createSampler,
  createTrainer,
  type LabDevice,
  type Model,
  makeSchedule,
  mixtureDenoiser,
  networkDenoiser,
  presets,
  samplerRows,
  type TrainVariant,
  wasserstein1,
} from '../../src/index.ts';
import { makeLayout } from '../../src/lab/layout.ts';
import { fitsUniformNetwork } from '../../src/lab/uniform_network.ts';

// What a browser without Dawn must do as well: compile every kernel, train, sample. Each check posts a line; `failed`
// ones begin so. tools/firefox.mjs opens this page and listens.

const schedule = makeSchedule(presets.default.schedule);
const { mean, standardDeviation } = articleMixture;
const standardisation = { mean: [mean], standardDeviation: [standardDeviation] };
const { predictionType } = presets.default.model;

function post(kind: 'passed' | 'failed' | 'done', text: string): Promise<unknown> {
  return fetch('/result', { method: 'POST', body: JSON.stringify({ kind, text }) });
}

async function check(name: string, run: () => Promise<string>): Promise<void> {
  const begin = performance.now();
  try {
    const found = await run();
    await post('passed', `${name}: ${found} (${((performance.now() - begin) / 1000).toFixed(1)} s)`);
  } catch (error) {
    await post('failed', `${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function expectBelow(value: number, bound: number, what: string): string {
  const found = `${what} ${value.toPrecision(4)}`;
  // NaN is not below anything.
  if (!(value < bound)) throw new Error(`${found}, should be below ${bound}`);
  return `${found}, below ${bound}`;
}

async function compileKernels({ device }: LabDevice): Promise<string> {
  const specs: [string, KernelSpec][] = Object.entries(kernelTable);
  const names = specs
    .filter(([, { feature }]) => !feature || device.features.has(feature))
    .map(([name]) => name);
  await Promise.all(names.map((name) => getKernel(device, name as KernelName)));
  return `${names.length} of ${specs.length} kernels, the others need features that are not there`;
}

function makeModel(lab: LabDevice): Promise<Model> {
  return createModel(
    lab,
    { ...presets.default.model, hiddenWidth: 48 },
    { seed: 1, schedule, ...standardisation },
  );
}

const settings = {
  ...presets.default.training,
  batchSize: 300,
  numSteps: 400,
  warmupSteps: 0,
  emaDecay: 0.98,
};

async function losses(
  lab: LabDevice,
  model: Model,
  steps: number,
  variant?: TrainVariant,
): Promise<number[]> {
  const trainer = await createTrainer(lab, {
    model,
    data: articleData(1),
    config: settings,
    ...(variant && { variant }),
  });
  const all: number[] = [];
  for await (const progress of trainer.train(steps)) all.push(...progress.losses);
  trainer.destroy();
  return all;
}

const cut = { products: 'tiled', microBatchRows: 320, gradientSlabs: 2 } as const;

/** The same three steps by two variants: their losses differ by rounding only. */
async function compare(lab: LabDevice, variants: readonly [TrainVariant, TrainVariant]): Promise<string> {
  const [model, other] = [await makeModel(lab), await makeModel(lab)];
  const [these, those] = [await losses(lab, model, 3, variants[0]), await losses(lab, other, 3, variants[1])];
  model.destroy();
  other.destroy();
  const difference = Math.max(...these.map((loss, i) => Math.abs(loss - (those[i] ?? Number.NaN))));
  return expectBelow(difference, 1e-4, 'largest difference of a loss');
}

/** What a network answers by the kernel for whole networks, and layer by layer. */
async function compareNetworks(lab: LabDevice, hiddenLayers: number, hiddenWidth: number): Promise<string> {
  const config = { ...presets.default.model, hiddenWidth, hiddenLayers };
  if (!fitsUniformNetwork(makeLayout(config))) throw new Error('it is not evaluated whole.');
  const model = await createModel(lab, config, { seed: 1, schedule, ...standardisation });
  const denoiser = networkDenoiser(model, 'raw');
  const levels = [3, 700].map((t) => ({
    t,
    sqrtAlphaCumprod: schedule.sqrtAlphasCumprod[t] as number,
    sqrtOneMinusAlphaCumprod: schedule.sqrtOneMinusAlphasCumprod[t] as number,
  }));
  const numPoints = 200;
  const x = Float32Array.from({ length: levels.length * numPoints }, (_, i) => (i % numPoints) / 50 - 2);
  const answers: Float32Array[] = [];
  for (const cut of [{ family: 'whole', products: 'uniform' }, { products: 'tiled' }] as const) {
    const variant = { ...cut, chunk: 128 };
    const evaluator = await createEvaluator(lab, { denoiser, levels, numPoints, variant });
    answers.push(await evaluator.evaluate(x));
    evaluator.destroy();
  }
  model.destroy();
  const [whole = new Float32Array(), tiled] = answers;
  const difference = Math.max(...whole.map((answer, i) => Math.abs(answer - (tiled?.[i] ?? Number.NaN))));
  return expectBelow(difference, 1e-6, 'largest difference of an answer');
}

async function sampleW1(lab: LabDevice, denoiser: ReturnType<typeof networkDenoiser>): Promise<number> {
  const choice = {
    sampler: 'ddim',
    numInferenceSteps: 50,
    timestepSpacing: 'trailing',
    predictionType,
  } as const;
  const rows = samplerRows(schedule, choice);
  const sampler = await createSampler(lab, { denoiser, rows, numSamples: 4000, seed: 1, init: 'stratified' });
  for await (const _ of sampler.run());
  const samples = await sampler.readSamples();
  sampler.destroy();
  return wasserstein1(samples, articleMixture) / standardDeviation;
}

async function run(): Promise<void> {
  const { gpu } = (globalThis as { readonly navigator?: { readonly gpu?: GPU } }).navigator ?? {};
  const lab = await createDevice(gpu);
  const model = await makeModel(lab);
  await check('every kernel compiles', () => compileKernels(lab));
  await check('uniform and tiled products agree', () => compare(lab, [{ ...cut, products: 'uniform' }, cut]));
  await check('so they do with the windows that WebGPU guarantees', async () => {
    const guaranteed = await createDevice(gpu, { limits: 'default' });
    const most = guaranteed.device.limits.maxUniformBuffersPerShaderStage;
    try {
      const found = await compare(guaranteed, [{ ...cut, products: 'uniform' }, cut]);
      return `${found}, ${most} uniforms of ${lab.device.limits.maxUniformBuffersPerShaderStage}`;
    } finally {
      guaranteed.destroy();
    }
  });
  await check('halves and float32 between dispatches agree', () => {
    const fused = { ...cut, family: 'workgroup' } as const;
    return compare(lab, [fused, { ...fused, storage: 'half' }]);
  });
  // The largest of each number of layers.
  for (const [layers, width] of [
    [2, 128],
    [3, 128],
    [4, 64],
  ] as const) {
    await check(`a whole network of ${layers} x ${width} and its layers agree`, () =>
      compareNetworks(lab, layers, width),
    );
  }
  await check('the exact denoiser samples', async () => {
    const denoiser = mixtureDenoiser(articleMixture, { predictionType, mean, standardDeviation });
    return expectBelow(await sampleW1(lab, denoiser), 0.04, 'W1 in standard deviations');
  });
  await check('a network trains and samples', async () => {
    const before = await sampleW1(lab, networkDenoiser(model));
    await losses(lab, model, settings.numSteps);
    return expectBelow(
      await sampleW1(lab, networkDenoiser(model)),
      0.3 * before,
      'W1 in standard deviations',
    );
  });
  lab.assertAlive();
}

await check('the device lives', async () => {
  await run();
  return 'to the end';
});
await post('done', '');
