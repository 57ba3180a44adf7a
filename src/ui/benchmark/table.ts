import { element } from '../elements.ts';
import { effect } from '../signal.ts';

/** A cell: text, or a text and what marks it. */
export type Cell = string | { readonly text: string; readonly state: 'good' | 'bad' };

export interface TableOptions {
  readonly name: string;
  readonly title: () => string;
  readonly note: () => string;
  /** Without columns that have no number in any row. */
  readonly columns: () => readonly string[];
  readonly rows: () => readonly (readonly Cell[])[];
  /** What stands there while there are no rows; without it the section is hidden. */
  readonly empty?: () => string;
}

/** A titled table that follows what it shows. It scrolls sideways on its own where the page is narrow. */
export function liveTable({ name, title, note, columns, rows, empty }: TableOptions): HTMLElement {
  const head = element('tr');
  const body = element('tbody');
  const table = element('table', {}, element('thead', {}, head), body);
  effect(() => {
    const shown = columns();
    const all = rows();
    const kinds = shown.map((_, i) => kindOf(all.map((row) => textOf(row[i] ?? ''))));
    head.replaceChildren(
      ...shown.flatMap((text, i) =>
        kinds[i] === 'empty' ? [] : [element('th', { scope: 'col', class: kinds[i] }, text)],
      ),
    );
    body.replaceChildren(
      ...all.map((row) =>
        element(
          'tr',
          {},
          ...row.flatMap((cell, i) => (kinds[i] === 'empty' ? [] : [cellOf(cell, i, kinds[i])])),
        ),
      ),
    );
  });
  const isEmpty = () => rows().length === 0;
  return element(
    'section',
    {
      class: 'bench-table',
      'data-table': name,
      'aria-labelledby': `${name}-title`,
      hidden: () => isEmpty() && empty === undefined,
    },
    element('h2', { id: `${name}-title` }, title),
    element('p', { class: 'note' }, note),
    element('p', { class: 'note', hidden: () => !isEmpty() }, () => empty?.() ?? ''),
    element(
      'div',
      { class: 'scroller', tabindex: 0, role: 'region', 'aria-labelledby': `${name}-title`, hidden: isEmpty },
      table,
    ),
  );
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

/** Columns of numbers line up on the right. */
function kindOf(texts: readonly string[]): 'empty' | 'numbers' | 'words' {
  const filled = texts.filter((text) => text !== '');
  if (filled.length === 0) return 'empty';
  return filled.every((text) => /^[\d−-]/.test(text)) ? 'numbers' : 'words';
}

function cellOf(cell: Cell, column: number, kind: string | undefined): HTMLElement {
  const state = typeof cell === 'string' ? undefined : cell.state;
  // What a row is about comes first.
  if (column === 0) return element('th', { scope: 'row', class: kind }, textOf(cell));
  return element('td', { class: kind, 'data-state': state }, textOf(cell));
}
