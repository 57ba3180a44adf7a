import { element } from '../elements.ts';
import { effect } from '../signal.ts';

/** A letter, with an accent or not, and its index: x_t, ε̂_0, x_{t−1}. */
const indexed = /(\p{L}\p{M}*)_(?:\{([^}]+)\}|(\p{L}|\d+))/gu;

/** A paragraph in which x_t is set as x with an index. */
export function prose(text: () => string): HTMLElement {
  const paragraph = element('p');
  effect(() => {
    const nodes: (Node | string)[] = [];
    let end = 0;
    for (const found of text().matchAll(indexed)) {
      const [all, letter = '', group, single] = found;
      nodes.push(
        text().slice(end, found.index),
        element('i', {}, letter),
        element('sub', {}, group ?? single ?? ''),
      );
      end = found.index + all.length;
    }
    paragraph.replaceChildren(...nodes, text().slice(end));
  });
  return paragraph;
}
