import { makeSchedule, trainingBatch } from '../../index.ts';
import { chartFrame } from '../charts/chart_frame.ts';
import { drawEachFrame } from '../charts/line_chart.ts';
import { dataSet, mixtureInModelSpace, standardisation } from '../data_set.ts';
import { connectedDevice } from '../device_state.ts';
import { formatFixed, formatNumber } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { askExactNoiseMap } from '../metrics_client.ts';
import { computed, effect, signal, untracked } from '../signal.ts';
import { palette } from '../theme.ts';
import { losses, trainingRun } from '../training_session.ts';
import { learnedNoise, pictureSizes } from './live_pictures.ts';
import { type ExactNoiseMap, rowCentre } from './noise_map.ts';
import { drawNoisePanels, type NoiseDot } from './noise_panels.ts';
import { oneStepAtATime } from './pace.ts';
import { shownRecipe } from './shown_recipe.ts';

/** The exact denoiser's map before there is a network to compare with. */
const exactAlone = signal<ExactNoiseMap | undefined>(undefined);

const pictured = computed(() => {
  const { schedule, standardise } = shownRecipe().experiment;
  return JSON.stringify([schedule, standardise]);
});

/** Colours end here: the expected noise lies within for all but a few x_t. */
const noiseBound = 2.5;
const differenceBound = 0.5;

function keepExactMap(): void {
  effect(() => {
    const key = pictured();
    const current = untracked(shownRecipe);
    const { schedule } = current.experiment;
    const isSoftware = untracked(connectedDevice)?.adapter.isSoftware ?? true;
    const size = pictureSizes[isSoftware ? 'software' : 'hardware'];
    askExactNoiseMap(mixtureInModelSpace(current), schedule, size).then(
      (map) => {
        if (untracked(pictured) === key) exactAlone.set(map);
      },
      // A schedule that cannot be made is explained on its card; the last map stays.
      () => undefined,
    );
  });
}

/** The maps at hand: both of the run, or the exact one alone. */
const shown = computed(() => {
  const learned = learnedNoise();
  return learned === undefined ? { exact: exactAlone(), noise: undefined, kernels: undefined } : learned;
});

/** Points of a batch that are shown. */
export const mostDots = 256;

/** What the last step was shown, in slow mode. */
const batchDots = computed<NoiseDot[]>(() => {
  const run = trainingRun();
  if (run === undefined || !oneStepAtATime() || losses.length === 0) return [];
  const { schedule, training } = run.recipe.experiment;
  const { mean, standardDeviation } = standardisation(run.recipe);
  const data = { points: untracked(dataSet), mean: [mean], standardDeviation: [standardDeviation] };
  const rows = Math.min(mostDots, training.batchSize);
  const batch = trainingBatch(makeSchedule(schedule), data, training, losses.length - 1, rows);
  return Array.from(batch.timesteps, (t, row) => ({
    t,
    x: batch.xt[row] ?? 0,
    noise: batch.noise[row] ?? 0,
  }));
});

function summary(): string {
  const learned = learnedNoise();
  const { noiseMaps: texts } = strings();
  if (learned === undefined) return texts.summaryExact;
  const { correlation, rootMeanSquareError } = learned.agreement;
  return texts.summary(
    formatNumber(learned.step),
    formatFixed(correlation, 4),
    formatFixed(rootMeanSquareError, 4),
  );
}

function table() {
  const { exact, noise, kernels } = shown();
  if (exact === undefined) return undefined;
  const { levels, rows, density } = exact;
  return {
    columns: ['t', 'x', 'density', 'exact_noise', 'learned_noise', 'kernels'],
    rows: levels.flatMap(({ t }, column) =>
      Array.from({ length: rows }, (_, row) => {
        const cell = column * rows + row;
        return [t, rowCentre(exact, row), density[cell], exact.noise[cell], noise?.[cell], kernels];
      }),
    ),
  };
}

/** The learned noise over (x, t) beside the exact one, and where they differ. */
export function noiseMapsView(): HTMLElement {
  const texts = () => strings().noiseMaps;
  const { figure, canvas } = chartFrame({
    name: 'noise-maps',
    title: () => texts().title,
    note: () => texts().note,
    summary,
    empty: () => (shown().exact === undefined ? texts().empty : ''),
    table,
    attributes: {
      'data-step': () => learnedNoise()?.step,
      'data-correlation': () => learnedNoise()?.agreement.correlation,
      'data-dots': () => batchDots().length,
      'data-kernels': () => learnedNoise()?.kernels,
      'data-error': () => learnedNoise()?.agreement.rootMeanSquareError,
    },
    restless: () => trainingRun() !== undefined,
  });
  const size = signal(0);
  new ResizeObserver(() => size.set(size.peek() + 1)).observe(canvas);
  const content = () => {
    size();
    const { exact, noise } = shown();
    const { learned, exact: exactTitle, difference, waiting } = texts();
    const differences = noise?.map((value, cell) => value - (exact?.noise[cell] ?? 0));
    const panels = [
      { title: learned, values: noise, waiting, bound: noiseBound, dots: batchDots() },
      { title: exactTitle, values: exact?.noise, waiting: '', bound: noiseBound },
      { title: difference, values: differences, waiting, bound: differenceBound },
    ];
    return { exact, panels, last: shownRecipe().experiment.schedule.numTrainTimesteps, colours: palette() };
  };
  drawEachFrame(content, ({ exact, panels, last, colours }) =>
    drawNoisePanels(canvas, exact, panels, last, colours),
  );
  keepExactMap();
  return figure;
}
