import { element, svg } from '../elements.ts';
import { formatFixed, formatNumber, formatPercent, formatSignificant } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { segments } from '../recipe_rail/field_control.ts';
import { computed, effect, signal } from '../signal.ts';
import { comparedChains, comparedMarginal, misplaced, reverseStep } from './reverse_step.ts';

/** One reverse step in closed form: the true distribution, DDPM's Gaussian, and where x is. Nothing is drawn at random. */

const width = 480;
const height = 150;
const bound = 2.6;
const points = 401;

/** Halfway between the two upper peaks: where a sample has not decided yet. */
const undecided = 0.57;

/** Where x may be put: from the lowest to the highest. */
export const positions = [-2, 2] as const;

export const chain = signal<(typeof comparedChains)[number]>(10);
export const position = signal(undecided);
const step = computed(() => reverseStep(position(), chain()));
const share = computed(() => misplaced(step().truth, step().gaussian, -6, 6));

const place = (x: number) => ((x + bound) / (2 * bound)) * width;

function curve(density: (x: number) => number, highest: number): string {
  return Array.from({ length: points }, (_, i) => {
    const x = -bound + (i / (points - 1)) * 2 * bound;
    const y = height - 2 - (density(x) / highest) * (height - 12);
    return `${i === 0 ? 'M' : 'L'}${place(x).toFixed(1)} ${y.toFixed(1)}`;
  }).join('');
}

const highest = computed(() => {
  const { truth, gaussian } = step();
  const peaks = Array.from({ length: points }, (_, i) => -bound + (i / (points - 1)) * 2 * bound);
  // A very narrow Gaussian may pass the top: the true distribution's shape must stay to be seen.
  const own = Math.max(...peaks.map((x) => truth.pdf(x)));
  return Math.min(3 * own, Math.max(own, gaussian.pdf(gaussian.mean)));
});

export function posteriorPicture(): HTMLElement {
  const texts = () => strings().largeT;
  const sentence = () =>
    texts().posterior(formatNumber(chain()), formatPercent(share()), formatSignificant(step().beta));
  const slider = element('input', {
    type: 'range',
    id: 'posterior-x',
    min: positions[0],
    max: positions[1],
    step: 0.01,
    'aria-valuetext': () => formatFixed(position(), 2),
  });
  slider.addEventListener('input', () => position.set(Number(slider.value)));
  effect(() => {
    slider.value = String(position());
  });
  const picture = svg(
    'svg',
    {
      class: 'posterior-picture',
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': sentence,
      'data-misplaced': share,
    },
    svg('path', {
      class: 'area-soft',
      d: `${curve((x) => comparedMarginal.pdf(x), 2.5)}L${width} ${height}L0 ${height}Z`,
    }),
    svg('path', { class: 'posterior-truth', d: () => curve((x) => step().truth.pdf(x), highest()) }),
    svg('path', { class: 'posterior-gaussian', d: () => curve((x) => step().gaussian.pdf(x), highest()) }),
    svg('path', { class: 'posterior-x', d: () => `M${place(position()).toFixed(1)} 0V${height}` }),
  );
  return element(
    'div',
    { class: 'posterior' },
    element('h4', {}, () => texts().posteriorTitle),
    picture,
    element(
      'p',
      { class: 'legend' },
      element('span', { class: 'key truth' }, () => strings().questions.legend.truth),
      element('span', { class: 'key ddpm-gaussian' }, () => strings().questions.legend.gaussian),
    ),
    element(
      'div',
      { class: 'posterior-controls' },
      element(
        'div',
        { class: 'posterior-chain' },
        element('span', { class: 'soft', 'aria-hidden': 'true' }, () => texts().chain),
        segments('posterior-chain', () => texts().chain, comparedChains, formatNumber, chain, chain.set),
      ),
      element(
        'div',
        { class: 'posterior-position' },
        element('label', { for: 'posterior-x', class: 'soft' }, () => texts().position),
        slider,
        element('output', { for: 'posterior-x' }, () => formatFixed(position(), 2)),
      ),
    ),
    element('p', { class: 'posterior-sentence', 'aria-live': 'polite' }, sentence),
  );
}
