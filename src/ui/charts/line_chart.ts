import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from 'chart.js';
import { formatTick } from '../format.ts';
import { effect } from '../signal.ts';
import { palette } from '../theme.ts';
import type { SeriesStyle } from './series_style.ts';

export { logRange, logTicks } from './log_axis.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Filler, Tooltip);

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line of a chart, its points ascending in x. */
export interface Series {
  readonly style: SeriesStyle;
  readonly points: readonly Point[];
  /** Fill down to the axis, or to the series so many places further on. */
  readonly fill?: 'origin' | `+${number}`;
  /** Draw steps in place of slopes: each value holds halfway to its neighbours. */
  readonly stepped?: boolean;
}

export interface Axis {
  readonly kind?: 'linear' | 'logarithmic';
  readonly min: number;
  readonly max: number;
  readonly title?: string;
  /** Where ticks stand; by default where Chart.js puts them. */
  readonly ticks?: readonly number[];
  readonly format?: (value: number) => string;
}

/** Everything a chart shows; drawing it again replaces what was there. */
export interface LineChartContent {
  readonly series: readonly Series[];
  readonly x: Axis;
  readonly y: Axis;
  /** Lines of text on a point under the pointer; none unless given. */
  readonly describe?: (seriesIndex: number, pointIndex: number) => string[];
}

function axisOptions(canvas: HTMLCanvasElement, axis: Axis) {
  const colours = palette();
  const family = getComputedStyle(canvas).fontFamily;
  const { format = formatTick, ticks, title } = axis;
  return {
    type: axis.kind ?? 'linear',
    min: axis.min,
    max: axis.max,
    border: { display: false },
    grid: { color: colours.rule, drawTicks: false },
    title: {
      display: title !== undefined,
      text: title ?? '',
      color: colours['ink-soft'],
      font: { family, size: 12 },
      padding: 2,
    },
    ticks: {
      color: colours['ink-soft'],
      font: { family, size: 12 },
      padding: 6,
      maxRotation: 0,
      maxTicksLimit: 6,
      includeBounds: false,
      autoSkip: ticks === undefined,
      callback: (value: number | string) => format(Number(value)),
    },
    ...(ticks === undefined
      ? {}
      : {
          afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
            scale.ticks = ticks
              .filter((value) => value >= axis.min && value <= axis.max)
              .map((value) => ({ value }));
          },
        }),
  };
}

/** Room for half a mark, in pixels. */
const edge = 5;

function datasetOf({ style, points, fill, stepped }: Series) {
  const { colour, dash = [], point, width = 1.75, area } = style;
  return {
    // Chart.js keeps marks of its own on what it is given, so it gets an array of its own.
    data: points.map(({ x, y }) => ({ x, y })),
    borderColor: width === 0 ? 'transparent' : colour(),
    borderWidth: width,
    borderDash: dash,
    backgroundColor: area?.() ?? colour(),
    pointStyle: point?.shape ?? 'circle',
    pointRotation: point?.rotation ?? 0,
    // A mark at the very edge of the axes is seen whole.
    ...(point === undefined ? {} : { clip: edge }),
    pointRadius: point === undefined ? 0 : 3.5,
    pointHoverRadius: point === undefined ? 0 : 5,
    pointHitRadius: point === undefined ? 0 : 8,
    pointBorderColor: colour(),
    pointBorderWidth: 1.5,
    pointBackgroundColor: point?.hollow ? palette().page : colour(),
    tension: 0,
    fill: fill ?? false,
    stepped: stepped ? ('middle' as const) : (false as const),
  };
}

/** A chart of lines on a canvas, in the page's colours: no animation, redrawn as a whole. */
export class LineChart {
  readonly #chart: Chart<'line', Point[]>;

  constructor(canvas: HTMLCanvasElement) {
    this.#chart = new Chart<'line', Point[]>(canvas, {
      type: 'line',
      data: { datasets: [] },
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        maintainAspectRatio: false,
        layout: { padding: { top: edge, right: edge } },
        events: [],
      },
    });
  }

  draw({ series, x, y, describe }: LineChartContent): void {
    const chart = this.#chart;
    const colours = palette();
    chart.data.datasets = series.map(datasetOf);
    chart.options.scales = { x: axisOptions(chart.canvas, x), y: axisOptions(chart.canvas, y) };
    chart.options.events = describe === undefined ? [] : ['mousemove', 'mouseout', 'click', 'touchstart'];
    chart.options.plugins = {
      tooltip: {
        enabled: describe !== undefined,
        displayColors: false,
        backgroundColor: colours.ink,
        titleColor: colours.page,
        bodyColor: colours.page,
        bodyFont: { family: getComputedStyle(chart.canvas).fontFamily, size: 12 },
        padding: 8,
        cornerRadius: 4,
        callbacks: {
          title: () => '',
          label: ({ datasetIndex, dataIndex }) => describe?.(datasetIndex, dataIndex) ?? [],
        },
      },
    };
    chart.update('none');
  }
}

/** Draws what `read` gives now and after every change of what it reads, at most once a frame. */
export function drawEachFrame<T>(read: () => T, draw: (content: T) => void): void {
  let asked = 0;
  effect(() => {
    const content = read();
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => draw(content));
  });
}

/** A line chart that follows what it shows. */
export function liveLineChart(canvas: HTMLCanvasElement, content: () => LineChartContent): void {
  const chart = new LineChart(canvas);
  // The palette is read where the chart is drawn, in a frame of its own: it must be followed here.
  const read = () => {
    palette();
    return content();
  };
  drawEachFrame(read, (now) => chart.draw(now));
}
