import { element } from '../elements.ts';
import { strings } from '../i18n/index.ts';
import { comparisonIsSeen, keepComparing } from './comparison.ts';
import { comparisonView } from './comparison_chart.ts';
import { scheduleViews } from './schedule_charts.ts';

/** The forward process at the moment of the time slider: what x_t is made of, and that its closed form is right. */
export function forwardView(): HTMLElement {
  const compared = comparisonView();
  const view = element(
    'section',
    { class: 'forward', 'aria-labelledby': 'forward-title' },
    element('h2', { id: 'forward-title' }, () => strings().forward.title),
    element('p', { class: 'note' }, () => strings().forward.note),
    element('div', { class: 'forward-charts' }, compared, ...scheduleViews()),
  );
  new IntersectionObserver(
    (entries) => comparisonIsSeen.set(entries.some(({ isIntersecting }) => isIntersecting)),
    { rootMargin: '200px' },
  ).observe(compared);
  keepComparing();
  return view;
}
