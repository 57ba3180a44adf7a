import { deviceState } from './device_state.ts';
import { element } from './elements.ts';
import { chooseLanguage, type Language, language, languageName, languages, strings } from './i18n/index.ts';
import { shareButton } from './share/share_button.ts';
import { effect } from './signal.ts';
import { chooseTheme, type Theme, theme, themes } from './theme.ts';

function adapterText(): string {
  const state = deviceState();
  const { adapter } = strings();
  if (state.status === 'starting') return adapter.starting;
  if (state.status === 'failed') return adapter.missing;
  const { name, isSoftware } = state.lab.adapter;
  return isSoftware ? adapter.software(name) : name;
}

/** What the page computes on, in a few words. */
function adapterChip(): HTMLElement {
  const kind = () => {
    const state = deviceState();
    return state.status === 'ready' && state.lab.adapter.isSoftware ? 'software' : state.status;
  };
  return element(
    'p',
    { class: 'chip', 'data-device': kind, title: adapterText },
    element('span', { class: 'visually-hidden' }, () => `${strings().adapter.label}: `),
    element('span', { class: 'chip-text' }, adapterText),
  );
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

/** Name, adapter, link, language and theme. */
export function topBar(): HTMLElement {
  return element(
    'header',
    { class: 'top' },
    element('a', { class: 'skip', href: '#recipe' }, () => strings().page.skip),
    element('p', { class: 'name' }, 'ddpm-lab'),
    element('p', { class: 'tagline' }, () => strings().page.tagline),
    adapterChip(),
    shareButton(),
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
  );
}
