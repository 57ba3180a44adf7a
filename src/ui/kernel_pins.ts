import { variantWords } from '../index.ts';
import { type Signal, signal } from './signal.ts';

/** What kernels are chosen for, one choice each. */
export const works = ['training', 'sampling'] as const;
export type Work = (typeof works)[number];

/** The word for a choice that is left to the tuner. */
const automatic = 'auto';

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

/** Takes pins over from an address; says whether they name any kernels there are. */
export function takePins(text: string): boolean {
  const [training = '', sampling = training, ...more] = text.split(',');
  if (more.length > 0 || ![training, sampling].every(isPin)) return false;
  pins.training.set(training === automatic ? undefined : training);
  pins.sampling.set(sampling === automatic ? undefined : sampling);
  return true;
}

/** Words of kernels' names, after which may stand into how many slabs gradients are summed. */
function isPin(text: string): boolean {
  const words = text.replace(/-\d{1,4}$/, '').split('-');
  return text === automatic || words.every((word) => variantWords.includes(word));
}
