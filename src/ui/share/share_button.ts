import { button, element } from '../elements.ts';
import { strings } from '../i18n/index.ts';
import { signal } from '../signal.ts';
import { shareLink } from './link_state.ts';

type Outcome = 'none' | 'copied' | 'refused';

const outcome = signal<Outcome>('none');
/** How long the button says what came of it, in milliseconds. */
const shownFor = 2500;

/** A button that copies a link to the page as it stands; where copying is not allowed, the link is shown to be copied. */
export function shareButton(): HTMLElement {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const field = element('input', {
    type: 'text',
    class: 'share-link',
    readonly: true,
    'aria-label': () => strings().share.byHand,
    hidden: () => outcome() !== 'refused',
  });
  const copy = async () => {
    const link = shareLink();
    clearTimeout(timer);
    try {
      await navigator.clipboard.writeText(link);
      outcome.set('copied');
      timer = setTimeout(() => outcome.set('none'), shownFor);
    } catch {
      field.value = link;
      outcome.set('refused');
      requestAnimationFrame(() => field.select());
    }
  };
  return element(
    'div',
    { class: 'share', 'data-outcome': outcome },
    button(
      { class: 'quiet share-button', 'data-action': 'share', 'aria-label': () => strings().share.copy },
      () => void copy(),
      // Both texts share one place, so that the bar does not move.
      element('span', { class: 'share-offer' }, () => strings().share.copy),
      element('span', { class: 'share-done' }, () => strings().share.copied),
    ),
    element('span', { class: 'visually-hidden', role: 'status' }, () =>
      outcome() === 'copied' ? strings().share.copied : outcome() === 'refused' ? strings().share.byHand : '',
    ),
    field,
  );
}
