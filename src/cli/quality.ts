import { writeFile } from 'node:fs/promises';
import { createDevice, type LabDevice } from '../index.ts';
import { createNodeGpu } from './node_device.ts';
import {
  exactDenoiser,
  type Measurement,
  measure,
  type QualityCase,
  type QualityRun,
  trainNetwork,
} from './quality_cases.ts';
import { readOptions } from './quality_options.ts';
import { passes, report, toRow } from './quality_report.ts';

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return;
  const gpu = await createNodeGpu();
  const lab = await createDevice(gpu);
  const run: QualityRun = { lab, experiment: options.experiment, numSamples: options.samples };
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
      experiment: options.experiment,
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
  const first = cases[0] as QualityCase;
  await measure(run, first, trained.denoiser, 1);
  const network = await measure(run, first, trained.denoiser, 1);
  const exact = await measure(run, first, exactDenoiser(run), 1);
  trained.destroy();
  again.destroy();
  const training = (again.seconds * experiment.training.numSteps) / trialSteps;
  const sampling = ((network.seconds + exact.seconds) * nfe) / first.sampler.numInferenceSteps;
  const minutes = (seeds * (training + sampling)) / 60;
  console.log(
    `${seeds} training ${seeds === 1 ? 'run' : 'runs'} will take about ${minutes < 2 ? minutes.toFixed(1) : minutes.toFixed(0)} minutes.`,
  );
}

function adapterLine({ adapter }: LabDevice): string {
  return `${adapter.name}${adapter.isSoftware ? ' (software)' : ''}`;
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
