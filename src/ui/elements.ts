import { effect } from './signal.ts';

/** A fixed value, or a function read inside an effect, so that the element follows what it reads. */
export type Live<T> = T | (() => T);
type AttributeValue = string | number | boolean | undefined;
type Attributes = Record<string, Live<AttributeValue>>;
type Child = Node | Live<string>;

const svgNamespace = 'http://www.w3.org/2000/svg';
const mathNamespace = 'http://www.w3.org/1998/Math/MathML';

function setAttribute(node: Element, name: string, value: AttributeValue): void {
  if (value === undefined || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? '' : String(value));
}

function assemble<E extends Element>(node: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') effect(() => setAttribute(node, name, value()));
    else setAttribute(node, name, value);
  }
  for (const child of children) {
    if (typeof child !== 'function') {
      node.append(child);
      continue;
    }
    const text = document.createTextNode('');
    effect(() => {
      // Writing an unchanged text would make screen readers repeat a live region.
      const value = child();
      if (text.data !== value) text.data = value;
    });
    node.append(text);
  }
  return node;
}

/** Makes an HTML element; attribute values and text children may be functions that follow signals. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return assemble(document.createElement(tag), attributes, children);
}

/** Makes an SVG element, in the manner of {@link element}. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return assemble(document.createElementNS(svgNamespace, tag), attributes, children);
}

/** Makes a MathML element, in the manner of {@link element}. */
export function math(tag: string, attributes: Attributes = {}, ...children: Child[]): Element {
  return assemble(document.createElementNS(mathNamespace, tag), attributes, children);
}

/** A button that calls `onClick`. */
export function button(attributes: Attributes, onClick: () => void, ...children: Child[]): HTMLButtonElement {
  const node = element('button', { type: 'button', ...attributes }, ...children);
  node.addEventListener('click', onClick);
  return node;
}
