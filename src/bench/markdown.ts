import { type Ceiling, variantName } from '../index.ts';
import type { Check, Report, Result } from './report.ts';
import { ratios, sweepNames } from './report.ts';
import { shapeName } from './work.ts';

type Row = readonly string[];

/** The report as Markdown, in English: tables to paste into an issue or a document. */
export function toMarkdown(report: Report): string {
  const { adapter, runtime, when, rounds, ceilings, failures } = report;
  const sections = [
    `## ddpm-lab on ${adapter.name}`,
    `${runtime}, ${when.slice(0, 10)}${adapter.isSoftware ? ', software adapter' : ''}; medians of ${rounds} interleaved rounds${report.pinned === undefined ? '' : `, variant ${report.pinned}`}.`,
    ceilings &&
      `Measured ceilings: ${giga(ceilings.arithmetic.rate)} GFLOP/s of multiply-adds (${waysOf(ceilings.arithmetic, (chains) => `${chains} chains`)}), ${giga(ceilings.bandwidth.rate)} GB/s (${waysOf(ceilings.bandwidth, (reads) => (reads === 1 ? 'copy' : `${reads} reads a write`))}).`,
    table(
      'Training and sampling',
      [
        'work',
        'engine',
        'kernels',
        'rate',
        'least to most',
        'GFLOP/s',
        'of peak',
        'GB/s',
        'of bandwidth',
        'memory',
        'ready in',
      ],
      report.contest.map(contestRow),
    ),
    table(
      'Against the fastest kernels',
      ['work', 'engine', 'ratio'],
      ratios(report.contest).map(({ work, engine, ratio }) => [work, engine, `${three(ratio)} x`]),
    ),
    table(
      'Agreement with peers',
      ['engine', 'largest difference', 'first loss', 'our first loss', 'agrees'],
      report.agreements.map((one) => [
        `${one.engine} ${one.version}`,
        one.largestDifference.toExponential(1),
        one.firstLoss.toFixed(3),
        one.ourFirstLoss.toFixed(3),
        one.holds ? 'yes' : 'NO',
      ]),
    ),
    table(
      'Sampling runs',
      ['samples', 'steps', 'samples/s', 'a run', 'measured', 'GFLOP/s', 'memory'],
      report.runs.map(runRow),
    ),
    table(
      'Kernels',
      ['work', 'kernel', 'ms', 'repeats', 'clock'],
      report.kernels.map(({ work, kernel, milliseconds, repeats, clock }) => [
        work,
        kernel,
        three(milliseconds),
        String(repeats),
        clock,
      ]),
    ),
    ...sweepNames.map((name) =>
      table(
        `Sweep over ${name}`,
        ['network', 'rows', 'rate', 'GFLOP/s', 'of the roofline', 'memory'],
        report.sweeps[name].map((result) => [
          shapeName(result.task.shape),
          count(result.task.rows),
          rateOf(result),
          giga(result.flopsPerSecond),
          percent(result.rooflineShare),
          mebibytes(result.bytes),
        ]),
      ),
    ),
    table('Linearity', ['what', 'value', 'limit', 'holds'], report.checks.map(checkRow)),
    failures.length > 0 && `Not measured:\n${failures.map((failure) => `- ${failure}`).join('\n')}`,
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

function contestRow(result: Result): Row {
  const { task, engine, variant, form = '', rowsPerSecond } = result;
  const scale = task.work === 'training' ? task.rows : 1;
  return [
    task.work === 'training'
      ? `training ${shapeName(task.shape)}, batch ${count(task.rows)}`
      : `${count(task.rows)} samples x ${count(task.steps)}`,
    engine,
    variant ? variantName(variant) : form,
    rateOf(result),
    `${three(rowsPerSecond.least / scale)} to ${three(rowsPerSecond.most / scale)}`,
    giga(result.flopsPerSecond),
    percent(result.arithmeticShare),
    result.bytesPerSecond === undefined ? '' : giga(result.bytesPerSecond),
    percent(result.bandwidthShare),
    mebibytes(result.bytes),
    seconds(result.preparationSeconds),
  ];
}

function runRow(result: Result): Row {
  const { task, samplesPerSecond = 0, part = 1 } = result;
  return [
    count(task.rows),
    count(task.steps),
    three(samplesPerSecond),
    seconds(task.rows / samplesPerSecond),
    part < 1 ? `${percent(part)} of the steps, the rest extrapolated` : 'whole',
    giga(result.flopsPerSecond),
    mebibytes(result.bytes),
  ];
}

function checkRow({ name, from, to, value, limit, holds }: Check): Row {
  const range = `${count(from)} to ${count(to)}`;
  const what = {
    samples: `time of an evaluation, ${range} samples`,
    batch: `time of a training step, batch ${range}`,
    memory: `bytes a sample, ${range} samples`,
  }[name];
  return [what, three(value), three(limit), holds ? 'yes' : 'NO'];
}

function rateOf({ task, stepsPerSecond, rowsPerSecond }: Result): string {
  return task.work === 'training'
    ? `${three(stepsPerSecond ?? 0)} steps/s, ${three(rowsPerSecond.median)} points/s`
    : `${three(rowsPerSecond.median)} evaluations/s`;
}

function waysOf({ ways }: Ceiling, name: (count: number) => string): string {
  return ways.map(({ count: number, rate }) => `${name(number)} ${giga(rate)}`).join(', ');
}

function table(title: string, head: Row, rows: readonly Row[]): string | undefined {
  if (rows.length === 0) return undefined;
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [`### ${title}`, '', ...lines].join('\n');
}

function count(value: number): string {
  return value.toLocaleString('en');
}

/** Three digits, as many as a median of a few rounds deserves. */
function three(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 6 });
}

function giga(value: number): string {
  return three(value / 1e9);
}

function percent(share: number | undefined): string {
  return share === undefined ? '' : `${three(100 * share)}%`;
}

function seconds(value: number | undefined): string {
  return value === undefined ? '' : `${three(value)} s`;
}

function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? '' : `${three(bytes / 2 ** 20)} MiB`;
}
