import { histogram } from '../../index.ts';
import { saveButtons } from '../charts/chart_frame.ts';
import { dataBins, dataSet } from '../data_set.ts';
import { element, type Live, svg } from '../elements.ts';
import { formatDuration, formatFixed, formatNumber, formatPercent } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { plainIndices } from '../plain_indices.ts';
import { type Column, columns, recipe, samplerOf } from '../recipe.ts';
import { plannedNfe, samplerProblem } from '../sampler_problems.ts';
import { runnableColumns } from '../sampler_tables.ts';
import { isStale, results } from '../sampling_session.ts';
import { computed } from '../signal.ts';
import { wholePercents } from '../whole_percents.ts';
import { saveNumbersOfResults, savePictureOfResults } from './save_results.ts';

const width = 400;
const height = 180;

const dataHistogram = computed(() => histogram(dataSet(), dataBins).density);

/** A staircase over the bins, from the bottom left to the bottom right corner. */
function staircase(density: ArrayLike<number>, highest: number): string {
  const step = width / density.length;
  const top = (value: number) => (height * (1 - Math.min(1, value / highest))).toFixed(2);
  return Array.from(density, (value, i) => `V${top(value)}H${((i + 1) * step).toFixed(2)}`).reduce(
    (path, part) => path + part,
    `M0 ${height}`,
  );
}

/** The name of the sampler that made what a column shows, or that would be run next. */
function titleOf(name: Column): string {
  return strings().samplers[samplerOf(results[name]()?.recipe ?? recipe(), name).sampler];
}

/** What the column shows, in a few words: where the samples come from, or what is to be expected of it. */
function noteOf(name: Column): string {
  const { results: texts, stage, status } = strings();
  const result = results[name]();
  if (result === undefined) return texts.columnNotes[name];
  const origin = texts.samples(formatNumber(result.numSamples), stage.denoiserNotes[result.denoiser]);
  const samples = `${origin} · ${texts.kernels(result.kernels)}`;
  return isStale(name) ? `${samples} · ${status.stale}` : samples;
}

/** Whether the schedule leaves no room for a column's sampler, whatever its settings. */
function isAside(name: Column): boolean {
  return !runnableColumns(recipe()).includes(name);
}

/** Why a column cannot be sampled with the recipe as it is; empty when it can. */
function obstacleTo(name: Column): string {
  return isAside(name) ? strings().results.aside : (samplerProblem(name) ?? '');
}

function histogramPicture(name: Column): SVGSVGElement {
  const shown = results[name];
  // All panels and their shapes share one scale, so that heights compare.
  const highest = () => {
    const all = [dataHistogram(), ...columns.map((each) => results[each]()?.metrics.histogram.density ?? [])];
    return 1.04 * Math.max(...all.map((density) => Math.max(...density, 0)));
  };
  const label = () => {
    const result = shown();
    const { results: texts } = strings();
    if (result === undefined) return texts.histogramEmpty;
    const w1 = formatFixed(result.metrics.w1, 4);
    return texts.histogram(titleOf(name), formatNumber(result.numSamples), w1);
  };
  const samples = () => {
    const result = shown();
    return result === undefined ? '' : staircase(result.metrics.histogram.density, highest());
  };
  return svg(
    'svg',
    {
      class: 'histogram',
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': label,
      'data-counts': () => Array.from(shown()?.metrics.histogram.counts ?? []).join(' '),
    },
    svg('path', { class: 'area-data', d: () => `${staircase(dataHistogram(), highest())}V${height}Z` }),
    svg('path', { class: `outline ${name}`, d: samples }),
    svg('path', { class: 'baseline', d: `M0 ${height}H${width}` }),
  );
}

/** Ticks of x, from 0 at the left edge of a histogram to 1 at its right one. */
const tickPlaces = [-0.4, -0.2, 0, 0.2, 0.4, 0.6]
  .map((x) => ({ x, place: (x - dataBins.min) / (dataBins.max - dataBins.min) }))
  .filter(({ place }) => place > 0 && place < 1);

/** The ticks under a histogram. */
function ticks(): HTMLElement {
  const list = tickPlaces.map(({ x, place }) => {
    const mark = element('span', {}, () => formatFixed(x, 1));
    mark.style.left = `${place * 100}%`;
    return mark;
  });
  return element('div', { class: 'ticks-x', 'aria-hidden': 'true' }, ...list);
}

function figureOf(
  label: () => string,
  help: () => string,
  key: string,
  value: Live<string>,
  extra: Live<string>,
) {
  return element(
    'div',
    { class: 'metric', title: () => plainIndices(help()) },
    element('dt', {}, label),
    element('dd', { 'data-metric': key }, value),
    element('dd', { class: 'soft' }, extra),
  );
}

function panel(name: Column, picture: Element): HTMLElement {
  const shown = results[name];
  const texts = () => strings().results;
  const from =
    <T>(read: (result: NonNullable<ReturnType<typeof shown>>) => T, missing: T) =>
    () => {
      const result = shown();
      return result === undefined ? missing : read(result);
    };
  const nothing = '–';
  return element(
    'article',
    {
      class: 'result',
      'data-sampler': name,
      'data-w1': from(({ metrics }) => metrics.w1, undefined),
      'data-exact-w1': from(({ exactW1 }) => exactW1, undefined),
      'data-denoiser': from(({ denoiser }) => denoiser, undefined),
      'data-state': () => {
        const result = shown();
        return result === undefined ? 'empty' : isStale(name) ? 'stale' : 'current';
      },
    },
    element(
      'header',
      {},
      element('span', { class: `swatch ${name}`, 'aria-hidden': 'true' }),
      element('h3', {}, () => titleOf(name)),
      element('span', { class: 'soft' }, () => noteOf(name)),
    ),
    element(
      'p',
      { class: () => (isAside(name) ? 'note' : 'problem'), hidden: () => obstacleTo(name) === '' },
      () => obstacleTo(name),
    ),
    picture,
    ticks(),
    element(
      'dl',
      { class: 'metrics' },
      figureOf(
        () => texts().w1,
        () => texts().w1Help,
        'w1',
        from(({ metrics }) => formatFixed(metrics.w1, 4), nothing),
        from(
          ({ metrics }) =>
            texts().floor(
              formatFixed(metrics.floor.mean, 4),
              formatFixed(metrics.floor.standardDeviation, 4),
            ),
          '',
        ),
      ),
      figureOf(
        () => texts().nfe,
        () => texts().nfeHelp,
        'nfe',
        () => {
          const nfe = shown()?.nfe ?? plannedNfe(name);
          return nfe === undefined ? nothing : formatNumber(nfe);
        },
        '',
      ),
      figureOf(
        () => texts().time,
        () => texts().timeHelp,
        'time',
        from(({ seconds }) => formatDuration(seconds), nothing),
        '',
      ),
      figureOf(
        () => texts().exact,
        () => texts().exactHelp,
        'exact',
        from(({ exactW1 }) => (exactW1 === undefined ? nothing : formatFixed(exactW1, 4)), nothing),
        '',
      ),
      figureOf(
        () => texts().masses,
        () => texts().massesHelp,
        'masses',
        from(
          ({ metrics }) =>
            wholePercents(metrics.masses)
              .map((percent) => formatPercent(percent / 100))
              .join(' · '),
          nothing,
        ),
        from(({ metrics }) => {
          const outside = metrics.histogram.outside;
          return outside > 0 ? texts().outside(formatNumber(outside)) : '';
        }, ''),
      ),
    ),
  );
}

/** The proof: what each sampler made, over the data, with its numbers. */
export function resultsView(): HTMLElement {
  const none = () => columns.every((name) => results[name]() === undefined);
  const pictures = new Map(columns.map((name) => [name, histogramPicture(name)] as const));
  const title = () => strings().results.title;
  const buttons = saveButtons(title, {
    png: {
      disabled: none,
      save: () =>
        savePictureOfResults(
          pictures,
          tickPlaces.map(({ x, place }) => ({ place, text: formatFixed(x, 1) })),
        ),
    },
    csv: { disabled: none, save: () => saveNumbersOfResults(dataHistogram()) },
  });
  return element(
    'section',
    {
      class: 'results',
      'aria-labelledby': 'results-title',
      'data-samples': () => recipe().experiment.numSamples,
    },
    element('div', { class: 'chart-head' }, element('h2', { id: 'results-title' }, title), buttons),
    element('p', { class: 'note', 'aria-live': 'polite' }, () =>
      none() ? strings().results.empty : strings().results.intro,
    ),
    element('div', { class: 'panels' }, ...[...pictures].map(([name, picture]) => panel(name, picture))),
  );
}
