import type { Field } from './field_kinds.ts';
import type { Recipe } from './recipe.ts';

/** Settings as text, typed into a field or read from a link: what a text means, and what is wrong with it. */

/** Why a text is not a value of a field. */
export interface Fault {
  readonly kind: 'empty' | 'notNumber' | 'notInteger' | 'notEven' | 'outside' | 'notAmong';
  /** The text, or of a list the number at fault. */
  readonly text: string;
  /** Which number of a list is at fault, counted from 1. */
  readonly place?: number;
}

/** Numbers between commas, semicolons or white space; brackets around them do no harm. */
function listItems(text: string): string[] {
  return text
    .replace(/[[\]]/g, ' ')
    .split(/[\s,;，；]+/)
    .filter((item) => item !== '');
}

/** What is wrong with `text` as a value of `field` in this recipe, or undefined when it is fine. */
export function faultIn(field: Field, typed: string, current: Recipe): Fault | undefined {
  const text = typed.trim();
  if (text === '') return { kind: 'empty', text };
  if (field.kind === 'choice') return field.choices.includes(text) ? undefined : { kind: 'notAmong', text };
  if (field.kind === 'toggle') return ['0', '1'].includes(text) ? undefined : { kind: 'notAmong', text };
  const [min, max] = field.range(current);
  if (field.kind === 'list') {
    const items = listItems(text);
    if (items.length === 0) return { kind: 'empty', text };
    const wrong = items.findIndex((item) => !(Number(item) >= min && Number(item) <= max));
    return wrong === -1 ? undefined : { kind: 'outside', text: items[wrong] ?? '', place: wrong + 1 };
  }
  const value = Number(text);
  if (!Number.isFinite(value)) return { kind: 'notNumber', text };
  if (value < min || value > max) return { kind: 'outside', text };
  if (field.integer && !Number.isInteger(value)) return { kind: 'notInteger', text };
  if (field.multipleOf !== undefined && value % field.multipleOf !== 0) return { kind: 'notEven', text };
  return undefined;
}

/** The recipe with a field set to what a text without fault says. */
export function withText(field: Field, text: string, current: Recipe): Recipe {
  switch (field.kind) {
    case 'number':
      return field.set(current, Number(text));
    case 'list':
      return field.set(current, listItems(text).map(Number));
    case 'choice':
      return field.set(current, text.trim());
    case 'toggle':
      return field.set(current, text.trim() === '1');
  }
}

/** The text of a field's value: numbers in the shortest form that reads back as the same value. */
export function textOf(field: Field, current: Recipe): string {
  switch (field.kind) {
    case 'number':
      return String(field.get(current));
    case 'list':
      return field.get(current).join(', ');
    case 'choice':
      return field.get(current);
    case 'toggle':
      return field.get(current) ? '1' : '0';
  }
}
