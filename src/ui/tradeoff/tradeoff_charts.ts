import { type ChartFrameOptions, chartFrame } from '../charts/chart_frame.ts';
import { type Axis, type LineChartContent, liveLineChart, logRange, logTicks } from '../charts/line_chart.ts';
import type { LegendEntry } from '../charts/series_style.ts';
import { formatFixed, formatNumber, formatSignificant } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { type DenoiserName, recipe } from '../recipe.ts';
import { computed } from '../signal.ts';
import { curveStyle, floorStyle, lineStyles } from './curve_styles.ts';
import { type Curve, curves, evaluationCounts, mostEvaluations } from './curves.ts';
import { chosenCurves, floor, shownPoints, type TradeoffPoint, tradeoffIsStale } from './tradeoff_points.ts';
import { tradeoffControl } from './tradeoff_session.ts';

interface CurvePoints {
  readonly curve: Curve;
  readonly denoiser: DenoiserName;
  readonly points: readonly TradeoffPoint[];
}

/** The points in lines, ascending in evaluations; the network's come first and lie on top. */
const lines = computed<readonly CurvePoints[]>(() =>
  (['network', 'exact'] as const).flatMap((denoiser) =>
    chosenCurves().map((curve) => ({
      curve,
      denoiser,
      points: shownPoints()
        .filter((point) => point.curve === curve && point.denoiser === denoiser)
        .sort((a, b) => a.nfe - b.nfe),
    })),
  ),
);

const hasNetwork = computed(() => shownPoints().some(({ denoiser }) => denoiser === 'network'));

/** Lines whose time means something to the reader: the network's, or the exact denoiser's while there is none. */
const timedLines = computed(() =>
  lines().filter(({ denoiser }) => denoiser === (hasNetwork() ? 'network' : 'exact')),
);

function nameOf(curve: Curve, denoiser: DenoiserName): string {
  const { tradeoff, stage } = strings();
  return tradeoff.named(tradeoff.curves[curve], stage.denoisers[denoiser]);
}

/** Time per sample with its unit. */
export function formatSampleTime(seconds: number): string {
  const { units } = strings();
  return seconds < 1e-3
    ? units.microseconds(formatSignificant(seconds * 1e6))
    : units.milliseconds(formatSignificant(seconds * 1e3));
}

function describePoint({ curve, denoiser, nfe, w1, secondsPerSample }: TradeoffPoint): string[] {
  const { tradeoff } = strings();
  return [
    nameOf(curve, denoiser),
    tradeoff.point(formatNumber(nfe), formatSignificant(w1), formatSampleTime(secondsPerSample)),
  ];
}

function w1Axis(): Axis {
  const values = [
    ...shownPoints().map(({ w1 }) => w1),
    ...(floor() === undefined ? [] : [floor()?.mean ?? 1]),
  ];
  const range = logRange(values) ?? { min: 0.001, max: 1 };
  return { ...range, kind: 'logarithmic', title: 'W1', ticks: logTicks(range.min, range.max) };
}

function chartOf(
  shown: readonly CurvePoints[],
  place: (point: TradeoffPoint) => number,
  x: Axis,
): LineChartContent {
  const mean = floor()?.mean;
  const floorLine = mean === undefined || shownPoints().length === 0 ? [] : [x.min, x.max];
  return {
    series: [
      ...shown.map(({ curve, denoiser, points }) => ({
        style: curveStyle(curve, denoiser),
        points: points.map((point) => ({ x: place(point), y: point.w1 })),
      })),
      { style: floorStyle, points: floorLine.map((each) => ({ x: each, y: mean ?? 0 })) },
    ],
    x,
    y: w1Axis(),
    describe: (series, index) => {
      const point = shown[series]?.points[index];
      return point === undefined ? [strings().tradeoff.floor] : describePoint(point);
    },
  };
}

function evaluationsChart(): LineChartContent {
  return chartOf(lines(), ({ nfe }) => nfe, {
    kind: 'logarithmic',
    min: 4,
    max: 1.25 * Math.max(20, mostEvaluations(recipe().experiment.schedule.numTrainTimesteps)),
    title: strings().tradeoff.evaluations,
    ticks: evaluationCounts.filter((nfe) => nfe !== 15 && nfe !== 30),
    format: formatNumber,
  });
}

const milliseconds = ({ secondsPerSample }: TradeoffPoint) => 1000 * secondsPerSample;

function timeChart(): LineChartContent {
  const times = timedLines().flatMap(({ points }) => points.map(milliseconds));
  const range = logRange(times) ?? { min: 0.001, max: 1 };
  return chartOf(timedLines(), milliseconds, {
    ...range,
    kind: 'logarithmic',
    title: strings().tradeoff.timePerSample,
    ticks: logTicks(range.min, range.max),
  });
}

/** Every sampler's W1 at one number of evaluations that all of them have, 20 if there is a choice. */
function comparison(): string {
  const { tradeoff: texts } = strings();
  const wanted = [20, 15, 30, 10, 50, 100, 5, 250, 1000];
  const at = (nfe: number) =>
    chosenCurves().flatMap((curve) => {
      const of = (denoiser: DenoiserName) =>
        shownPoints().find((p) => p.curve === curve && p.denoiser === denoiser && Math.abs(p.nfe - nfe) <= 1);
      const [network, exact] = [of('network'), of('exact')];
      return exact === undefined ? [] : [{ curve, network, exact }];
    });
  const nfe =
    wanted.find((each) => at(each).length === chosenCurves().length) ?? wanted.find((n) => at(n).length > 0);
  if (nfe === undefined) return '';
  const values = at(nfe).map(({ curve, network, exact }) => {
    const exactText = formatFixed(exact.w1, 4);
    return network === undefined
      ? texts.valueExact(texts.curves[curve], exactText)
      : texts.value(texts.curves[curve], formatFixed(network.w1, 4), exactText);
  });
  return texts.comparison(formatNumber(nfe), values.join(texts.separator));
}

function timeSummary(): string {
  const { tradeoff: texts } = strings();
  const best = timedLines()
    .flatMap(({ points }) => points)
    .reduce<TradeoffPoint | undefined>(
      (least, point) => (least === undefined || point.w1 < least.w1 ? point : least),
      undefined,
    );
  if (best === undefined) return '';
  return texts.best(
    nameOf(best.curve, best.denoiser),
    formatFixed(best.w1, 4),
    formatNumber(best.nfe),
    formatSampleTime(best.secondsPerSample),
  );
}

const curveLegend: readonly LegendEntry[] = curves.map((curve) => ({
  style: curveStyle(curve, 'network'),
  text: () => strings().tradeoff.curves[curve],
  shown: () => chosenCurves().includes(curve),
}));

function table() {
  return {
    columns: ['sampler', 'denoiser', 'nfe', 'w1', 'seconds_per_sample', 'num_samples', 'kernels'],
    rows: lines().flatMap(({ curve, denoiser, points }) =>
      points.map(({ nfe, w1, secondsPerSample, numSamples, kernels }) => [
        curve,
        denoiser,
        nfe,
        w1,
        secondsPerSample,
        numSamples,
        kernels,
      ]),
    ),
  };
}

function framed(
  content: () => LineChartContent,
  options: Pick<ChartFrameOptions, 'name' | 'title' | 'note' | 'legend' | 'summary'>,
): HTMLElement {
  const { figure, canvas } = chartFrame({
    ...options,
    empty: () => (shownPoints().length > 0 ? '' : strings().tradeoff.empty),
    table,
    attributes: { 'data-state': () => (tradeoffIsStale() ? 'stale' : 'current') },
    restless: () => tradeoffControl() !== undefined,
  });
  liveLineChart(canvas, content);
  return figure;
}

/** W1 against evaluations, network and exact denoiser. */
export function evaluationsView(): HTMLElement {
  const texts = () => strings().tradeoff;
  return framed(evaluationsChart, {
    name: 'tradeoff',
    title: () => texts().byEvaluations,
    note: () => texts().byEvaluationsNote,
    legend: [
      ...curveLegend,
      { style: lineStyles.network, text: () => texts().solid, shown: hasNetwork },
      { style: lineStyles.exact, text: () => texts().dashed },
      { style: floorStyle, text: () => texts().floor },
    ],
    summary: comparison,
  });
}

/** W1 against the time that a sample takes. */
export function timeView(): HTMLElement {
  const texts = () => strings().tradeoff;
  return framed(timeChart, {
    name: 'tradeoff-time',
    title: () => texts().byTime,
    note: () => (hasNetwork() ? texts().byTimeNote : texts().byTimeNoteExact),
    legend: [
      ...curveLegend,
      { style: lineStyles.network, text: () => texts().solid, shown: hasNetwork },
      { style: lineStyles.exact, text: () => texts().dashed, shown: () => !hasNetwork() },
      { style: floorStyle, text: () => texts().floor },
    ],
    summary: timeSummary,
  });
}
