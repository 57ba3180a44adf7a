import { element, math } from '../elements.ts';
import { formatFixed } from '../format.ts';
import { strings } from '../i18n/index.ts';
import type { NoiseLevel } from './forward_process.ts';
import type { Direction } from './timeline.ts';

const identifier = (text: string) => math('mi', {}, text);
const operator = (text: string) => math('mo', {}, text);
const indexed = (symbol: Element, index: string) => math('msub', {}, symbol, math('mi', {}, index));
const xt = () => indexed(identifier('x'), 't');
const alphaBar = () => indexed(math('mover', { accent: 'true' }, identifier('α'), operator('¯')), 't');
const signalSymbol = () => math('msqrt', { class: 'signal' }, alphaBar());
const noiseSymbol = () => math('msqrt', { class: 'noise' }, math('mn', {}, '1'), operator('−'), alphaBar());
const number = (className: string, value: () => number) =>
  math('mn', { class: className }, () => formatFixed(value(), 3));

/** x_t = sqrt(a) x_0 + sqrt(1 - a) epsilon, in symbols and in the numbers of the moment. */
function forwardFormula(level: () => NoiseLevel): Element {
  const clean = () => math('msub', {}, identifier('x'), math('mn', {}, '0'));
  return math(
    'math',
    {},
    xt(),
    operator('='),
    signalSymbol(),
    clean(),
    operator('+'),
    noiseSymbol(),
    identifier('ε'),
    operator('='),
    number('signal', () => level().signal),
    clean(),
    operator('+'),
    number('noise', () => level().noise),
    identifier('ε'),
  );
}

/** x̂_0 = (x_t - sqrt(1 - a) ε̂) / sqrt(a), with ε̂ the noise that the denoiser sees in x_t. */
function reverseFormula(level: () => NoiseLevel): Element {
  const estimate = math(
    'msub',
    {},
    math('mover', { accent: 'true' }, identifier('x'), operator('^')),
    math('mn', {}, '0'),
  );
  const network = () => math('mover', { accent: 'true' }, identifier('ε'), operator('^'));
  const fraction = (noise: Element, signal: Element) =>
    math('mfrac', {}, math('mrow', {}, xt(), operator('−'), noise, network()), signal);
  return math(
    'math',
    {},
    estimate,
    operator('='),
    fraction(noiseSymbol(), signalSymbol()),
    operator('='),
    fraction(
      number('noise', () => level().noise),
      number('signal', () => level().signal),
    ),
  );
}

/** The formula of the moment, its symbols coloured like the curves they belong to. */
export function formula(direction: () => Direction, level: () => NoiseLevel): HTMLElement {
  return element(
    'div',
    { class: 'formula' },
    element(
      'figure',
      { hidden: () => direction() !== 'forward' },
      forwardFormula(level),
      element('figcaption', {}, () => strings().stage.formulaForward),
    ),
    element(
      'figure',
      { hidden: () => direction() !== 'reverse' },
      reverseFormula(level),
      element('figcaption', {}, () => strings().stage.formulaReverse),
    ),
  );
}
