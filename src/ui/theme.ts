import { readPreference, writePreference } from './preferences.ts';
import { opening } from './share/opening_address.ts';
import { computed, effect, signal } from './signal.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const darkSystem = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(darkSystem.matches);
darkSystem.addEventListener('change', () => systemIsDark.set(darkSystem.matches));

const themeOf = (text: string | null | undefined) => themes.find((name) => name === text);

/** The theme of a visit that no link decides. */
export function preferredTheme(): Theme {
  return themeOf(readPreference('theme')) ?? 'system';
}

export const theme = signal<Theme>(themeOf(opening.given.get('theme')) ?? preferredTheme());

/** Changes the theme and remembers it for the next visit. */
export function chooseTheme(next: Theme): void {
  theme.set(next);
  writePreference('theme', next);
}

/** Whether the page is dark now, whoever decided it. Canvases redraw when it changes. */
export const isDark = computed(() => (theme() === 'system' ? systemIsDark() : theme() === 'dark'));

effect(() => {
  document.documentElement.dataset.theme = theme();
});

const motion = matchMedia('(prefers-reduced-motion: reduce)');
export const reducedMotion = signal(motion.matches);
motion.addEventListener('change', () => reducedMotion.set(motion.matches));

export const colourNames = [
  'page',
  'ink',
  'ink-soft',
  'rule',
  'data',
  'ddpm',
  'ddim',
  'ddim-noisy',
  'chosen',
  'signal',
  'noise',
  'floor',
  'stage',
  'heat-low',
  'heat-mid',
  'heat-high',
  'path',
  'particle',
] as const;
export type ColourName = (typeof colourNames)[number];
export type Palette = Readonly<Record<ColourName, string>>;

/**
 * The style sheet's colours as `rgb(…)` strings, for canvases. Custom properties hold `light-dark(…)` unresolved;
 * an element that uses one has it resolved.
 */
export const palette = computed<Palette>(() => {
  isDark();
  document.documentElement.dataset.theme = theme();
  const probe = document.createElement('span');
  document.body.append(probe);
  const resolved = colourNames.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(resolved) as Record<ColourName, string>;
});
