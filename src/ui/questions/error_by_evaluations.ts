import { chartFrame } from '../charts/chart_frame.ts';
import type { Table } from '../charts/csv.ts';
import { type LineChartContent, liveLineChart, logTicks, type Point } from '../charts/line_chart.ts';
import type { SeriesStyle } from '../charts/series_style.ts';
import { formatFixed, formatNumber, formatRate } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { palette } from '../theme.ts';
import type { Experiment } from './experiment.ts';
import { ddimSteps, solverSteps } from './trials.ts';

/** How far the samples of each solver are from the data, by evaluations, and where DDPM's are in full. */

const texts = () => strings().accelerate;
const solvers = { ddim: ddimSteps, dpmpp_2m: solverSteps } as const;
type Solver = keyof typeof solvers;

const styles: Record<Solver | 'ddpm', SeriesStyle> = {
  ddpm: { colour: () => palette().ddpm, dash: [6, 4] },
  ddim: { colour: () => palette().ddim, dash: [8, 3], point: { shape: 'rect' } },
  dpmpp_2m: { colour: () => palette().chosen, dash: [2, 3], point: { shape: 'triangle' } },
};

const axis = { x: { min: 4, max: 640 }, y: { min: 3e-4, max: 0.2 } };

function pointsOf(experiment: Experiment, solver: Solver): Point[] {
  return solvers[solver].flatMap((steps) => {
    const w1 = experiment.w1(`${solver}-${steps}`);
    return w1 === undefined ? [] : [{ x: steps, y: w1 }];
  });
}

function content(experiment: Experiment): LineChartContent {
  const level = experiment.w1('ddpm');
  const ends = [axis.x.min, axis.x.max];
  const shown = (['dpmpp_2m', 'ddim'] as const).map((solver) => ({
    style: styles[solver],
    points: pointsOf(experiment, solver),
    name: strings().samplers[solver],
  }));
  return {
    series: [
      ...shown,
      { style: styles.ddpm, points: level === undefined ? [] : ends.map((x) => ({ x, y: level })) },
    ],
    x: {
      kind: 'logarithmic',
      ...axis.x,
      title: texts().evaluationsAxis,
      ticks: [5, 10, 20, 50, 100, 200, 500],
    },
    y: { kind: 'logarithmic', ...axis.y, title: texts().w1Axis, ticks: logTicks(axis.y.min, axis.y.max) },
    describe(series, index) {
      const point = shown[series]?.points[index];
      if (point === undefined) return [];
      const w1 = strings().questions.w1(formatFixed(point.y, 4));
      return [`${shown[series]?.name} · ${strings().questions.evaluations(formatNumber(point.x))} · ${w1}`];
    },
  };
}

/** With how few evaluations a solver does as well as DDPM in full, in a sentence. */
function reached(experiment: Experiment, solver: Solver, level: number, full: number): string {
  const name = strings().samplers[solver];
  const first = pointsOf(experiment, solver).find(({ y }) => y <= level);
  if (first === undefined) return texts().notReached(name);
  return texts().reached(name, formatNumber(first.x), formatRate(full / first.x));
}

/** What the chart says, once all of it is there. */
export function accelerateFinding(experiment: Experiment): string {
  const full = experiment.result('ddpm');
  if (full?.metrics === undefined) return '';
  const { w1, floor } = full.metrics;
  const { space } = strings().problems;
  const level = formatFixed(w1, 4);
  const samples = formatNumber(full.numSamples);
  return [
    texts().summary(formatNumber(full.nfe), level, samples, formatFixed(floor.mean, 4)),
    reached(experiment, 'ddim', w1, full.nfe),
    reached(experiment, 'dpmpp_2m', w1, full.nfe),
  ].join(space);
}

function table(experiment: Experiment): Table | undefined {
  const { columns } = texts();
  const rows = [...experiment.results()].flatMap(([key, { metrics, nfe, numSamples, kernels }]) => {
    const sampler = key.split('-')[0] as Solver | 'ddpm';
    return metrics === undefined
      ? []
      : [[strings().samplers[sampler], nfe, metrics.w1, metrics.floor.mean, numSamples, kernels]];
  });
  if (rows.length === 0) return undefined;
  const { sampler, evaluations, w1, floor, samples, kernels } = columns;
  return { columns: [sampler, evaluations, w1, floor, samples, kernels], rows };
}

export function errorByEvaluations(experiment: Experiment): HTMLElement {
  const { figure, canvas } = chartFrame({
    name: 'solver-error',
    title: () => texts().chart,
    note: () => texts().chartNote,
    legend: [
      { style: styles.ddpm, text: () => texts().ddpmLevel(formatNumber(1000)) },
      { style: styles.ddim, text: () => strings().samplers.ddim },
      { style: styles.dpmpp_2m, text: () => strings().samplers.dpmpp_2m },
    ],
    summary: () => accelerateFinding(experiment),
    empty: () => (experiment.results().size === 0 ? texts().chartEmpty : ''),
    table: () => table(experiment),
    attributes: {
      'data-points': () =>
        [...experiment.results()]
          .filter(([, { metrics }]) => metrics !== undefined)
          .map(([key, { metrics }]) => `${key}:${metrics?.w1}`)
          .join(' '),
    },
    restless: () => experiment.control() !== undefined,
  });
  liveLineChart(canvas, () => content(experiment));
  return figure;
}
