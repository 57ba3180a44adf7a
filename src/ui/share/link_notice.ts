import { button, element } from '../elements.ts';
import { strings } from '../i18n/index.ts';
import { effect } from '../signal.ts';
import { linkProblems } from './link_state.ts';

/** What of the visit's link could not be followed, value by value, until it is dismissed. */
export function linkNotice(): HTMLElement {
  const list = element('ul', { class: 'notice-list' });
  effect(() => {
    list.replaceChildren(...linkProblems().map((problem) => element('li', {}, problem)));
  });
  return element(
    'div',
    {
      class: 'notice',
      role: 'status',
      id: 'link-notice',
      hidden: () => linkProblems().length === 0,
    },
    element(
      'div',
      {},
      element('p', { class: 'notice-title' }, () => strings().link.title),
      list,
    ),
    button(
      { class: 'quiet', 'data-action': 'dismiss-link-notice' },
      () => linkProblems.set([]),
      () => strings().link.dismiss,
    ),
  );
}
