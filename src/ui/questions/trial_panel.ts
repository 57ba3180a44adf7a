import { articleMixture } from '../../index.ts';
import { dataBins } from '../data_set.ts';
import { element, svg } from '../elements.ts';
import { formatDuration, formatFixed, formatNumber } from '../format.ts';
import { strings } from '../i18n/index.ts';
import type { Experiment } from './experiment.ts';

/** What a trial made: a small histogram over the data's density, and its numbers. */

const width = 200;
const height = 90;

/** The data's own density, averaged over each bin. */
const density = Array.from({ length: dataBins.bins }, (_, i) => {
  const { min, max, bins } = dataBins;
  const edge = (k: number) => articleMixture.cdf(min + (k / bins) * (max - min));
  return ((edge(i + 1) - edge(i)) * bins) / (max - min);
});
/** All pictures share one scale, so that heights compare; what would pass it is cut off. */
const highest = 1.08 * Math.max(...density);

function staircase(values: ArrayLike<number>): string {
  const step = width / values.length;
  const top = (value: number) => (height * (1 - Math.min(1, value / highest))).toFixed(1);
  const parts = Array.from(values, (value, i) => `V${top(value)}H${((i + 1) * step).toFixed(1)}`);
  return `M0 ${height}${parts.join('')}V${height}`;
}

const dataPath = staircase(density);

/** A number stays with its unit. */
const unbroken = (text: string) => text.replaceAll(' ', '\u00a0');

export interface PanelOptions {
  readonly key: string;
  readonly name: () => string;
  /** Whose colour the samples have; ink unless given. */
  readonly colour?: 'ddpm' | 'ddim';
  /** One more line under the numbers. */
  readonly note?: () => string;
  readonly isChosen?: () => boolean;
}

export function trialPanel(
  experiment: Experiment,
  { key, name, colour, note, isChosen = () => false }: PanelOptions,
): HTMLElement {
  const texts = () => strings().questions;
  const result = () => experiment.result(key);
  const metrics = () => result()?.metrics;
  const label = () => {
    const [measured, shown] = [metrics(), result()];
    return measured === undefined || shown === undefined
      ? texts().pictureEmpty(name())
      : texts().picture(name(), formatNumber(shown.numSamples), formatFixed(measured.w1, 4));
  };
  const w1 = () => {
    const measured = metrics();
    return texts().w1(measured === undefined ? '–' : formatFixed(measured.w1, 4));
  };
  const floor = () => {
    const measured = metrics();
    return measured === undefined ? texts().notYet : texts().floor(formatFixed(measured.floor.mean, 4));
  };
  const effort = () => {
    const shown = result();
    return shown === undefined
      ? '\u00a0'
      : [texts().evaluations(formatNumber(shown.nfe)), formatDuration(shown.seconds)]
          .map(unbroken)
          .join(' · ');
  };
  return element(
    'figure',
    {
      class: 'trial',
      'data-trial': key,
      'data-w1': () => metrics()?.w1,
      'data-nfe': () => result()?.nfe,
      'data-samples': () => result()?.numSamples,
      'data-denoiser': () => result()?.denoiser,
      'data-kernels': () => result()?.kernels,
      'data-chosen': () => String(isChosen()),
    },
    element('figcaption', {}, name),
    svg(
      'svg',
      {
        class: 'trial-picture',
        viewBox: `0 0 ${width} ${height}`,
        preserveAspectRatio: 'none',
        role: 'img',
        'aria-label': label,
      },
      svg('path', { class: 'area-data', d: dataPath }),
      svg('path', {
        class: `outline ${colour ?? ''}`,
        d: () => {
          const measured = metrics();
          return measured === undefined ? '' : staircase(measured.histogram.density);
        },
      }),
      svg('path', { class: 'baseline', d: `M0 ${height}H${width}` }),
    ),
    element(
      'p',
      { class: 'trial-numbers', title: () => strings().results.w1Help },
      element('strong', {}, w1),
      ' ',
      element('span', { class: 'soft' }, floor),
    ),
    element('p', { class: 'soft' }, effort),
    ...(note === undefined ? [] : [element('p', { class: 'soft' }, note)]),
  );
}
