import { articleMixture, makeLayout } from '../../index.ts';
import { dataBins } from '../data_set.ts';
import { element, svg } from '../elements.ts';
import { formatNumber, formatPercent, formatSignificant, formatTiny } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { type Column, columns, recipe } from '../recipe.ts';
import { plannedNfe } from '../sampler_problems.ts';
import { noiseLevel } from '../stage/forward_process.ts';
import { schedule, visitedTimes } from '../stage/scenes.ts';
import { losses } from '../training_session.ts';

/** The cards' pictures: a few strokes each, in a box of 280 x 44. */
const width = 280;
const height = 44;

function frame(label: () => string, ...content: SVGElement[]): Element {
  const attributes = {
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': label,
  };
  return svg('svg', { class: 'miniature', ...attributes }, ...content);
}

/** A line through y(0 … 1) in the picture; y from 0 (bottom) to 1 (top). */
function linePath(points: number, y: (share: number) => number): string {
  return Array.from({ length: points }, (_, i) => {
    const share = i / (points - 1);
    return `${i === 0 ? 'M' : 'L'}${(share * width).toFixed(1)} ${((1 - y(share)) * (height - 3) + 1.5).toFixed(2)}`;
  }).join('');
}

export function dataMiniature(): Element {
  const { min, max } = dataBins;
  const points = 281;
  const step = (max - min) / (points - 1);
  const heights = Array.from({ length: points }, (_, i) => {
    const x = min + i * step;
    return articleMixture.cdf(x + step / 2) - articleMixture.cdf(x - step / 2);
  });
  const highest = Math.max(...heights);
  const line = linePath(points, (share) => (heights[Math.round(share * (points - 1))] ?? 0) / highest);
  return frame(
    () => strings().recipe.dataPicture,
    svg('path', { class: 'area-data', d: `${line}L${width} ${height}L0 ${height}Z` }),
  );
}

export function scheduleMiniature(): Element {
  const line = (part: 'signal' | 'noise') => () =>
    linePath(71, (share) => noiseLevel(schedule(), share * schedule().numTrainTimesteps)[part]);
  const left = () => schedule().alphasCumprod.at(-1) ?? 0;
  return frame(
    () => strings().recipe.schedulePicture(formatSignificant(left())),
    svg('path', { class: 'line-signal', d: line('signal') }),
    svg('path', { class: 'line-noise', d: line('noise') }),
  );
}

/** Columns of neurons joined by their outermost connections; a stand-in for what would be a grey block. */
export function networkMiniature(): Element {
  const model = () => recipe().experiment.model;
  const columns = () => {
    const { hiddenLayers, hiddenWidth } = model();
    const tall = Math.min(1, 0.35 + 0.65 * (Math.log2(hiddenWidth / 8) / 7));
    return [0.3, ...Array<number>(hiddenLayers).fill(tall), 0.06];
  };
  const x = (i: number, count: number) => 6 + (i / (count - 1)) * (width - 12);
  const bars = () =>
    columns()
      .map((tall, i, all) => {
        const half = (tall * (height - 4)) / 2;
        return `M${x(i, all.length)} ${height / 2 - half}V${height / 2 + half}`;
      })
      .join('');
  const links = () =>
    columns()
      .slice(1)
      .map((tall, i) => {
        const all = columns();
        const from = ((all[i] ?? 0) * (height - 4)) / 2;
        const to = (tall * (height - 4)) / 2;
        const [left, right, middle] = [x(i, all.length), x(i + 1, all.length), height / 2];
        return `M${left} ${middle - from}L${right} ${middle - to}L${right} ${middle + to}L${left} ${middle + from}Z`;
      })
      .join('');
  const label = () =>
    strings().recipe.networkPicture(formatNumber(model().hiddenLayers), formatNumber(model().hiddenWidth));
  return frame(label, svg('path', { class: 'area-soft', d: links }), svg('path', { class: 'bars', d: bars }));
}

export function networkSummary(): string {
  const { model } = recipe().experiment;
  const layout = makeLayout(model);
  const hidden = Array<string>(model.hiddenLayers).fill(formatNumber(model.hiddenWidth)).join(' → ');
  return strings().recipe.networkSummary(
    formatNumber(layout.xFeatures + model.timeFeatures),
    hidden,
    formatNumber(layout.numParameters),
  );
}

export function lossMiniature(): Element {
  const line = () => {
    const buckets = losses.buckets(140);
    if (buckets.length < 2) return '';
    const highest = Math.max(...buckets.map(({ mean }) => mean));
    return linePath(
      buckets.length,
      (share) => (buckets[Math.round(share * (buckets.length - 1))]?.mean ?? 0) / highest,
    );
  };
  const label = () =>
    losses.length === 0
      ? strings().recipe.trainingPictureEmpty
      : strings().recipe.trainingPicture(formatSignificant(losses.recentMean(50)));
  return frame(
    label,
    svg('path', { class: 'baseline', d: `M0 ${height - 1}H${width}` }),
    svg('path', { class: 'line-loss', d: line }),
  );
}

/** Which timesteps each sampler visits: a tick for each, noise on the left as the samplers go. */
export function samplerMiniature(): Element {
  const ticks = (name: Column, top: number) => () => {
    const times = visitedTimes(name);
    // More ticks than pixels are a solid bar.
    const every = Math.max(1, Math.floor(times.length / width));
    return times
      .filter((_, i) => i % every === 0)
      .map((share) => `M${(1 + (1 - share) * (width - 2)).toFixed(1)} ${top}v12`)
      .join('');
  };
  return frame(
    () => strings().recipe.samplerPicture,
    ...columns.map((name, i) => svg('path', { class: `ticks ${name}`, d: ticks(name, 1 + 15 * i) })),
  );
}

/** How many evaluations each sampler takes, for the line of text. */
export function samplerSummary(): Element {
  const count = (name: Column) => {
    const nfe = plannedNfe(name);
    return nfe === undefined ? '–' : formatNumber(nfe);
  };
  return element(
    'p',
    { class: 'summary' },
    ...columns.map((name) =>
      element('span', { class: `key ${name}`, 'data-nfe': () => plannedNfe(name) }, () =>
        strings().recipe.nfe(strings().recipe.shortColumns[name], count(name)),
      ),
    ),
  );
}

/** The share of the data that is left at the last step, for the schedule's line of text. */
export function scheduleSummary(): Element {
  const last = () => schedule().alphasCumprod.at(-1) ?? 0;
  return element(
    'p',
    { class: 'summary' },
    element('span', { class: 'key signal' }, () => strings().recipe.keySignal),
    element('span', { class: 'key noise' }, () => strings().recipe.keyNoise),
    element('span', {}, () =>
      strings().recipe.leftOver(last() > 0 && last() < 0.001 ? formatTiny(last()) : formatPercent(last())),
    ),
  );
}
