import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  articleMixture,
  bayesLoss,
  createDevice,
  type LabDevice,
  makeSchedule,
  presets,
  wasserstein1Floor,
} from '../index.ts';
import { wholeNumber } from './arguments.ts';
import { createNodeGpu } from './node_device.ts';
import {
  exactDenoiser,
  type Measurement,
  measure,
  type QualityCase,
  type QualityRun,
  qualityCases,
  trainNetwork,
} from './quality_cases.ts';

const usage = `Trains the default preset and compares its samples with the exact denoiser's.

  npm run quality -- [--seeds N] [--samples N] [--preset NAME] [--only TEXT] [--json FILE]

  --seeds N      training runs to average over, 1 to 20 (3)
  --samples N    samples a measurement, 1000 to 1000000 (20000)
  --preset NAME  ${Object.keys(presets).join(', ')} (default)
  --only TEXT    only the samplers whose line in the table contains TEXT
  --json FILE    writes every number to FILE as well`;

/** One line of the table. */
interface Row {
  readonly name: string;
  readonly network: readonly Measurement[];
  readonly exact: readonly Measurement[];
  readonly excess: number;
  readonly bound: number;
}

async function main(): Promise<void> {
  const options = readOptions();
  const gpu = await createNodeGpu();
  const lab = await createDevice(gpu);
  const run: QualityRun = { lab, experiment: presets[options.preset], numSamples: options.samples };
  await announce(run, options.cases, options.seeds);

  const results = options.cases.map((qualityCase) => ({
    qualityCase,
    network: [] as Measurement[],
    exact: [] as Measurement[],
  }));
  for (let seed = 1; seed <= options.seeds; seed++) {
    const network = await trainNetwork(run, seed, (step, numSteps) =>
      progress(`seed ${seed}: step ${step} of ${numSteps}`),
    );
    progressDone(`seed ${seed}: trained in ${network.seconds.toFixed(1)} s, loss ${network.loss.toFixed(5)}`);
    for (const { qualityCase, network: ours, exact } of results) {
      const measured = await measure(run, qualityCase, network.denoiser, seed);
      ours.push(measured);
      // From a stratified start nothing is random with the exact denoiser: once is enough.
      if (qualityCase.init === 'gaussian' || seed === 1) {
        exact.push(await measure(run, qualityCase, exactDenoiser(run), seed));
      }
      progressDone(
        `seed ${seed}: ${qualityCase.name}: W1 ${measured.w1.toFixed(5)} in ${measured.seconds.toFixed(1)} s`,
      );
    }
    network.destroy();
  }
  const rows = results.map(({ qualityCase, network, exact }) => toRow(qualityCase, network, exact));
  report(rows, run);
  if (options.json) {
    const { adapter } = lab;
    const document = {
      preset: options.preset,
      seeds: options.seeds,
      samples: options.samples,
      adapter,
      rows,
    };
    await writeFile(options.json, `${JSON.stringify(document, null, 2)}\n`);
  }
  lab.destroy();
  process.exitCode = rows.every(passes) ? 0 : 1;
}

function readOptions(): {
  seeds: number;
  samples: number;
  preset: keyof typeof presets;
  cases: readonly QualityCase[];
  json: string | undefined;
} {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '3' },
      samples: { type: 'string', default: '20000' },
      preset: { type: 'string', default: 'default' },
      only: { type: 'string', default: '' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const { preset } = values;
  const cases = qualityCases.filter(({ name }) => name.toLowerCase().includes(values.only.toLowerCase()));
  if (cases.length === 0) {
    const names = qualityCases.map(({ name }) => name).join('; ');
    throw new RangeError(`--only must occur in one of "${names}", got ${values.only}.`);
  }
  if (!isPreset(preset)) {
    throw new RangeError(`--preset must be one of ${Object.keys(presets).join(', ')}, got ${preset}.`);
  }
  return {
    seeds: wholeNumber('--seeds', values.seeds, 1, 20),
    samples: wholeNumber('--samples', values.samples, 1000, 1_000_000),
    preset,
    cases,
    json: values.json,
  };
}

function isPreset(name: string): name is keyof typeof presets {
  return Object.hasOwn(presets, name);
}

/** Says what will be done and how long it will take, from a short trial of each kind of work. */
async function announce(run: QualityRun, cases: readonly QualityCase[], seeds: number): Promise<void> {
  const { lab, experiment } = run;
  console.log(
    `${adapterLine(lab)}; ${experiment.training.numSteps} steps of ${experiment.training.batchSize}.`,
  );
  const trialSteps = 40;
  const trial = {
    ...run,
    experiment: { ...experiment, training: { ...experiment.training, numSteps: trialSteps } },
  };
  const trained = await trainNetwork(trial, 1);
  // A second run: the first one compiled the kernels.
  const again = await trainNetwork(trial, 1);
  const nfe = cases.reduce((sum, { sampler }) => sum + sampler.numInferenceSteps, 0);
  const ddim20 = qualityCases[0] as QualityCase;
  await measure(run, ddim20, trained.denoiser, 1);
  const network = await measure(run, ddim20, trained.denoiser, 1);
  const exact = await measure(run, ddim20, exactDenoiser(run), 1);
  trained.destroy();
  again.destroy();
  const training = (again.seconds * experiment.training.numSteps) / trialSteps;
  const sampling = ((network.seconds + exact.seconds) * nfe) / ddim20.sampler.numInferenceSteps;
  const minutes = (seeds * (training + sampling)) / 60;
  console.log(
    `${seeds} seeds will take about ${minutes < 2 ? minutes.toFixed(1) : minutes.toFixed(0)} minutes.`,
  );
}

function adapterLine({ adapter }: LabDevice): string {
  return `${adapter.name}${adapter.isSoftware ? ' (software)' : ''}`;
}

function toRow(
  qualityCase: QualityCase,
  network: readonly Measurement[],
  exact: readonly Measurement[],
): Row {
  const { name, bound } = qualityCase;
  return { name, network, exact, excess: meanW1(network) - meanW1(exact), bound };
}

function meanW1(measurements: readonly Measurement[]): number {
  return measurements.reduce((sum, { w1 }) => sum + w1, 0) / measurements.length;
}

/** The largest distance of a mode's share, averaged over the seeds, from the truth. */
function massError(measurements: readonly Measurement[]): number {
  const truth = [0.3, 0.4, 0.3];
  return Math.max(
    ...truth.map((share, mode) => {
      const mean =
        measurements.reduce((sum, { masses }) => sum + (masses[mode] ?? 0), 0) / measurements.length;
      return Math.abs(mean - share);
    }),
  );
}

const massBound = 0.02;

function passes(row: Row): boolean {
  return row.excess <= row.bound && massError(row.network) <= massBound;
}

function report(rows: readonly Row[], run: QualityRun): void {
  const schedule = makeSchedule(run.experiment.schedule);
  const { mean, standardDeviation } = articleMixture;
  const standardised = articleMixture.affine(1 / standardDeviation, -mean / standardDeviation);
  const space = run.experiment.standardise ? standardised : articleMixture;
  const bayes = bayesLoss(space, schedule, { predictionType: run.experiment.model.predictionType }).total;
  const floor = wasserstein1Floor(articleMixture, run.numSamples);
  const lines = [
    '',
    '| sampler, NFE | W1 network (seeds) | W1 exact | excess | bound | modes off by | |',
    '|---|---|---|---|---|---|---|',
    ...rows.map((row) => {
      const seeds = row.network.map(({ w1 }) => w1.toFixed(4)).join(', ');
      const cells = [
        row.name,
        `${meanW1(row.network).toFixed(4)} (${seeds})`,
        meanW1(row.exact).toFixed(4),
        row.excess.toFixed(4),
        row.bound.toFixed(4),
        massError(row.network).toFixed(4),
        passes(row) ? 'ok' : 'ABOVE THE BOUND',
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    '',
    `Bayes floor of the loss ${bayes.toFixed(5)}. ${run.numSamples} perfect draws have W1 ${floor.mean.toFixed(4)} +- ${floor.standardDeviation.toFixed(4)}.`,
  ];
  console.log(lines.join('\n'));
}

function progress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}`);
}

function progressDone(text: string): void {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  console.log(text);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
