import { articleMixture, bayesLoss, makeSchedule, wasserstein1Floor } from '../index.ts';
import type { Measurement, QualityCase, QualityRun } from './quality_cases.ts';

/** One line of the table. */
export interface Row {
  readonly name: string;
  readonly network: readonly Measurement[];
  readonly exact: readonly Measurement[];
  readonly excess: number;
  readonly bound: number;
}

/** The line of a case: network beside exact denoiser. */
export function toRow(
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

/** Whether the network is within the bound, and every mode has its share. */
export function passes(row: Row): boolean {
  return row.excess <= row.bound && massError(row.network) <= massBound;
}

/** Prints the table. */
export function report(rows: readonly Row[], run: QualityRun): void {
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
