import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  articleData,
  articleMixture,
  createDevice,
  createModel,
  createSampler,
  createTrainer,
  type LabDevice,
  type Model,
  type ModelConfig,
  makeSchedule,
  networkDenoiser,
  type Products,
  presets,
  samplerRows,
} from '../index.ts';
import { wholeNumber } from './arguments.ts';
import { createNodeGpu } from './node_device.ts';

const usage = `Measures training and sampling, each with both kernel families, in interleaved rounds.

  npm run bench -- [--rounds N] [--batch N] [--samples N] [--json FILE]

  --rounds N   rounds to take medians over, 1 to 50 (5)
  --batch N    rows a training step, 1 to 65536 (4096)
  --samples N  samples a sampling run, 1 to 1000000 (10000)
  --json FILE  writes every number to FILE as well`;

/** 33 -> 128 -> 128 -> 128 -> 1: the work that peers were measured with. */
const network: ModelConfig = {
  dataDim: 1,
  hiddenWidth: 128,
  hiddenLayers: 3,
  activation: 'silu',
  timeConditioning: 'timestep',
  timeFeatures: 32,
  fourierFeatures: 0,
  fourierBase: 1,
  predictionType: 'epsilon',
};
const weights = 33 * 128 + 128 * 128 * 2 + 128;
/** Forward 2 operations a weight, backward 4, less the gradient of the input, which nobody needs. */
const trainFlops = 6 * weights - 2 * 33 * 128;
const evaluationFlops = 2 * weights;

const products: readonly Products[] = ['tiled', 'stationary'];
const work = ['training', 'sampling'] as const;

interface Rate {
  readonly work: (typeof work)[number];
  readonly products: Products;
  /** Training steps or network evaluations a second, one number a round. */
  readonly rates: number[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      batch: { type: 'string', default: '4096' },
      samples: { type: 'string', default: '10000' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const rounds = wholeNumber('--rounds', values.rounds, 1, 50);
  const batchSize = wholeNumber('--batch', values.batch, 1, 65_536);
  const numSamples = wholeNumber('--samples', values.samples, 1, 1_000_000);
  const lab = await createDevice(await createNodeGpu());
  const { mean, standardDeviation } = articleMixture;
  const schedule = makeSchedule(presets.default.schedule);
  const options = { seed: 1, schedule, mean: [mean], standardDeviation: [standardDeviation] };
  const model = await createModel(lab, network, options);

  const results = work.flatMap((kind) =>
    products.map((family): Rate => ({ work: kind, products: family, rates: [] })),
  );
  // The first round compiles and warms up; it does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const { work: kind, products: family, rates } of results) {
      const rate =
        kind === 'training'
          ? await trainingRate(lab, model, family, batchSize)
          : await samplingRate(lab, model, family, numSamples);
      if (round > 0) rates.push(rate);
    }
  }
  console.log(
    `${lab.adapter.name}: 33-128-128-128-1, batch ${batchSize}, ${numSamples} samples, ${rounds} rounds`,
  );
  console.log('| work | kernels | median | least to most | GFLOP/s |\n|---|---|---|---|---|');
  for (const { work: kind, products: family, rates } of results) {
    const flops = kind === 'training' ? trainFlops * batchSize : evaluationFlops;
    const unit = kind === 'training' ? 'steps/s' : 'evaluations/s';
    const rate = median(rates);
    const spread = `${round3(Math.min(...rates))} to ${round3(Math.max(...rates))}`;
    console.log(
      `| ${kind} | ${family} | ${round3(rate)} ${unit} | ${spread} | ${((rate * flops) / 1e9).toFixed(1)} |`,
    );
  }
  if (values.json) {
    const document = { adapter: lab.adapter, batchSize, numSamples, rounds, results };
    await writeFile(values.json, `${JSON.stringify(document, null, 2)}\n`);
  }
  lab.destroy();
}

/** Training steps a second, over about a second. */
async function trainingRate(
  lab: LabDevice,
  model: Model,
  family: Products,
  batchSize: number,
): Promise<number> {
  const config = { ...presets.default.training, batchSize, numSteps: 100_000 };
  const variant = { products: family, microBatchRows: 16 * Math.ceil(batchSize / 16), gradientSlabs: 8 };
  const trainer = await createTrainer(lab, { model, data: articleData(1), config, variant });
  const begin = performance.now();
  let rate = 0;
  for await (const { stepsPerSecond } of trainer.train()) {
    rate = stepsPerSecond;
    if (performance.now() - begin > 1000) break;
  }
  trainer.destroy();
  return rate;
}

/** Network evaluations a second of a DDPM run of at most about a second. */
async function samplingRate(
  lab: LabDevice,
  model: Model,
  family: Products,
  numSamples: number,
): Promise<number> {
  const rows = samplerRows(model.schedule, {
    sampler: 'ddpm',
    numInferenceSteps: 100,
    timestepSpacing: 'linspace',
    predictionType: 'epsilon',
  });
  const variant = { products: family, chunk: 4096 };
  const denoiser = networkDenoiser(model);
  const sampler = await createSampler(lab, { denoiser, rows, numSamples, seed: 1, variant });
  let rate = 0;
  for await (const { step, milliseconds } of sampler.run()) {
    rate = (1000 * step * numSamples) / milliseconds;
    if (milliseconds > 1000 && step > 0) break;
  }
  sampler.destroy();
  return rate;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[middle] ?? 0];
  return (low + high) / 2;
}

function round3(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
