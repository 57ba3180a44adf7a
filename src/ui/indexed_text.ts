import { element } from './elements.ts';
import { indexed } from './plain_indices.ts';
import { effect } from './signal.ts';

function nodesOf(text: string): (Node | string)[] {
  const nodes: (Node | string)[] = [];
  let end = 0;
  for (const found of text.matchAll(indexed)) {
    const [all, letter = '', group, single] = found;
    nodes.push(
      text.slice(end, found.index),
      element('i', {}, letter),
      element('sub', {}, group ?? single ?? ''),
    );
    end = found.index + all.length;
  }
  return [...nodes, text.slice(end)];
}

/** An element with a text in which x_t is set as x with an index; the text follows what it reads. */
export function indexedText<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Parameters<typeof element<K>>[1],
  text: () => string,
): HTMLElementTagNameMap[K] {
  const node = element(tag, attributes);
  let shown = '';
  effect(() => {
    // Writing an unchanged text would make screen readers repeat a live region.
    const value = text();
    if (value === shown) return;
    shown = value;
    node.replaceChildren(...nodesOf(value));
  });
  return node;
}
