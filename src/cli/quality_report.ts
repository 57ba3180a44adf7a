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

const trueMasses = [0.3, 0.4, 0.3];
const massBound = 0.02;

/** Each mode's share, averaged over the seeds. */
function meanMasses(measurements: readonly Measurement[]): number[] {
  return trueMasses.map(
    (_, mode) => measurements.reduce((sum, { masses }) => sum + (masses[mode] ?? 0), 0) / measurements.length,
  );
}

/** The largest distance of a mode's share from what it should be. */
function massError(measurements: readonly Measurement[], target: readonly number[] = trueMasses): number {
  return Math.max(...meanMasses(measurements).map((mass, mode) => Math.abs(mass - (target[mode] ?? 0))));
}

/**
 * Whether the network is within the bound, and every mode has its share: the true one, or the exact denoiser's where
 * few steps alone shift that by more than the bound (DDIM at 20 evaluations puts 43% into the middle mode).
 */
export function passes({ network, exact, excess, bound }: Row): boolean {
  const target = massError(exact) <= massBound ? trueMasses : meanMasses(exact);
  return excess <= bound && massError(network, target) <= massBound;
}

/** Prints the table. */
export function report(rows: readonly Row[], run: QualityRun): void {
  const schedule = makeSchedule(run.experiment.schedule);
  const space = run.experiment.standardise ? articleMixture.standardised() : articleMixture;
  const bayes = bayesLoss(space, schedule, { predictionType: run.experiment.model.predictionType }).total;
  const floor = wasserstein1Floor(articleMixture, run.numSamples);
  const lines = [
    '',
    '| sampler, NFE | W1 network (seeds) | W1 exact | excess | bound | modes off by (exact) | |',
    '|---|---|---|---|---|---|---|',
    ...rows.map((row) => {
      const seeds = row.network.map(({ w1 }) => w1.toFixed(4)).join(', ');
      const cells = [
        row.name,
        `${meanW1(row.network).toFixed(4)} (${seeds})`,
        meanW1(row.exact).toFixed(4),
        row.excess.toFixed(4),
        row.bound.toFixed(4),
        `${massError(row.network).toFixed(4)} (${massError(row.exact).toFixed(4)})`,
        passes(row)
          ? massError(row.exact) <= massBound
            ? 'ok'
            : 'ok, modes as the exact'
          : 'ABOVE THE BOUND',
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    '',
    `Bayes floor of the loss ${bayes.toFixed(5)}. ${run.numSamples} perfect draws have W1 ${floor.mean.toFixed(4)} +- ${floor.standardDeviation.toFixed(4)}.`,
  ];
  console.log(lines.join('\n'));
}
