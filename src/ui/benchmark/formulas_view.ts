import { evaluationFlops, trainingFlops, weightCount } from '../../bench/formulas.ts';
import { standardBatch, standardShape } from '../../bench/work.ts';
import { element, math } from '../elements.ts';
import { formatNumber, formatSignificant } from '../format.ts';
import { strings } from '../i18n/index.ts';

const texts = () => strings().benchmark.formulas;

const name = (text: string) => math('mi', {}, text);
const number = (text: string) => math('mn', {}, text);
const operator = (text: string) => math('mo', {}, text);

/** Tokens side by side: names, numbers and operators by what they look like; `a_b` has an index, `Σ:b` is a sum over b. */
function tokens(text: string): Element[] {
  return text.split(' ').map((token) => {
    const [, of, index] = /^(.+)[_:](.+)$/.exec(token) ?? [];
    if (of === 'Σ') return math('munder', {}, operator('∑'), name(index ?? ''));
    if (of !== undefined) return math('msub', {}, name(of), name(index ?? ''));
    if (/^\d+$/.test(token)) return number(token);
    return /^\w+$/.test(token) ? name(token) : operator(token);
  });
}

function formula(text: string): Element {
  return math('math', { displaystyle: 'true' }, math('mrow', {}, ...tokens(text)));
}

const shown = [
  ['weights', formula('P = Σ:l in_l out_l')],
  ['evaluation', formula('F_eval = 2 P')],
  ['training', formula('F_train = B ( 6 P − 2 in_0 out_0 )')],
  ['evaluationBytes', formula('M_eval = 8 D + 8 Σ:l out_l')],
  [
    'trainingBytes',
    formula('M_train = 4 B R + 28 P'),
    formula('R = Σ:l 2 ( in_l + out_l ) + Σ:l<L 3 out_l + Σ:l>0 out_l'),
  ],
  ['roofline', formula('F ≤ min ( C , I W )')],
] as const;

/** The formulas by which operations and bytes are counted, and what they come to for the standard work. */
export function formulasView(): HTMLElement {
  const entries = shown.flatMap(([key, ...pictures]) => [
    element('dt', {}, () => texts()[key]),
    element('dd', {}, ...pictures),
  ]);
  return element(
    'section',
    { class: 'bench-formulas', 'aria-labelledby': 'formulas-title' },
    element('h2', { id: 'formulas-title' }, () => texts().title),
    element('p', { class: 'note' }, () => texts().note),
    element('dl', {}, ...entries),
    element('p', { class: 'note' }, () => texts().symbols),
    element('p', {}, () =>
      texts().values(
        formatNumber(weightCount(standardShape)),
        formatSignificant(evaluationFlops(standardShape) / 1e3),
        formatSignificant(trainingFlops(standardShape, standardBatch) / 1e9),
      ),
    ),
  );
}
