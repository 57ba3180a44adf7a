import { variantWords } from '../../index.ts';
import type { Fault } from '../field_values.ts';
import { formatNumber } from '../format.ts';
import { language, languageOf, languages, strings } from '../i18n/index.ts';
import { takePins, writePins } from '../kernel_pins.ts';
import { schedule, shownTime } from '../stage/scenes.ts';
import { direction, directions, handled, playing, scrub, turn } from '../stage/timeline.ts';
import { theme, themes } from '../theme.ts';

/** What an address says of the page beside the recipe: its language, its theme and the moment that is shown. */
export interface PageSetting {
  readonly key: string;
  /** Takes a value over, or says what is wrong with it. */
  take(text: string): Fault | undefined;
  /** What is allowed, and what is in force, in words. */
  range(): string;
  value(): string;
  /** The value for the address, or undefined where it is left out. */
  write(): string | undefined;
}

const lastTime = () => schedule().numTrainTimesteps;

function takeView(text: string): Fault | undefined {
  const view = directions.find((name) => name === text);
  if (view === undefined) return { kind: 'notAmong', text };
  turn(view);
  return undefined;
}

function faultInTime(text: string): Fault | undefined {
  if (text.trim() === '') return { kind: 'empty', text };
  const t = Number(text);
  if (!Number.isFinite(t)) return { kind: 'notNumber', text };
  return t < 0 || t > lastTime() ? { kind: 'outside', text } : undefined;
}

/** Shows the moment, or the whole picture where there is no such moment. */
function takeTime(text: string): Fault | undefined {
  const fault = faultInTime(text);
  const share = Number(text) / lastTime();
  scrub(fault !== undefined ? 1 : direction.peek() === 'forward' ? share : 1 - share);
  return fault;
}

function takeKernels(text: string): Fault | undefined {
  return takePins(text) ? undefined : { kind: 'notAmong', text };
}

const among = (choices: readonly string[]) => strings().problems.among(choices.join(', '));

/** Language and theme are taken over before anything is shown, so that nothing flashes; here they are only checked. */
export const pageSettings: readonly PageSetting[] = [
  {
    key: 'view',
    take: takeView,
    range: () => among(directions),
    value: direction,
    write: () => (handled() ? direction() : undefined),
  },
  {
    key: 't',
    take: takeTime,
    range: () => strings().problems.range('0', formatNumber(lastTime())),
    value: () => formatNumber(Math.round(shownTime())),
    // While it plays there is no one moment.
    write: () => (handled() && !playing() ? String(Math.round(shownTime())) : undefined),
  },
  {
    key: 'kernels',
    take: takeKernels,
    range: () => among(variantWords),
    value: () => writePins() ?? strings().link.fastestKernels,
    write: writePins,
  },
  {
    key: 'lang',
    take: (text) => (languageOf(text) === undefined ? { kind: 'notAmong', text } : undefined),
    range: () => among(languages),
    value: language,
    write: language,
  },
  {
    key: 'theme',
    take: (text) => (themes.some((name) => name === text) ? undefined : { kind: 'notAmong', text }),
    range: () => among(themes),
    value: theme,
    write: () => (theme() === 'system' ? undefined : theme()),
  },
];
