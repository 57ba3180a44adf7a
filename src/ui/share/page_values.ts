import type { Fault } from '../field_values.ts';
import type { ProblemsStrings } from '../i18n/strings/problems.ts';

/** The kinds of values that an address may give a setting of the page: reading, writing, and saying what is allowed. */

export type Reading<T> = { readonly value: T } | { readonly fault: Fault };

export interface PageValue<T> {
  read(text: string): Reading<T>;
  write(value: T): string;
  /** What is allowed, in words that follow "It takes". */
  range(words: ProblemsStrings['problems']): string;
}

/** One of some words or numbers. */
export function oneOf<T extends string | number>(choices: readonly T[]): PageValue<T> {
  return {
    read(typed) {
      const text = typed.trim();
      const value = choices.find((choice) => String(choice) === text);
      if (value !== undefined) return { value };
      return { fault: { kind: text === '' ? 'empty' : 'notAmong', text } };
    },
    write: String,
    range: ({ among }) => among(choices.join(', ')),
  };
}

/** An address that left the text out would say nothing of the list. */
const nothing = 'none';

/** Any of some words, in the order of `choices` whatever the order in the text; or none of them. */
export function someOf<T extends string>(choices: readonly T[]): PageValue<readonly T[]> {
  return {
    read(typed) {
      const text = typed.trim();
      if (text === nothing) return { value: [] };
      const items = text.split(',').map((item) => item.trim());
      const wrong = items.find((item) => !choices.some((choice) => choice === item));
      if (wrong !== undefined) return { fault: { kind: wrong === '' ? 'empty' : 'notAmong', text: wrong } };
      return { value: choices.filter((choice) => items.includes(choice)) };
    },
    write: (chosen) => chosen.join(',') || nothing,
    range: (words) => words.some(choices.join(', '), nothing),
  };
}

/** A number as text, with the minus sign that people read. */
export const realMinus = (text: string) => text.replace(/^-/, '−');

/** A number, ends included. */
export function numberFrom(min: number, max: number): PageValue<number> {
  return {
    read(typed) {
      const text = typed.trim();
      if (text === '') return { fault: { kind: 'empty', text } };
      const value = Number(text);
      if (!Number.isFinite(value)) return { fault: { kind: 'notNumber', text } };
      return value < min || value > max ? { fault: { kind: 'outside', text } } : { value };
    },
    write: String,
    range: ({ range }) => range(realMinus(String(min)), realMinus(String(max))),
  };
}
