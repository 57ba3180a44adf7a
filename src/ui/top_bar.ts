import { deviceState } from './device_state.ts';
import { element } from './elements.ts';
import {
  chooseLanguage,
  type Language,
  language,
  languageName,
  languages,
  preferredLanguage,
  strings,
} from './i18n/index.ts';
import { type Pair, writeQuery } from './share/query.ts';
import { effect } from './signal.ts';
import { chooseTheme, preferredTheme, type Theme, theme, themes } from './theme.ts';

function adapterText(): string {
  const state = deviceState();
  const { adapter } = strings();
  if (state.status === 'starting') return adapter.starting;
  if (state.status === 'failed') return adapter.missing;
  const { name, isSoftware } = state.lab.adapter;
  return isSoftware ? adapter.software(name) : name;
}

/** What the page computes on, in a few words; where `opens` is given, a button that opens it. */
function adapterChip(opens: ChipOptions | undefined): HTMLElement {
  const kind = () => {
    const state = deviceState();
    return state.status === 'ready' && state.lab.adapter.isSoftware ? 'software' : state.status;
  };
  const attributes = { class: 'chip', 'data-device': kind, title: adapterText };
  const label = () => `${opens?.label() ?? strings().adapter.label}: `;
  const parts = [
    element('span', { class: 'visually-hidden' }, label),
    element('span', { class: 'chip-text' }, adapterText),
  ];
  return opens === undefined
    ? element('p', attributes, ...parts)
    : element('button', { type: 'button', popovertarget: opens.panel.id, ...attributes }, ...parts);
}

function picker<T extends string>(
  id: string,
  label: () => string,
  values: readonly T[],
  text: (value: T) => string,
  chosen: () => T,
  choose: (value: T) => void,
): HTMLElement {
  const select = element(
    'select',
    { id, title: label },
    ...values.map((value) => element('option', { value }, () => text(value))),
  );
  select.addEventListener('change', () => choose(select.value as T));
  effect(() => {
    select.value = chosen();
  });
  return element(
    'div',
    { class: 'picker' },
    element('label', { for: id, class: 'visually-hidden' }, label),
    select,
  );
}

/** What this visit's link has decided and other pages must be told, as they know only what was chosen here. */
function visitQuery(): string {
  const pairs: Pair[] = [];
  if (language() !== preferredLanguage()) pairs.push(['lang', language()]);
  if (theme() !== preferredTheme()) pairs.push(['theme', theme()]);
  return pairs.length === 0 ? '' : `?${writeQuery(pairs)}`;
}

/** A link to another page of the lab. */
export function pageLink(page: string, text: () => string): HTMLElement {
  return element('a', { class: 'page-link', href: () => page + visitQuery() }, text);
}

export interface ChipOptions {
  readonly label: () => string;
  /** A popover. */
  readonly panel: HTMLElement;
}

export interface TopBarOptions {
  /** Where the first link leads those who do not want to pass the bar, and what it says. */
  readonly skipTo: string;
  readonly skip: () => string;
  readonly tagline: () => string;
  /** What the adapter's name opens. */
  readonly chip?: ChipOptions;
  /** What else belongs there on a page: links, buttons. */
  readonly beside: readonly Node[];
  /** A second row. */
  readonly below?: Node;
}

/** Name, adapter, what the page adds, language and theme. */
export function topBar({ skipTo, skip, tagline, chip, beside, below }: TopBarOptions): HTMLElement {
  return element(
    'header',
    { class: 'top' },
    element('a', { class: 'skip', href: skipTo }, skip),
    element('p', { class: 'name' }, 'ddpm-lab'),
    element('p', { class: 'tagline' }, tagline),
    adapterChip(chip),
    ...(chip === undefined ? [] : [chip.panel]),
    ...beside,
    picker<Language>(
      'language',
      () => strings().settings.language,
      languages,
      languageName,
      language,
      chooseLanguage,
    ),
    picker<Theme>(
      'theme',
      () => strings().settings.theme,
      themes,
      (name) => strings().settings.themes[name],
      theme,
      chooseTheme,
    ),
    ...(below === undefined ? [] : [below]),
  );
}
