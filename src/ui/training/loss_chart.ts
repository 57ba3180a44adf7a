import { chartFrame } from '../charts/chart_frame.ts';
import { liveLineChart, type Point } from '../charts/line_chart.ts';
import type { SeriesStyle } from '../charts/series_style.ts';
import { element } from '../elements.ts';
import { formatFixed, formatNumber } from '../format.ts';
import { strings } from '../i18n/index.ts';
import type { LossBucket } from '../loss_history.ts';
import { palette } from '../theme.ts';
import { lossBayesFloor, losses, trainingKernels, trainingRun } from '../training_session.ts';
import { oneStepAtATime } from './pace.ts';
import { shownRecipe } from './shown_recipe.ts';

const mostPoints = 120;
/** Fewer points than this are marked: a line alone would hardly show them. */
const fewPoints = 12;
/** Steps that the number beside the curve is the mean of. */
const recent = 50;

const styles = {
  floor: { colour: () => palette().floor, dash: [6, 4] },
  mean: { colour: () => palette().ink },
  meanOfFew: { colour: () => palette().ink, point: { shape: 'circle' } },
  range: { colour: () => palette().rule, width: 0, area: () => palette().rule },
} as const satisfies Record<string, SeriesStyle>;

const numSteps = () => shownRecipe().experiment.training.numSteps;

/** From a little under the floor to where the means began; a single step's outlier may leave the picture. */
function lossRange(buckets: LossBucket[], floor: number | undefined): { min: number; max: number } {
  const means = buckets.map(({ mean }) => mean);
  const low = Math.min(floor ?? Number.POSITIVE_INFINITY, ...means);
  const high = Math.max(floor ?? 0, ...means);
  if (!(high > low)) return { min: 0, max: high > 0 ? 1.1 * high : 1 };
  return { min: Math.max(0, low - 0.1 * (high - low)), max: high + 0.05 * (high - low) };
}

/** Steps that the chart has room for: all of them, or in slow mode a few more than there are. */
function shownSteps(): number {
  return oneStepAtATime() ? Math.min(numSteps(), Math.max(12, Math.ceil(1.25 * losses.length))) : numSteps();
}

/** Mean and range of the loss in buckets of steps, and the floor as one more line. */
function content() {
  const buckets = losses.buckets(mostPoints);
  const floor = lossBayesFloor();
  const points = (of: (bucket: LossBucket) => number): Point[] =>
    buckets.map((bucket) => ({ x: bucket.step, y: of(bucket) }));
  const floorPoints = floor === undefined ? [] : [0, shownSteps()].map((x) => ({ x, y: floor }));
  return {
    series: [
      { style: styles.floor, points: floorPoints },
      {
        style: buckets.length < fewPoints ? styles.meanOfFew : styles.mean,
        points: points(({ mean }) => mean),
      },
      { style: styles.range, points: points(({ min }) => min), fill: '+1' as const },
      { style: { ...styles.range, area: () => 'transparent' }, points: points(({ max }) => max) },
    ],
    x: { min: 0, max: shownSteps(), title: strings().loss.steps },
    y: lossRange(buckets, floor),
  };
}

function summary(): string {
  const { loss: texts } = strings();
  const step = formatNumber(losses.length);
  const value = formatFixed(losses.recentMean(recent), 4);
  const floor = lossBayesFloor();
  const loss =
    floor === undefined
      ? texts.summaryWithoutFloor(step, value)
      : texts.summary(step, value, formatFixed(floor, 4));
  const kernels = trainingKernels();
  return kernels === undefined ? loss : `${loss}${strings().problems.space}${texts.kernels(kernels)}`;
}

function table() {
  const floor = lossBayesFloor();
  const kernels = trainingKernels();
  const rows = losses.all().map((loss, i) => [i + 1, loss, floor, kernels] as const);
  return { columns: ['step', 'loss', 'bayes_floor', 'kernels'], rows };
}

/** The loss while it is being learnt, over the floor that no network can get under. */
export function lossView(): HTMLElement {
  const { figure, canvas } = chartFrame({
    name: 'training-loss',
    title: () => strings().loss.title,
    note: () => strings().loss.intro,
    legend: [
      { style: styles.mean, text: () => strings().loss.mean },
      { style: styles.range, text: () => strings().loss.range },
      { style: styles.floor, text: () => strings().loss.floor },
    ],
    summary,
    empty: () => (losses.length > 0 ? '' : strings().loss.empty),
    table,
    restless: () => trainingRun() !== undefined,
  });
  liveLineChart(canvas, content);
  return element(
    'section',
    {
      class: 'loss',
      'aria-label': () => strings().loss.title,
      'data-steps': () => losses.length,
      'data-first-loss': () => (losses.length === 0 ? undefined : losses.firstMean(10)),
      'data-loss': () => (losses.length === 0 ? undefined : losses.recentMean(recent)),
      'data-floor': () => lossBayesFloor(),
    },
    figure,
  );
}
