import { describe, expect, test } from 'vitest';
import { problems as english } from '../../src/ui/i18n/english/problems.ts';
import { problems as chinese } from '../../src/ui/i18n/simplified_chinese/problems.ts';
import { numberFrom, oneOf, type PageValue, someOf } from '../../src/ui/share/page_values.ts';

const fault = (kind: string, text: string) => ({ fault: { kind, text } });

describe('what an address may give a setting of the page', () => {
  test.each<[string, PageValue<never>, string, object]>([
    ['one of some words', oneOf(['forward', 'reverse']), ' reverse ', { value: 'reverse' }],
    ['one of some words', oneOf(['forward', 'reverse']), 'sideways', fault('notAmong', 'sideways')],
    ['one of some words', oneOf(['forward', 'reverse']), '', fault('empty', '')],
    ['one of some numbers', oneOf([0.5, 1]), '0.5', { value: 0.5 }],
    ['one of some numbers', oneOf([0.5, 1]), '0.7', fault('notAmong', '0.7')],
    ['some of the words, in their own order', someOf(['a', 'b', 'c']), 'c, a', { value: ['a', 'c'] }],
    ['some of the words, each once', someOf(['a', 'b', 'c']), 'b,b', { value: ['b'] }],
    ['none of the words', someOf(['a', 'b', 'c']), 'none', { value: [] }],
    ['some of the words', someOf(['a', 'b', 'c']), 'a,d', fault('notAmong', 'd')],
    ['some of the words', someOf(['a', 'b', 'c']), 'a,', fault('empty', '')],
    ['a number', numberFrom(-2, 2), '-2', { value: -2 }],
    ['a number', numberFrom(-2, 2), '2.01', fault('outside', '2.01')],
    ['a number', numberFrom(-2, 2), 'x', fault('notNumber', 'x')],
    ['a number', numberFrom(-2, 2), 'NaN', fault('notNumber', 'NaN')],
    ['a number', numberFrom(-2, 2), ' ', fault('empty', '')],
  ] as never)('%s: %j from “%s” is read as %j', (_, kind, text, reading) => {
    expect((kind as PageValue<unknown>).read(text)).toEqual(reading);
  });

  test.each([
    ['one word', oneOf(['forward', 'reverse']), 'reverse'],
    ['one number', oneOf([0.1, 4]), 0.1],
    ['a list', someOf(['a', 'b', 'c']), ['a', 'c']],
    ['an empty list', someOf(['a', 'b', 'c']), []],
    ['a number', numberFrom(-2, 2), -0.57],
  ] as [string, PageValue<unknown>, unknown][])('%s reads back as it was written', (_, kind, value) => {
    expect(kind.read(kind.write(value))).toEqual({ value });
  });

  test('the range names every choice, in both languages', () => {
    for (const { problems } of [english, chinese]) {
      for (const word of ['a', 'b', 'none']) expect(someOf(['a', 'b']).range(problems)).toContain(word);
      for (const word of ['0.5', '2']) expect(oneOf([0.5, 2]).range(problems)).toContain(word);
      for (const word of ['−2', '3']) expect(numberFrom(-2, 3).range(problems)).toContain(word);
    }
  });
});
