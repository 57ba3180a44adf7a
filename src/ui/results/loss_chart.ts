import { Chart, Filler, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import { element } from '../elements.ts';
import { formatFixed, formatNumber, formatTick } from '../format.ts';
import { strings } from '../i18n/index.ts';
import type { LossBucket } from '../loss_history.ts';
import { recipe } from '../recipe.ts';
import { effect } from '../signal.ts';
import { palette } from '../theme.ts';
import { lossBayesFloor, losses, trained, trainingRun } from '../training_session.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler);

const mostPoints = 120;
/** Steps that the number beside the curve is the mean of. */
const recent = 50;

interface Point {
  x: number;
  y: number;
}

function makeChart(canvas: HTMLCanvasElement): Chart<'line', Point[]> {
  const line = { pointRadius: 0, borderWidth: 1.75, tension: 0, data: [] as Point[] };
  return new Chart(canvas, {
    type: 'line',
    data: {
      datasets: [
        { ...line, borderDash: [6, 4] },
        { ...line },
        { ...line, borderWidth: 0, fill: '+1' },
        { ...line, borderWidth: 0 },
      ],
    },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      maintainAspectRatio: false,
      events: [],
      scales: {
        x: {
          type: 'linear',
          min: 0,
          ticks: { maxRotation: 0, maxTicksLimit: 4, includeBounds: false },
          border: { display: false },
        },
        y: {
          type: 'linear',
          min: 0,
          ticks: { maxTicksLimit: 6, includeBounds: false },
          border: { display: false },
        },
      },
    },
  });
}

function numSteps(): number {
  const source = trainingRun() ?? trained();
  return (source?.recipe ?? recipe()).experiment.training.numSteps;
}

/** From a little under the floor to where the means began; a single step's outlier may leave the picture. */
function lossRange(buckets: LossBucket[], floor: number | undefined): { min: number; max: number } {
  const means = buckets.map(({ mean }) => mean);
  const low = Math.min(floor ?? Number.POSITIVE_INFINITY, ...means);
  const high = Math.max(floor ?? 0, ...means);
  if (!(high > low)) return { min: 0, max: high > 0 ? 1.1 * high : 1 };
  return { min: Math.max(0, low - 0.1 * (high - low)), max: high + 0.05 * (high - low) };
}

/** Mean and range of the loss in buckets of steps, and the floor as one more line. */
function update(chart: Chart<'line', Point[]>): void {
  const buckets = losses.buckets(mostPoints);
  const floor = lossBayesFloor();
  const lines: Point[][] = [
    floor === undefined ? [] : [0, numSteps()].map((x) => ({ x, y: floor })),
    buckets.map(({ step, mean }) => ({ x: step, y: mean })),
    buckets.map(({ step, min }) => ({ x: step, y: min })),
    buckets.map(({ step, max }) => ({ x: step, y: max })),
  ];
  const { ink, rule } = palette();
  const colours = [palette().floor, ink, 'transparent', 'transparent'];
  chart.data.datasets.forEach((set, i) => {
    set.data = lines[i] ?? [];
    set.borderColor = colours[i] ?? ink;
    set.backgroundColor = rule;
  });
  const limits = { x: { min: 0, max: numSteps() }, y: lossRange(buckets, floor) };
  const scales = chart.options.scales;
  const family = getComputedStyle(chart.canvas).fontFamily;
  for (const [name, scale] of Object.entries(scales ?? {})) {
    if (scale === undefined) continue;
    Object.assign(scale, limits[name as 'x' | 'y']);
    scale.grid = { color: rule, drawTicks: false };
    scale.ticks = {
      ...scale.ticks,
      color: palette()['ink-soft'],
      font: { family, size: 12 },
      padding: 6,
      callback: (value) => formatTick(Number(value)),
    };
  }
  chart.update('none');
}

function summary(): string {
  const { loss: texts } = strings();
  if (losses.length === 0) return texts.empty;
  const step = formatNumber(losses.length);
  const value = formatFixed(losses.recentMean(recent), 4);
  const floor = lossBayesFloor();
  return floor === undefined
    ? texts.summaryWithoutFloor(step, value)
    : texts.summary(step, value, formatFixed(floor, 4));
}

/** The loss while it is being learnt, over the floor that no network can get under. */
export function lossView(): HTMLElement {
  const canvas = element('canvas', { role: 'img', 'aria-label': summary });
  const view = element(
    'section',
    {
      class: 'loss',
      'aria-labelledby': 'loss-title',
      'data-steps': () => losses.length,
      'data-first-loss': () => (losses.length === 0 ? undefined : losses.firstMean(10)),
      'data-loss': () => (losses.length === 0 ? undefined : losses.recentMean(recent)),
      'data-floor': () => lossBayesFloor(),
    },
    element('h2', { id: 'loss-title' }, () => strings().loss.title),
    element('p', { class: 'note' }, () => strings().loss.intro),
    element(
      'div',
      { class: 'chart', 'data-empty': () => (losses.length === 0 ? 'true' : undefined) },
      canvas,
      element('p', { class: 'picture-note', hidden: () => losses.length > 0 }, () => strings().loss.empty),
    ),
    element(
      'p',
      { class: 'legend' },
      element('span', { class: 'key loss' }, () => strings().loss.mean),
      element('span', { class: 'key range' }, () => strings().loss.range),
      element('span', { class: 'key floor' }, () => strings().loss.floor),
      element('span', { class: 'loss-now' }, () => (losses.length === 0 ? '' : summary())),
    ),
  );
  const chart = makeChart(canvas);
  let asked = 0;
  effect(() => {
    // Follow everything the chart shows, draw at most once a frame.
    void [losses.length, lossBayesFloor(), palette(), strings(), numSteps()];
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => update(chart));
  });
  return view;
}
