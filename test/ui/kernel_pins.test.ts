import { afterEach, expect, test } from 'vitest';
import { variantWords } from '../../src/index.ts';
import { english } from '../../src/ui/i18n/english/index.ts';
import { simplifiedChinese } from '../../src/ui/i18n/simplified_chinese/index.ts';
import { pins, takePins, works, writePins } from '../../src/ui/kernel_pins.ts';

afterEach(() => {
  for (const work of works) pins[work].set(undefined);
});

const pinned = () => works.map((work) => pins[work].peek());

test('one name pins both, two pin training and sampling, and each comes back as it was', () => {
  for (const [text, expected] of [
    ['layered', ['layered', 'layered']],
    ['layered-stationary,private-quad', ['layered-stationary', 'private-quad']],
    ['workgroup-tiled-32,auto', ['workgroup-tiled-32', undefined]],
    ['auto,private', [undefined, 'private']],
  ] as const) {
    expect(takePins(text)).toBe(true);
    expect(pinned()).toEqual(expected);
    expect(writePins()).toBe(text);
  }
});

test('words that only training has leave sampling to the tuner, and blanks do not matter', () => {
  for (const [text, training, written] of [
    ['half', 'half', 'half,auto'],
    ['workgroup-tiled-32', 'workgroup-tiled-32', 'workgroup-tiled-32,auto'],
    [' half , auto ', 'half', 'half,auto'],
  ] as const) {
    takePins('layered');
    expect(takePins(text)).toBe(true);
    expect(pinned()).toEqual([training, undefined]);
    expect(writePins()).toBe(written);
  }
});

test('what is left to the tuner is not written', () => {
  expect(writePins()).toBeUndefined();
  pins.training.set('layered');
  expect(takePins('auto')).toBe(true);
  expect(writePins()).toBeUndefined();
});

test('a name of no kernels is refused and changes nothing', () => {
  takePins('layered');
  const pairs = ['layered,', ',layered', 'layered,half', 'layered,tiled-32', 'layered,quad,tiled'];
  for (const text of ['', 'fastest', '32', 'layered-', 'workgroup-x-32', ...pairs]) {
    expect(takePins(text)).toBe(false);
    expect(pinned()).toEqual(['layered', 'layered']);
  }
});

test.each([
  ['English', english],
  ['Chinese', simplifiedChinese],
])('every word of a name is explained in %s', (_, { kernels }) => {
  expect(Object.keys(kernels.words).sort()).toEqual([...variantWords].sort());
});
