import { histogram } from '../../index.ts';
import { chartFrame } from '../charts/chart_frame.ts';
import { type LineChartContent, liveLineChart, type Point } from '../charts/line_chart.ts';
import type { SeriesStyle } from '../charts/series_style.ts';
import { dataBins, dataSet } from '../data_set.ts';
import { formatFixed, formatNumber } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { computed } from '../signal.ts';
import { palette } from '../theme.ts';
import { trainingRun } from '../training_session.ts';
import { liveSamples } from './live_pictures.ts';

const styles = {
  data: { colour: () => palette().data, width: 0, area: () => palette().data },
  samples: { colour: () => palette().ink, width: 1.5 },
} as const satisfies Record<string, SeriesStyle>;

const dataHistogram = computed(() => histogram(dataSet(), dataBins));

function points({ density, edges }: { density: Float64Array; edges: Float64Array }): Point[] {
  return Array.from(density, (y, i) => ({ x: ((edges[i] ?? 0) + (edges[i + 1] ?? 0)) / 2, y }));
}

function content(): LineChartContent {
  const shown = liveSamples();
  const data = points(dataHistogram());
  const samples = shown ? points(shown.metrics.histogram) : [];
  return {
    series: [
      { style: styles.samples, points: samples, stepped: true },
      { style: styles.data, points: data, stepped: true, fill: 'origin' },
    ],
    x: { min: dataBins.min, max: dataBins.max, title: 'x', ticks: [-0.4, -0.2, 0, 0.2, 0.4, 0.6] },
    // The data's height, so that a first heap of samples on one spot does not flatten it.
    y: { min: 0, max: 1.15 * Math.max(...data.map(({ y }) => y)), title: strings().liveSamples.density },
  };
}

function summary(): string {
  const shown = liveSamples();
  if (!shown) return '';
  const w1 = formatFixed(shown.metrics.w1, 4);
  return strings().liveSamples.summary(formatNumber(shown.step), w1, formatFixed(shown.exactW1, 4));
}

function empty(): string {
  const shown = liveSamples();
  if (shown === null) return strings().liveSamples.none;
  return shown === undefined ? strings().liveSamples.empty : '';
}

function table() {
  const shown = liveSamples();
  if (!shown) return undefined;
  const { edges, density, counts } = shown.metrics.histogram;
  return {
    columns: ['from', 'to', 'sample_count', 'sample_density', 'data_density', 'kernels'],
    rows: Array.from(counts, (count, i) => [
      edges[i],
      edges[i + 1],
      count,
      density[i],
      dataHistogram().density[i],
      shown.kernels,
    ]),
  };
}

/** What the half-trained network makes of noise, over the data. */
export function samplesView(): HTMLElement {
  const texts = () => strings().liveSamples;
  const { figure, canvas } = chartFrame({
    name: 'live-samples',
    title: () => texts().title,
    note: () => {
      const shown = liveSamples();
      if (!shown) return texts().intro;
      const { numSamples, sampler, nfe } = shown;
      return texts().note(formatNumber(numSamples), strings().samplers[sampler], formatNumber(nfe));
    },
    legend: [
      { style: styles.data, text: () => texts().data },
      { style: styles.samples, text: () => texts().samples },
    ],
    summary,
    empty,
    table,
    attributes: {
      'data-step': () => liveSamples()?.step,
      'data-w1': () => liveSamples()?.metrics.w1,
      'data-exact-w1': () => liveSamples()?.exactW1,
      'data-kernels': () => liveSamples()?.kernels,
    },
    restless: () => trainingRun() !== undefined,
  });
  liveLineChart(canvas, content);
  return figure;
}
