import { math } from '../elements.ts';

/** The formulas of the answers, in MathML; what stands for the data and for the noise in x is coloured as elsewhere. */

type Part = Element | string;

/** Digits become numbers, letters identifiers, everything else operators. */
function part(value: Part): Element {
  if (typeof value !== 'string') return value;
  if (/^[\d.]+$/.test(value)) return math('mn', {}, value);
  return math(/^\p{L}+$/u.test(value) ? 'mi' : 'mo', {}, value);
}

const row = (...parts: Part[]) => math('mrow', {}, ...parts.map(part));
const sub = (base: Part, index: Part) => math('msub', {}, part(base), part(index));
const square = (base: Part) => math('msup', {}, part(base), part('2'));
const over = (base: string, accent: string) => math('mover', { accent: 'true' }, part(base), part(accent));
const fraction = (top: Part, bottom: Part) => math('mfrac', {}, part(top), part(bottom));
const root = (className: string | undefined, ...parts: Part[]) =>
  math('msqrt', { class: className }, ...parts.map(part));
const group = (...parts: Part[]) => row('(', ...parts, ')');
const block = (...parts: Part[]) => math('math', { display: 'block' }, ...parts.map(part));

const tMinus1 = () => row('t', '−', '1');
const x = (index: Part) => sub('x', index);
const alphaBar = (index: Part) => sub(over('α', '¯'), index);
const noiseGuess = () => over('ε', '^');
const dataGuess = () => sub(over('x', '^'), '0');
const signalRoot = (index: Part) => root('signal', alphaBar(index));
const noiseRoot = (index: Part) => root('noise', '1', '−', alphaBar(index));
const q = (name: string, of: Part, given: Part) => row(name, group(of, '|', given));

/** DDPM's step (Ho et al. 2020, eq. 11): what it asks the network, and the noise it adds. */
export function ddpmStep(): Element {
  return block(
    x(tMinus1()),
    '=',
    fraction('1', root(undefined, sub('α', 't'))),
    group(x('t'), '−', fraction(sub('β', 't'), noiseRoot('t')), noiseGuess(), group(x('t'), ',', 't')),
    '+',
    sub('σ', 't'),
    'z',
  );
}

/** Bayes' rule for one step back, and the Gaussian that stands in for it. */
export function reverseStepFormula(): Element[] {
  const step = () => q('p', x(tMinus1()), x('t'));
  return [
    block(step(), '∝', q('q', x('t'), x(tMinus1())), row('p', group(x(tMinus1())))),
    block(
      step(),
      '≈',
      '𝒩',
      group(sub('μ', 't'), group(x('t')), ',', math('msubsup', {}, part('σ'), part('t'), part('2'))),
    ),
  ];
}

/** Nothing of the data may be left at the end. */
export function nothingLeft(): Element {
  return block(x('T'), '=', signalRoot('T'), x('0'), '+', noiseRoot('T'), 'ε', '≈', 'ε');
}

const visited = () => sub('τ', row('i', '−', '1'));

/** DDIM's step along the visited timesteps (Song et al. 2021, eq. 12). */
export function skippingStep(): Element {
  return block(
    x(visited()),
    '=',
    signalRoot(visited()),
    dataGuess(),
    '+',
    root('noise', '1', '−', alphaBar(visited()), '−', square('σ')),
    noiseGuess(),
    '+',
    'σ',
    'z',
  );
}

/**
 * The same in lambda, half the log-SNR, and where DPM-Solver++(2M) differs (Lu et al. 2022, Algorithm 2); a prime marks
 * what the step before has left.
 */
export function solverStep(): Element[] {
  return [
    block(
      x('s'),
      '=',
      fraction(noiseRoot('s'), noiseRoot('t')),
      x('t'),
      '+',
      signalRoot('s'),
      group('1', '−', math('msup', {}, part('e'), row('−', 'h'))),
      'D',
    ),
    block('h', '=', sub('λ', 's'), '−', sub('λ', 't')),
    block(sub('D', math('mtext', {}, 'DDIM')), '=', dataGuess()),
    block(
      sub('D', math('mtext', {}, '2M')),
      '=',
      dataGuess(),
      '+',
      fraction('h', row('2', math('msup', {}, part('h'), part('′')))),
      group(dataGuess(), '−', math('msubsup', {}, over('x', '^'), part('0'), part('′'))),
    ),
  ];
}

/** What the article's code multiplies the noise by, and what belongs there. */
export function noiseCoefficients(): Element {
  return block(
    root('noise', '1', '−', math('msubsup', {}, over('α', '¯'), part('t'), part('2'))),
    '≠',
    noiseRoot('t'),
  );
}

/** Which alphasCumprod the article's DDIM steps to, and which belongs there. */
export function previousLevels(): Element {
  return block(alphaBar(row(sub('τ', 'i'), '−', '1')), '≠', alphaBar(visited()));
}
