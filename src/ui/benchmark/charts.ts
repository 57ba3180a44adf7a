import { roofline } from '../../bench/formulas.ts';
import { type Result, type SweepName, sweepNames } from '../../bench/report.ts';
import { chartFrame } from '../charts/chart_frame.ts';
import {
  type LineChartContent,
  liveLineChart,
  logRange,
  logTicks,
  type Point,
} from '../charts/line_chart.ts';
import type { LegendEntry, SeriesStyle } from '../charts/series_style.ts';
import { element } from '../elements.ts';
import { formatNumber, formatSignificant } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { palette } from '../theme.ts';
import { report } from './bench_state.ts';
import { taskText } from './controls.ts';
import { share } from './numbers.ts';

const texts = () => strings().benchmark;

const styles = {
  ceiling: { colour: () => palette().floor, dash: [6, 4] },
  training: { colour: () => palette().ink, width: 0, point: { shape: 'circle' } },
  sampling: { colour: () => palette().noise, width: 0, point: { shape: 'triangle' } },
  line: { colour: () => palette().ink, point: { shape: 'circle' } },
} as const satisfies Record<string, SeriesStyle>;

/** Results that a roofline can place: with traffic by formula. */
function placed(work: 'training' | 'sampling'): Result[] {
  const current = report();
  if (!current) return [];
  const swept = sweepNames.flatMap((name) => current.sweeps[name]);
  return [...current.contest, ...swept].filter(
    ({ task, intensity }) => task.work === work && intensity !== undefined,
  );
}

function place({ intensity = 0, flopsPerSecond }: Result): Point {
  return { x: intensity, y: flopsPerSecond / 1e9 };
}

/** The smallest power of ten that is not below, and the largest that is not above. */
function decades(values: readonly number[]): { min: number; max: number } {
  const { min, max } = logRange(values, 1) ?? { min: 1, max: 100 };
  return { min: 10 ** Math.floor(Math.log10(min) - 0.01), max: 10 ** Math.ceil(Math.log10(max) + 0.01) };
}

function rooflineContent(): LineChartContent {
  const { title: _, x: xTitle, y: yTitle, point } = texts().roofline;
  const ceilings = report()?.ceilings;
  const [training, sampling] = [placed('training'), placed('sampling')];
  const points = [...training, ...sampling].map(place);
  const ridge = ceilings ? ceilings.arithmetic.rate / ceilings.bandwidth.rate : 10;
  const x = decades([...points.map((one) => one.x), ridge]);
  const roof = ceilings
    ? [x.min, ridge, x.max].map((intensity) => ({
        x: intensity,
        y: roofline(intensity, ceilings.arithmetic.rate, ceilings.bandwidth.rate) / 1e9,
      }))
    : [];
  const y = decades([...points, ...roof].map((one) => one.y));
  const shown = [[], training, sampling];
  return {
    series: [
      { style: styles.ceiling, points: roof },
      ...[training, sampling].map((results, i) => ({
        style: i === 0 ? styles.training : styles.sampling,
        points: results.map(place).sort((a, b) => a.x - b.x),
      })),
    ],
    x: { kind: 'logarithmic', ...x, title: xTitle, ticks: logTicks(x.min, x.max) },
    y: { kind: 'logarithmic', ...y, title: yTitle, ticks: logTicks(y.min, y.max) },
    describe: (series, index) => {
      const sorted = [...(shown[series] ?? [])].sort((a, b) => place(a).x - place(b).x);
      const result = sorted[index];
      if (!result) return [];
      const { x: intensity, y: flops } = place(result);
      return [point(taskText(result.task), formatSignificant(intensity), formatSignificant(flops))];
    },
  };
}

function best(results: readonly Result[]): string {
  return share(Math.max(0, ...results.map(({ rooflineShare = 0 }) => rooflineShare)));
}

/** Arithmetic intensity against rate, under the two measured ceilings. */
export function rooflineView(): HTMLElement {
  const legend: LegendEntry[] = (['ceiling', 'training', 'sampling'] as const).map((name) => ({
    style: styles[name],
    text: () => texts().roofline[name],
  }));
  const isEmpty = () => placed('training').length + placed('sampling').length === 0;
  const { figure, canvas } = chartFrame({
    name: 'roofline',
    title: () => texts().roofline.title,
    note: () => texts().roofline.note,
    legend,
    summary: () => texts().roofline.summary(best(placed('training')), best(placed('sampling'))),
    empty: () => (isEmpty() ? texts().roofline.empty : ''),
    table: () => ({
      columns: ['work', 'rows', 'width', 'depth', 'flops_per_byte', 'flops_per_second', 'roofline_share'],
      rows: [...placed('training'), ...placed('sampling')].map((result) => [
        result.task.work,
        result.task.rows,
        result.task.shape.width,
        result.task.shape.depth,
        result.intensity,
        result.flopsPerSecond,
        result.rooflineShare,
      ]),
    }),
    attributes: { 'data-points': () => placed('training').length + placed('sampling').length },
  });
  liveLineChart(canvas, rooflineContent);
  return element('section', { class: 'bench-roofline', hidden: isEmpty }, figure);
}

function sizeOf({ task }: Result, name: SweepName): number {
  return name === 'width' || name === 'depth' ? task.shape[name] : task.rows;
}

function sweepPoints(name: SweepName): Point[] {
  const results = report()?.sweeps[name] ?? [];
  return results.map((result) => ({ x: sizeOf(result, name), y: result.flopsPerSecond / 1e9 }));
}

function sweepContent(name: SweepName): LineChartContent {
  const points = sweepPoints(name);
  const ceiling = report()?.ceilings;
  const peak = ceiling ? ceiling.arithmetic.rate / 1e9 : undefined;
  const xRange = logRange(points.map(({ x }) => x)) ?? { min: 1, max: 10 };
  const y = decades([...points.map((point) => point.y), ...(peak === undefined ? [] : [peak])]);
  return {
    series: [
      {
        style: styles.ceiling,
        points: peak === undefined ? [] : [xRange.min, xRange.max].map((x) => ({ x, y: peak })),
      },
      { style: styles.line, points },
    ],
    x: {
      kind: 'logarithmic',
      ...xRange,
      title: texts().sweeps.axes[name],
      ticks: points.map(({ x }) => x),
      format: formatNumber,
    },
    y: { kind: 'logarithmic', ...y, ticks: logTicks(y.min, y.max) },
  };
}

function sweepView(name: SweepName): HTMLElement {
  const { figure, canvas } = chartFrame({
    name: `sweep-${name}`,
    title: () => texts().sweeps.titles[name],
    legend: [
      { style: styles.line, text: () => texts().sweeps.y },
      { style: styles.ceiling, text: () => texts().sweeps.ceiling },
    ],
    summary: () => {
      const points = sweepPoints(name);
      const [first, last] = [points[0], points.at(-1)];
      if (!first || !last) return '';
      const numbers = [formatNumber(first.x), formatNumber(last.x)] as const;
      return texts().sweeps.summary(...numbers, formatSignificant(first.y), formatSignificant(last.y));
    },
    empty: () => (sweepPoints(name).length === 0 ? texts().sweeps.empty : ''),
    table: () => ({
      columns: [name, 'rows_per_second', 'flops_per_second', 'bytes'],
      rows: (report()?.sweeps[name] ?? []).map((result) => [
        sizeOf(result, name),
        result.rowsPerSecond.median,
        result.flopsPerSecond,
        result.bytes,
      ]),
    }),
    attributes: {
      'data-values': () =>
        sweepPoints(name)
          .map(({ x, y }) => `${x}:${y}`)
          .join(' '),
    },
  });
  liveLineChart(canvas, () => sweepContent(name));
  return figure;
}

/** One chart for each size that is varied. */
export function sweepsView(): HTMLElement {
  return element(
    'section',
    {
      class: 'bench-sweeps',
      'aria-labelledby': 'sweeps-title',
      hidden: () => sweepNames.every((name) => sweepPoints(name).length === 0),
    },
    element('h2', { id: 'sweeps-title' }, () => texts().sweeps.title),
    element('p', { class: 'note' }, () => texts().sweeps.note),
    element('div', { class: 'bench-charts' }, ...sweepNames.map(sweepView)),
  );
}
