import { chartFrame } from '../charts/chart_frame.ts';
import {
  type Axis,
  type LineChartContent,
  liveLineChart,
  logRange,
  logTicks,
  type Point,
} from '../charts/line_chart.ts';
import type { LegendEntry, SeriesStyle } from '../charts/series_style.ts';
import { formatFixed, formatNumber, formatSignificant, formatTick } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { computed } from '../signal.ts';
import { noiseLevel } from '../stage/forward_process.ts';
import { schedule, shownTime } from '../stage/scenes.ts';
import { playing } from '../stage/timeline.ts';
import { palette } from '../theme.ts';

const styles = {
  signal: { colour: () => palette().signal },
  noise: { colour: () => palette().noise, dash: [6, 4] },
  plain: { colour: () => palette().ink },
  now: { colour: () => palette()['ink-soft'], width: 1 },
  nowPoint: { colour: () => palette().ink, width: 0, point: { shape: 'circle' } },
} as const satisfies Record<string, SeriesStyle>;

/** Timesteps that a curve is drawn through at most. */
const mostPoints = 400;

/** The timestep that is marked: exact at rest, in fortieths in motion, as charts are slow to draw. */
const marked = computed(() => {
  const last = schedule().numTrainTimesteps;
  const stride = playing() ? Math.max(1, last / 40) : 1;
  return Math.min(last, Math.round(Math.round(shownTime() / stride) * stride));
});

/** Values over t = 1 .. T, thinned; what is not finite is left out. */
function curve(value: (t: number) => number): Point[] {
  const last = schedule().numTrainTimesteps;
  const count = Math.min(last, mostPoints);
  return Array.from({ length: count }, (_, i) => {
    const t = count === 1 ? 1 : Math.round(1 + (i / (count - 1)) * (last - 1));
    return { x: t, y: value(t) };
  }).filter(({ y }) => Number.isFinite(y));
}

const levelAt = (t: number) => noiseLevel(schedule(), t);

/** log of the signal-to-noise ratio, 2 log(signal / noise); infinite at the clean data. */
function logSnr(t: number): number {
  const { signal, noise } = levelAt(t);
  return 2 * Math.log(signal / noise);
}

const betaAt = (t: number) => schedule().betas[Math.max(0, t - 1)] ?? Number.NaN;

interface CurveChart {
  readonly name: 'coefficients' | 'log-snr' | 'betas';
  readonly title: () => string;
  readonly note: () => string;
  readonly legend: readonly LegendEntry[];
  readonly lines: readonly { readonly style: SeriesStyle; readonly value: (t: number) => number }[];
  /** The axis of the values, for all of them. */
  readonly axis: (values: readonly number[]) => Axis;
  readonly summary: () => string;
}

function rangeAxis(values: readonly number[]): Axis {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = 0.08 * (high - low || 1);
  return { min: low - margin, max: high + margin };
}

function logAxis(values: readonly number[]): Axis {
  const { min, max } = logRange(values) ?? { min: 1e-4, max: 1 };
  return { kind: 'logarithmic', min, max, ticks: logTicks(min, max), format: formatTick };
}

const texts = () => strings().forward;

const charts: readonly CurveChart[] = [
  {
    name: 'coefficients',
    title: () => texts().coefficientsTitle,
    note: () => texts().coefficientsNote,
    legend: [
      { style: styles.signal, text: () => '√ᾱ' },
      { style: styles.noise, text: () => (schedule().config.articleNoiseCoefficient ? '√(1−ᾱ²)' : '√(1−ᾱ)') },
    ],
    lines: [
      { style: styles.signal, value: (t) => levelAt(t).signal },
      { style: styles.noise, value: (t) => levelAt(t).noise },
    ],
    axis: () => ({ min: 0, max: 1.08, ticks: [0, 0.5, 1] }),
    summary: () => {
      const { signal, noise } = levelAt(marked());
      return texts().coefficients(formatNumber(marked()), formatFixed(signal, 3), formatFixed(noise, 3));
    },
  },
  {
    name: 'log-snr',
    title: () => texts().logSnrTitle,
    note: () => texts().logSnrNote,
    legend: [{ style: styles.plain, text: () => texts().logSnrLegend }],
    lines: [{ style: styles.plain, value: logSnr }],
    axis: rangeAxis,
    summary: () => {
      const value = logSnr(marked());
      if (!Number.isFinite(value)) return texts().logSnrInfinite(formatNumber(marked()), value > 0);
      return texts().logSnr(
        formatNumber(marked()),
        formatFixed(value, 2),
        formatSignificant(Math.exp(value)),
      );
    },
  },
  {
    name: 'betas',
    title: () => texts().betasTitle,
    note: () => texts().betasNote,
    legend: [{ style: styles.plain, text: () => 'β' }],
    lines: [{ style: styles.plain, value: betaAt }],
    axis: logAxis,
    summary: () => {
      const t = Math.max(1, marked());
      return texts().betas(formatNumber(t), formatSignificant(betaAt(t)));
    },
  },
];

function content({ lines, axis }: CurveChart): LineChartContent {
  const curves = lines.map(({ style, value }) => ({ style, points: curve(value) }));
  const y = axis(curves.flatMap(({ points }) => points.map((point) => point.y)));
  const t = marked();
  const here = lines.map(({ value }) => ({ x: t, y: value(t) })).filter((point) => Number.isFinite(point.y));
  const last = schedule().numTrainTimesteps;
  return {
    series: [
      { style: styles.nowPoint, points: t === 0 && y.kind === 'logarithmic' ? [] : here },
      {
        style: styles.now,
        points: [
          { x: t, y: y.min },
          { x: t, y: y.max },
        ],
      },
      ...curves,
    ],
    x: {
      min: 0,
      max: last,
      title: 't',
      ticks: [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * last)),
    },
    y,
  };
}

function table({ name, lines }: CurveChart) {
  const names = { coefficients: ['signal', 'noise'], 'log-snr': ['log_snr'], betas: ['beta'] }[name];
  return {
    columns: ['t', ...names],
    rows: Array.from({ length: schedule().numTrainTimesteps }, (_, i) => [
      i + 1,
      ...lines.map(({ value }) => value(i + 1)),
    ]),
  };
}

/** The schedule's curves, with the moment marked on them. */
export function scheduleViews(): HTMLElement[] {
  return charts.map((chart) => {
    const { name, title, note, legend, summary } = chart;
    const { figure, canvas } = chartFrame({
      name,
      title,
      note,
      legend,
      summary,
      empty: () => '',
      table: () => table(chart),
      attributes: { 'data-t': marked },
      restless: playing,
    });
    liveLineChart(canvas, () => content(chart));
    return figure;
  });
}
