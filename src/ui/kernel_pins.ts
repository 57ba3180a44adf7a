import { sampleVariantWords, trainVariantWords } from '../index.ts';
import { type Signal, signal } from './signal.ts';

/** What kernels are chosen for, one choice each. */
export const works = ['training', 'sampling'] as const;
export type Work = (typeof works)[number];

/** The word for a choice that is left to the tuner. */
export const automatic = 'auto';

/**
 * What the kernels of every run must have in their name, so that a run can be repeated to the bit: 'layered',
 * 'workgroup-tiled-32'. Undefined where the tuner chooses; it also chooses where this adapter has no such kernels.
 */
export const pins: Readonly<Record<Work, Signal<string | undefined>>> = {
  training: signal<string | undefined>(undefined),
  sampling: signal<string | undefined>(undefined),
};

/** The pins for an address: one for both, or training's and sampling's; undefined where nothing is pinned. */
export function writePins(): string | undefined {
  const [training = automatic, sampling = automatic] = works.map((work) => pins[work]());
  if (training !== sampling) return `${training},${sampling}`;
  return training === automatic ? undefined : training;
}

/**
 * Takes pins over from an address: one for both works, where it pins those that have such kernels, or one for each. Says
 * whether they name any kernels there are.
 */
export function takePins(text: string): boolean {
  const given = text.split(',').map((each) => each.trim());
  const [both = '', sampling = both] = given;
  const wanted = { training: both, sampling };
  const fitting = works.filter((work) => isPin(work, wanted[work]));
  if (given.length > works.length || fitting.length < given.length) return false;
  for (const work of works) {
    const isLeft = !fitting.includes(work) || wanted[work] === automatic;
    pins[work].set(isLeft ? undefined : wanted[work]);
  }
  return true;
}

const wordsOf: Readonly<Record<Work, readonly string[]>> = {
  training: trainVariantWords,
  sampling: sampleVariantWords,
};

/** Words of a work's kernels' names; in training's, after them may stand into how many slabs gradients are summed. */
function isPin(work: Work, text: string): boolean {
  const words = work === 'training' ? text.replace(/-\d{1,4}$/, '') : text;
  return text === automatic || words.split('-').every((word) => wordsOf[work].includes(word));
}
