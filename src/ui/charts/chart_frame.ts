import { button, element } from '../elements.ts';
import { strings } from '../i18n/index.ts';
import { computed, untracked } from '../signal.ts';
import type { Table } from './csv.ts';
import { saveCsv, savePng } from './save.ts';
import { type LegendEntry, swatch } from './series_style.ts';

export interface ChartFrameOptions {
  /** Names the chart in the page (`data-chart`) and its exported files. */
  readonly name: string;
  readonly title: () => string;
  /** What the chart shows and how to read it, for everybody. */
  readonly note?: () => string;
  readonly legend?: readonly LegendEntry[];
  /** What the chart says just now, in a sentence: under it, and for those who do not see it. Empty without data. */
  readonly summary: () => string;
  /** What stands over the chart while there is nothing to show; empty when there is. */
  readonly empty: () => string;
  /** The chart's numbers, or undefined while there are none. */
  readonly table: () => Table | undefined;
  /** Data attributes and the like, for the figure. */
  readonly attributes?: Readonly<Record<string, () => string | number | undefined>>;
  /** Whether the summary keeps changing: then it is not read out until it rests. */
  readonly restless?: () => boolean;
}

export interface ChartFrame {
  readonly figure: HTMLElement;
  readonly canvas: HTMLCanvasElement;
}

/** A chart with all that belongs to it: title, note, canvas, legend, a live summary, and export as PNG and CSV. */
export function chartFrame(options: ChartFrameOptions): ChartFrame {
  const { name, title, note, legend = [], summary, empty, table, attributes = {}, restless } = options;
  const isEmpty = computed(() => empty() !== '');
  const label = () => (isEmpty() ? `${title()}. ${empty()}` : `${title()}. ${summary()}`);
  const canvas = element('canvas', { role: 'img', 'aria-label': label });
  const hasNoTable = computed(() => isEmpty() || table() === undefined);
  const isShown = ({ shown }: LegendEntry) => shown?.() ?? true;
  const fileName = `ddpm-lab-${name}`;
  const png = button(
    {
      class: 'text-button',
      'data-action': 'save-png',
      disabled: isEmpty,
      'aria-label': () => strings().charts.savePng(title()),
    },
    () =>
      untracked(() =>
        savePng(fileName, canvas, { title: title(), legend: legend.filter(isShown), summary: summary() }),
      ),
    'PNG',
  );
  const csv = button(
    {
      class: 'text-button',
      'data-action': 'save-csv',
      disabled: hasNoTable,
      'aria-label': () => strings().charts.saveCsv(title()),
    },
    () => {
      const numbers = untracked(table);
      if (numbers !== undefined) saveCsv(fileName, numbers);
    },
    'CSV',
  );
  const figure = element(
    'figure',
    { class: 'chart-figure', 'data-chart': name, ...attributes },
    element(
      'figcaption',
      {},
      element(
        'div',
        { class: 'chart-head' },
        element('h3', {}, title),
        element('span', { class: 'chart-save' }, png, ' ', csv),
      ),
      ...(note === undefined ? [] : [element('p', { class: 'note' }, note)]),
    ),
    element(
      'div',
      { class: 'chart', 'data-empty': () => (isEmpty() ? 'true' : undefined) },
      canvas,
      element('p', { class: 'picture-note', hidden: () => !isEmpty() }, empty),
    ),
    element(
      'p',
      { class: 'legend', hidden: legend.length === 0 },
      ...legend.map((entry) =>
        element(
          'span',
          { class: 'legend-entry', hidden: () => !isShown(entry) },
          swatch(entry.style),
          entry.text,
        ),
      ),
    ),
    element('p', { class: 'chart-summary', 'aria-live': () => (restless?.() ? 'off' : 'polite') }, () =>
      isEmpty() ? '' : summary(),
    ),
  );
  return { figure, canvas };
}
