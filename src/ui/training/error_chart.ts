import { chartFrame } from '../charts/chart_frame.ts';
import { type LineChartContent, liveLineChart, logRange, logTicks } from '../charts/line_chart.ts';
import type { SeriesStyle } from '../charts/series_style.ts';
import { formatNumber, formatSignificant } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { palette } from '../theme.ts';
import { trainingRun } from '../training_session.ts';
import { type ErrorByTimestep, errorByTimestep } from './live_pictures.ts';
import { meanOverTime } from './mean_over_time.ts';
import { shownRecipe } from './shown_recipe.ts';

const styles = {
  floor: { colour: () => palette().floor, dash: [6, 4] },
  loss: { colour: () => palette().ink },
  excess: { colour: () => palette().noise, point: { shape: 'circle' } },
  before: { colour: () => palette().noise, dash: [1, 4] },
} as const satisfies Record<string, SeriesStyle>;

function worstTimestep({ timesteps, excess }: ErrorByTimestep): number {
  const worst = excess.reduce((best, value, i) => (value > (excess[best] ?? 0) ? i : best), 0);
  return timesteps[worst] ?? 0;
}

/** Widened to whole decades, so that the axis rests while the curves move. */
function decades(values: readonly number[]): { min: number; max: number } {
  const range = logRange(values, 1) ?? { min: 0.001, max: 1 };
  return {
    min: 10 ** Math.floor(Math.log10(range.min) + 1e-9),
    max: 10 ** Math.ceil(Math.log10(range.max) - 1e-9),
  };
}

/** 0, 1, 3, 10, 30 … and the last timestep. */
function timeTicks(last: number): number[] {
  const ticks = [0, 1, 3, 10, 30, 100, 300, 1000, 3000].filter((t) => t < 0.6 * last);
  return [...ticks, last];
}

function content(): LineChartContent {
  const shown = errorByTimestep();
  const last = shownRecipe().experiment.schedule.numTrainTimesteps - 1;
  // Logarithmic in t + 1: a linear schedule is through with its peaks by t = 200.
  const points = (of: (i: number) => number) =>
    (shown?.timesteps ?? []).map((t, i) => ({ x: t + 1, y: of(i) })).filter(({ y }) => y > 0);
  const [floor, excess, before] = [shown?.floor ?? [], shown?.excess ?? [], shown?.before ?? []];
  const series = [
    { style: styles.floor, points: points((i) => floor[i] ?? 0) },
    { style: styles.loss, points: points((i) => (floor[i] ?? 0) + (excess[i] ?? 0)) },
    { style: styles.before, points: points((i) => before[i] ?? 0) },
    { style: styles.excess, points: points((i) => excess[i] ?? 0) },
  ];
  const range = decades(series.flatMap((each) => each.points.map(({ y }) => y)));
  return {
    series,
    x: {
      kind: 'logarithmic',
      min: 1,
      max: last + 1.5,
      title: strings().errorByTimestep.time,
      ticks: timeTicks(last).map((t) => t + 1),
      format: (value) => formatNumber(value - 1),
    },
    y: {
      ...range,
      kind: 'logarithmic',
      ticks: logTicks(range.min, range.max),
    },
    describe: (series, point) => describe(series, point),
  };
}

/** What stands under the pointer. */
function describe(series: number, point: number): string[] {
  const shown = errorByTimestep.peek();
  if (shown === undefined) return [];
  const { floor, excess, before, timesteps } = shown;
  const { errorByTimestep: texts } = strings();
  const [f = 0, e = 0, b = 0] = [floor[point], excess[point], before[point]];
  const [value, text] = (
    [
      [f, texts.floor],
      [f + e, texts.loss],
      [b, texts.before],
      [e, texts.excess],
    ] as const
  )[series] ?? [0, ''];
  return [`t = ${formatNumber(timesteps[point] ?? 0)}`, `${text}: ${formatSignificant(value)}`];
}

function summary(): string {
  const shown = errorByTimestep();
  if (shown === undefined) return '';
  const mean = (values: Float64Array) => formatSignificant(meanOverTime(shown.timesteps, values));
  return strings().errorByTimestep.summary(
    formatNumber(shown.step),
    mean(shown.excess),
    mean(shown.floor),
    formatNumber(worstTimestep(shown)),
  );
}

function table() {
  const shown = errorByTimestep();
  if (shown === undefined) return undefined;
  return {
    columns: ['t', 'floor', 'excess_loss', 'excess_loss_before_training', 'kernels'],
    rows: shown.timesteps.map((t, i) => [t, shown.floor[i], shown.excess[i], shown.before[i], shown.kernels]),
  };
}

/** At which times the network errs, and by how much more than it must. */
export function errorView(): HTMLElement {
  const texts = () => strings().errorByTimestep;
  const list = (values: ArrayLike<number> | undefined) =>
    values === undefined ? undefined : Array.from(values, (value) => value.toPrecision(6)).join(' ');
  const { figure, canvas } = chartFrame({
    name: 'error-by-timestep',
    title: () => texts().title,
    note: () => texts().note,
    legend: [
      { style: styles.loss, text: () => texts().loss },
      { style: styles.floor, text: () => texts().floor },
      { style: styles.excess, text: () => texts().excess },
      { style: styles.before, text: () => texts().before },
    ],
    summary,
    empty: () => (errorByTimestep() === undefined ? texts().empty : ''),
    table,
    attributes: {
      'data-step': () => errorByTimestep()?.step,
      'data-timesteps': () => errorByTimestep()?.timesteps.join(' '),
      'data-floor': () => list(errorByTimestep()?.floor),
      'data-excess': () => list(errorByTimestep()?.excess),
      'data-before': () => list(errorByTimestep()?.before),
      'data-kernels': () => errorByTimestep()?.kernels,
    },
    restless: () => trainingRun() !== undefined,
  });
  liveLineChart(canvas, content);
  return figure;
}
