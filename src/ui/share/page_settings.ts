import { variantWords } from '../../index.ts';
import type { Fault } from '../field_values.ts';
import { formatNumber } from '../format.ts';
import { language, languageOf, languages, preferredLanguage, strings } from '../i18n/index.ts';
import { automatic, takePins, writePins } from '../kernel_pins.ts';
import { chosenMistake } from '../questions/mistakes.ts';
import { chain, position, positions } from '../questions/posterior_picture.ts';
import { comparedChains } from '../questions/reverse_step.ts';
import { mistakeKeys } from '../questions/trials.ts';
import { partners } from '../stage/geometry.ts';
import { partner } from '../stage/reverse_process.ts';
import { schedule, shownTime } from '../stage/scenes.ts';
import { direction, directions, handled, playing, scrub, speed, speeds, turn } from '../stage/timeline.ts';
import { preferredTheme, theme, themes } from '../theme.ts';
import { curves } from '../tradeoff/curves.ts';
import { chosenCurves } from '../tradeoff/tradeoff_points.ts';
import { pace, paces } from '../training/pace.ts';
import { numberFrom, oneOf, type PageValue, realMinus, someOf } from './page_values.ts';

/**
 * What an address says of the page beside the recipe: all that a visitor can set and that needs nothing but the page to
 * be seen again. Who answers, network or exact denoiser, is not among it: a link brings no trained network along.
 */
export interface PageSetting {
  readonly key: string;
  /** Takes a value over, or says what is wrong with it. */
  take(text: string): Fault | undefined;
  /** What is allowed, in words. */
  range(): string;
  /** What is in force; undefined where the tuner chooses. */
  value(): string | undefined;
  /** The value for the address, or undefined where it is left out. */
  write(): string | undefined;
  /** Whether a page that opens without a link has this value; unless given, where the address leaves it out. */
  isUsual?(): boolean;
}

interface State<T> {
  (): T;
  set(value: T): void;
}

/** A setting that is left out of the address at the value that it has when the page opens by itself. */
function setting<T>(key: string, kind: PageValue<T>, state: State<T>): PageSetting {
  const usual = kind.write(state());
  return {
    key,
    take(text) {
      const reading = kind.read(text);
      if ('fault' in reading) return reading.fault;
      state.set(reading.value);
      return undefined;
    },
    range: () => kind.range(strings().problems),
    value: () => realMinus(kind.write(state())),
    write: () => (kind.write(state()) === usual ? undefined : kind.write(state())),
  };
}

const view: PageSetting = {
  ...setting(
    'view',
    oneOf(directions),
    Object.assign(() => direction(), { set: turn }),
  ),
  write: () => (handled() ? direction() : undefined),
};

const lastTime = () => schedule().numTrainTimesteps;

/** Shows the moment, or the whole picture where there is no such moment. */
function takeTime(text: string): Fault | undefined {
  const reading = numberFrom(0, lastTime()).read(text);
  if ('fault' in reading) {
    scrub(1);
    return reading.fault;
  }
  const share = reading.value / lastTime();
  scrub(direction.peek() === 'forward' ? share : 1 - share);
  return undefined;
}

const moment: PageSetting = {
  key: 't',
  take: takeTime,
  range: () => strings().problems.range('0', formatNumber(lastTime())),
  value: () => formatNumber(Math.round(shownTime())),
  // While it plays there is no one moment.
  write: () => (handled() && !playing() ? String(Math.round(shownTime())) : undefined),
};

function takeKernels(text: string): Fault | undefined {
  if (text.trim() === '') return { kind: 'empty', text };
  return takePins(text) ? undefined : { kind: 'notAmong', text };
}

const among = (choices: readonly string[]) => strings().problems.among(choices.join(', '));

const kernels: PageSetting = {
  key: 'kernels',
  take: takeKernels,
  range: () => strings().link.kernels(variantWords.join(', '), automatic),
  value: writePins,
  write: writePins,
};

/** Language and theme are taken over before anything is shown, so that nothing flashes; here they are only checked. */
const appearance: readonly PageSetting[] = [
  {
    key: 'lang',
    take: (text) => (languageOf(text) === undefined ? { kind: 'notAmong', text } : undefined),
    range: () => among(languages),
    value: language,
    write: language,
    isUsual: () => language() === preferredLanguage(),
  },
  {
    key: 'theme',
    take: (text) => (themes.some((name) => name === text) ? undefined : { kind: 'notAmong', text }),
    range: () => among(themes),
    value: theme,
    write: () => (theme() === 'system' ? undefined : theme()),
    isUsual: () => theme() === preferredTheme(),
  },
];

export const pageSettings: readonly PageSetting[] = [
  view,
  moment,
  setting('speed', oneOf(speeds), speed),
  setting('beside', oneOf(partners), partner),
  setting('pace', oneOf(paces), pace),
  setting('curves', someOf(curves), chosenCurves),
  setting('chain', oneOf(comparedChains), chain),
  setting('chain_x', numberFrom(...positions), position),
  setting('mistakes', oneOf(mistakeKeys), chosenMistake),
  kernels,
  ...appearance,
];

/** Whether all of it is as on a page that opens without a link. */
export function isUsualPage(): boolean {
  return pageSettings.every(({ write, isUsual }) => isUsual?.() ?? write() === undefined);
}
