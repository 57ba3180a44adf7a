import { Chart, Filler, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import { element } from '../elements.ts';
import { formatFixed, formatNumber } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { effect } from '../signal.ts';
import { palette } from '../theme.ts';
import { lossBayesFloor, losses, trained, trainingRun } from '../training_session.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler);

const mostPoints = 300;
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
        { ...line },
        { ...line, borderWidth: 0, fill: '+1' },
        { ...line, borderWidth: 0 },
        { ...line, borderDash: [6, 4] },
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
          ticks: { maxRotation: 0, maxTicksLimit: 8 },
          border: { display: false },
        },
        y: { type: 'linear', min: 0, ticks: { maxTicksLimit: 5 }, border: { display: false } },
      },
    },
  });
}

function numSteps(): number {
  const source = trainingRun() ?? trained();
  return source?.recipe.experiment.training.numSteps ?? 1;
}

/** Mean and range of the loss in buckets of steps, and the floor as one more line. */
function update(chart: Chart<'line', Point[]>): void {
  const buckets = losses.buckets(mostPoints);
  const floor = lossBayesFloor();
  const lines: Point[][] = [
    buckets.map(({ step, mean }) => ({ x: step, y: mean })),
    buckets.map(({ step, min }) => ({ x: step, y: min })),
    buckets.map(({ step, max }) => ({ x: step, y: max })),
    floor === undefined ? [] : [0, numSteps()].map((x) => ({ x, y: floor })),
  ];
  const { ink, rule } = palette();
  const colours = [ink, 'transparent', 'transparent', palette().floor];
  chart.data.datasets.forEach((set, i) => {
    set.data = lines[i] ?? [];
    set.borderColor = colours[i] ?? ink;
    set.backgroundColor = rule;
  });
  // The first steps tower over the rest: what is above the first hundredth's mean is cut off.
  const start = buckets[0]?.mean ?? 1;
  const scales = chart.options.scales;
  const family = getComputedStyle(chart.canvas).fontFamily;
  for (const [name, scale] of Object.entries(scales ?? {})) {
    if (scale === undefined) continue;
    scale.max = name === 'x' ? numSteps() : Math.max(1.05 * start, 1.3 * (floor ?? 0));
    scale.grid = { color: rule, drawTicks: false };
    scale.ticks = {
      ...scale.ticks,
      color: palette()['ink-soft'],
      font: { family, size: 12 },
      padding: 6,
      callback: (value) => formatNumber(Number(value)),
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
