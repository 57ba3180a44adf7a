import { button, element } from '../elements.ts';
import { strings } from '../i18n/index.ts';
import { indexedText } from '../indexed_text.ts';
import { plainIndices } from '../plain_indices.ts';
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

interface SaveAction {
  readonly disabled: () => boolean;
  save(): void;
}

/** The two buttons that hand a chart out, as a picture and in numbers. */
export function saveButtons(
  title: () => string,
  { png, csv }: { readonly png: SaveAction; readonly csv: SaveAction },
): HTMLElement {
  const saveButton = (
    action: string,
    { disabled, save }: SaveAction,
    label: () => string,
    text: string,
  ): HTMLButtonElement =>
    button(
      { class: 'text-button', 'data-action': action, disabled, 'aria-label': () => plainIndices(label()) },
      () => untracked(save),
      text,
    );
  return element(
    'span',
    { class: 'chart-save' },
    saveButton('save-png', png, () => strings().charts.savePng(title()), 'PNG'),
    ' ',
    saveButton('save-csv', csv, () => strings().charts.saveCsv(title()), 'CSV'),
  );
}

/** A chart with all that belongs to it: title, note, canvas, legend, a live summary, and export as PNG and CSV. */
export function chartFrame(options: ChartFrameOptions): ChartFrame {
  const { name, title, note, legend = [], summary, empty, table, attributes = {}, restless } = options;
  const isEmpty = computed(() => empty() !== '');
  const label = () => plainIndices(strings().charts.label(title(), isEmpty() ? empty() : summary()));
  const canvas = element('canvas', { role: 'img', 'aria-label': label });
  const hasNoTable = computed(() => isEmpty() || table() === undefined);
  const isShown = ({ shown }: LegendEntry) => shown?.() ?? true;
  const fileName = `ddpm-lab-${name}`;
  const buttons = saveButtons(title, {
    png: {
      disabled: isEmpty,
      save: () =>
        savePng(fileName, canvas, { title: title(), legend: legend.filter(isShown), summary: summary() }),
    },
    csv: {
      disabled: hasNoTable,
      save: () => {
        const numbers = table();
        if (numbers !== undefined) saveCsv(fileName, numbers);
      },
    },
  });
  const figure = element(
    'figure',
    { class: 'chart-figure', 'data-chart': name, ...attributes },
    element(
      'figcaption',
      {},
      element('div', { class: 'chart-head' }, indexedText('h3', {}, title), buttons),
      ...(note === undefined ? [] : [indexedText('p', { class: 'note' }, note)]),
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
    indexedText('p', { class: 'chart-summary', 'aria-live': () => (restless?.() ? 'off' : 'polite') }, () =>
      isEmpty() ? '' : summary(),
    ),
  );
  return { figure, canvas };
}
