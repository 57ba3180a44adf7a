import type { Column } from '../recipe.ts';

/** A process in the picture. */
export type LaneName = 'forward' | Column;

/** The samplers that may stand beside DDPM. */
export const partners = ['ddim', 'chosen'] as const satisfies readonly Column[];
export type Partner = (typeof partners)[number];

/** Where a lane stands, in CSS pixels of the picture: the process proper, and the room for a histogram beside it. */
export interface LaneFrame {
  readonly name: LaneName;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The process runs from right to left. */
  readonly mirrored: boolean;
  /** Width of the histograms at both ends. */
  readonly side: number;
}

/** From this width on, all processes stand side by side. */
const widest = 1100;
/** Room for the ticks of x on the left, and for those of t below. */
const tickWidth = 26;
const tickHeight = 24;

/**
 * Lays out the lanes so that neighbours share what lies between them: the two samplers start back to back from the same
 * x_T and run apart; with room for it, the forward process stands to the left, where the data is what both meet in.
 */
export function layoutLanes(
  width: number,
  height: number,
  told: 'forward' | 'reverse',
  partner: Partner = 'ddim',
): readonly LaneFrame[] {
  const names: LaneName[] =
    width >= widest ? ['forward', 'ddpm', partner] : told === 'forward' ? ['forward'] : ['ddpm', partner];
  const outer = width < 480 ? 28 : 64;
  const inner = width < 480 ? 22 : 52;
  const sides = names.map((_, i) => ({
    left: i === 0 ? outer : inner,
    right: i === names.length - 1 ? outer : inner,
  }));
  const taken = tickWidth + sides.reduce((sum, { left, right }) => sum + left + right, 0);
  const each = Math.max(1, Math.floor((width - taken) / names.length));
  let x = tickWidth;
  return names.map((name, i) => {
    const { left, right } = sides[i] ?? { left: outer, right: outer };
    const frame = {
      name,
      x: x + left,
      y: 4,
      width: each,
      height: Math.max(1, height - 4 - tickHeight),
      mirrored: name === 'ddpm' || (name === 'forward' && names.length > 1),
      side: Math.min(left, right),
    };
    x += left + each + right;
    return frame;
  });
}

/** The timesteps that an axis of time names: one at about every quarter of it, none twice. */
export function timeTicks(numTrainTimesteps: number): number[] {
  const quarters = [0, 1, 2, 3, 4].map((i) => Math.round((i / 4) * numTrainTimesteps));
  return [...new Set(quarters)];
}
