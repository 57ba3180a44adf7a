import { button, element } from '../elements.ts';
import { indexedText } from '../indexed_text.ts';

export interface QuestionContent {
  /** Names the question in the address: #why-slow. */
  readonly id: string;
  readonly texts: () => { title: string; before: string; after: string; show: string };
  readonly formulas: readonly Element[];
  /** What runs in place, and what it shows. */
  readonly experiment: readonly Node[];
  /** A sentence on what came out; empty before. */
  readonly finding: () => string;
  /** Sets the lab to the state that proves the answer. */
  readonly showMe: () => void;
}

/** A question: the answer in words and formulas, and beside it the experiment. */
export function question({ id, texts, formulas, experiment, finding, showMe }: QuestionContent): HTMLElement {
  const titleId = `${id}-title`;
  return element(
    'article',
    { class: 'question', id, 'aria-labelledby': titleId, tabindex: -1 },
    element(
      'div',
      { class: 'answer' },
      element('h3', { id: titleId }, () => texts().title),
      indexedText('p', {}, () => texts().before),
      element('div', { class: 'answer-formulas' }, ...formulas),
      indexedText('p', {}, () => texts().after),
      button({ class: 'quiet', 'data-action': 'show-me' }, showMe, () => texts().show),
    ),
    element(
      'div',
      { class: 'experiment' },
      ...experiment,
      element('p', { class: 'finding', role: 'status' }, finding),
    ),
  );
}
