import { type Report, type Result, ratios } from '../../bench/report.ts';
import { type Ceiling, variantName } from '../../index.ts';
import { element } from '../elements.ts';
import { formatDuration, formatNumber } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { report, runState } from './bench_state.ts';
import { taskText } from './controls.ts';
import { giga, mebibytes, share, three } from './numbers.ts';
import { type Cell, liveTable } from './table.ts';

const texts = () => strings().benchmark;

function rowsOf(read: (report: Report) => readonly (readonly Cell[])[]): () => readonly (readonly Cell[])[] {
  return () => {
    const current = report();
    return current ? read(current) : [];
  };
}

function rateText({ task, stepsPerSecond, rowsPerSecond }: Result): string {
  const { units } = texts();
  return task.work === 'training'
    ? units.steps(three(stepsPerSecond ?? 0))
    : units.evaluations(three(rowsPerSecond.median));
}

function contestRow(result: Result): Cell[] {
  const { task, engine, variant, form = '', rowsPerSecond, bytes, preparationSeconds } = result;
  const { units } = texts();
  const each = task.work === 'training' ? task.rows : 1;
  const perSecond = task.work === 'training' ? rowsPerSecond.median : (result.samplesPerSecond ?? 0);
  return [
    taskText(task),
    engine,
    variant ? variantName(variant) : form,
    rateText(result),
    three(perSecond),
    units.range(three(rowsPerSecond.least / each), three(rowsPerSecond.most / each)),
    giga(result.flopsPerSecond),
    share(result.arithmeticShare),
    giga(result.bytesPerSecond),
    share(result.bandwidthShare),
    mebibytes(bytes),
    preparationSeconds === undefined ? '' : units.seconds(three(preparationSeconds)),
  ];
}

function contestTable(): HTMLElement {
  return liveTable({
    name: 'contest',
    title: () => texts().contest.title,
    note: () => texts().contest.note,
    empty: () => (runState() === 'running' ? texts().contest.waiting : texts().contest.empty),
    columns: () => {
      const c = texts().columns;
      return [
        c.work,
        c.engine,
        c.kernels,
        c.rate,
        c.rows,
        c.spread,
        c.flops,
        c.arithmeticShare,
        c.bytesRate,
        c.bandwidthShare,
        c.memory,
        c.preparation,
      ];
    },
    rows: rowsOf(({ contest }) => contest.map(contestRow)),
  });
}

function ceilingsTable(): HTMLElement {
  const rows = (ceiling: Ceiling, what: string, way: (count: number) => string, unit: string): Cell[][] =>
    ceiling.ways.map(({ count, rate }) => {
      const text = `${giga(rate)} ${unit}`;
      return [what, way(count), rate === ceiling.rate ? { text, state: 'good' } : text];
    });
  return liveTable({
    name: 'ceilings',
    title: () => texts().ceilings.title,
    note: () => texts().ceilings.note,
    columns: () => [texts().columns.what, texts().columns.way, texts().columns.rate],
    rows: rowsOf(({ ceilings }) => {
      if (!ceilings) return [];
      const t = texts().ceilings;
      return [
        ...rows(
          ceilings.arithmetic,
          t.arithmetic,
          (count) => t.chains(formatNumber(count)),
          texts().columns.flops,
        ),
        ...rows(
          ceilings.bandwidth,
          t.bandwidth,
          (count) => (count === 1 ? t.copy : t.reads(formatNumber(count))),
          texts().columns.bytesRate,
        ),
      ];
    }),
  });
}

function peersTable(): HTMLElement {
  return liveTable({
    name: 'peers',
    title: () => texts().peerTable.title,
    note: () => texts().peerTable.note,
    columns: () => {
      const c = texts().columns;
      return [c.engine, c.work, c.ratio, c.difference, c.firstLoss, c.agrees];
    },
    rows: rowsOf((current) =>
      ratios(current.contest).map(({ engine, work, ratio }): Cell[] => {
        const agreement = current.agreements.find((one) => one.engine === engine);
        const { agree, disagree } = texts().peerTable;
        return [
          agreement ? `${engine} ${agreement.version}` : engine,
          texts().works[work],
          texts().units.times(three(ratio)),
          agreement ? agreement.largestDifference.toExponential(1) : '',
          agreement ? `${three(agreement.firstLoss)} (${three(agreement.ourFirstLoss)})` : '',
          agreement
            ? { text: agreement.holds ? agree : disagree, state: agreement.holds ? 'good' : 'bad' }
            : '',
        ];
      }),
    ),
  });
}

function runsTable(): HTMLElement {
  return liveTable({
    name: 'runs',
    title: () => texts().runs.title,
    note: () => texts().runs.note,
    columns: () => {
      const c = texts().columns;
      return [c.samples, c.steps, c.samplesPerSecond, c.duration, c.measured, c.flops, c.memory];
    },
    rows: rowsOf(({ runs }) =>
      runs.map(({ task, samplesPerSecond = 0, part = 1, flopsPerSecond, bytes }) => [
        formatNumber(task.rows),
        formatNumber(task.steps),
        three(samplesPerSecond),
        formatDuration(task.rows / samplesPerSecond),
        part < 1 ? texts().runs.part(share(part)) : texts().runs.whole,
        giga(flopsPerSecond),
        mebibytes(bytes),
      ]),
    ),
  });
}

function kernelsTable(): HTMLElement {
  return liveTable({
    name: 'kernels',
    title: () => texts().kernels.title,
    note: () => texts().kernels.note,
    columns: () => {
      const c = texts().columns;
      return [c.kernel, c.work, c.time, c.share, c.repeats, c.clock];
    },
    rows: rowsOf(({ kernels }) => {
      const total = (work: string) =>
        kernels.reduce((sum, one) => sum + (one.work === work ? one.milliseconds : 0), 0);
      return kernels.map(({ kernel, work, milliseconds, repeats, clock }) => [
        kernel,
        texts().works[work],
        strings().units.milliseconds(three(milliseconds)),
        share(milliseconds / total(work)),
        formatNumber(repeats),
        texts().kernels[clock],
      ]);
    }),
  });
}

function checksTable(): HTMLElement {
  return liveTable({
    name: 'checks',
    title: () => texts().checks.title,
    note: () => texts().checks.note,
    columns: () => {
      const c = texts().columns;
      return [c.what, c.range, c.value, c.limit, c.agrees];
    },
    rows: rowsOf(({ checks }) =>
      checks.map(({ name, from, to, value, limit, holds }): Cell[] => [
        texts().checks.names[name],
        texts().units.range(formatNumber(from), formatNumber(to)),
        three(value),
        three(limit),
        { text: holds ? texts().checks.holds : texts().checks.fails, state: holds ? 'good' : 'bad' },
      ]),
    ),
  });
}

/** What could not be measured, in sentences. */
function failures(): HTMLElement {
  const sentences = () => report()?.failures ?? [];
  return element(
    'section',
    { class: 'bench-failures', hidden: () => sentences().length === 0, 'aria-live': 'polite' },
    element('h2', {}, () => texts().failures),
    element('p', { class: 'problem' }, () => sentences().join(' · ')),
  );
}

/** Every table of the page that is not a chart, in the order of reading. */
export const tables = {
  contestTable,
  ceilingsTable,
  peersTable,
  runsTable,
  kernelsTable,
  checksTable,
  failures,
};
