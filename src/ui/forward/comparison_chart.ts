import { chartFrame } from '../charts/chart_frame.ts';
import { type LineChartContent, liveLineChart, type Point } from '../charts/line_chart.ts';
import type { SeriesStyle } from '../charts/series_style.ts';
import { formatFixed, formatNumber } from '../format.ts';
import { strings } from '../i18n/index.ts';
import type { SampleMetrics } from '../metrics.worker.ts';
import { bound } from '../stage/scenes.ts';
import { playing } from '../stage/timeline.ts';
import { palette } from '../theme.ts';
import { comparison, histogramBins } from './comparison.ts';

const styles = {
  jump: { colour: () => palette().data, width: 0, area: () => palette().data },
  chain: { colour: () => palette().ink, width: 1.25 },
  exact: { colour: () => palette().floor, width: 1.75, dash: [6, 4] },
} as const satisfies Record<string, SeriesStyle>;

function bars({ histogram: { density, edges } }: SampleMetrics): Point[] {
  return Array.from(density, (y, i) => ({ x: ((edges[i] ?? 0) + (edges[i + 1] ?? 0)) / 2, y }));
}

/** The exact density, averaged over each bin: what its bar would be without chance. */
function exactBars(): Point[] {
  const shown = comparison();
  if (shown === undefined) return [];
  const width = (2 * bound()) / histogramBins;
  return Array.from({ length: histogramBins }, (_, i) => {
    const low = -bound() + i * width;
    return { x: low + width / 2, y: (shown.exact.cdf(low + width) - shown.exact.cdf(low)) / width };
  });
}

function content(): LineChartContent {
  const shown = comparison();
  const exact = exactBars();
  return {
    series: [
      { style: styles.exact, points: exact },
      { style: styles.chain, points: shown?.chain ? bars(shown.chain) : [], stepped: true },
      { style: styles.jump, points: shown ? bars(shown.jump) : [], stepped: true, fill: 'origin' },
    ],
    x: { min: -bound(), max: bound(), title: 'x', ticks: [-4, -2, 0, 2, 4] },
    y: { min: 0, max: 1.35 * Math.max(0.1, ...exact.map(({ y }) => y)), title: strings().forward.density },
  };
}

function summary(): string {
  const shown = comparison();
  if (shown === undefined) return '';
  const { forward } = strings();
  const { jump, chain, t, count } = shown;
  const floor = [jump.floor.mean, jump.floor.standardDeviation].map((value) => formatFixed(value, 3));
  return forward.comparison(
    formatNumber(t),
    formatNumber(count),
    formatFixed(jump.w1, 3),
    chain === undefined ? undefined : formatFixed(chain.w1, 3),
    `${floor[0]} ± ${floor[1]}`,
  );
}

function table() {
  const shown = comparison();
  if (shown === undefined) return undefined;
  const exact = exactBars();
  const { edges, density } = shown.jump.histogram;
  return {
    columns: ['from', 'to', 'one_jump', 'step_by_step', 'exact'],
    rows: Array.from(density, (value, i) => [
      edges[i],
      edges[i + 1],
      value,
      shown.chain?.histogram.density[i],
      exact[i]?.y,
    ]),
  };
}

/** x_t, noised in one jump and step by step, over its exact density. */
export function comparisonView(): HTMLElement {
  const texts = () => strings().forward;
  const { figure, canvas } = chartFrame({
    name: 'noised-data',
    title: () => texts().comparisonTitle,
    note: () => texts().comparisonNote,
    legend: [
      { style: styles.jump, text: () => texts().jump },
      { style: styles.chain, text: () => texts().chain, shown: () => comparison()?.chain !== undefined },
      { style: styles.exact, text: () => texts().exact },
    ],
    summary,
    empty: () => (comparison() === undefined ? texts().measuring : ''),
    table,
    attributes: {
      'data-t': () => comparison()?.t,
      'data-count': () => comparison()?.count,
      'data-w1-jump': () => comparison()?.jump.w1,
      'data-w1-chain': () => comparison()?.chain?.w1,
      'data-floor': () => comparison()?.jump.floor.mean,
      'data-floor-sd': () => comparison()?.jump.floor.standardDeviation,
    },
    restless: playing,
  });
  liveLineChart(canvas, content);
  return figure;
}
