import type { GaussianMixture } from '../../index.ts';
import { svg } from '../elements.ts';
import type { LaneFrame } from './geometry.ts';

/** What a lane's axes and histograms say. */
export interface LaneFurniture {
  readonly frame: LaneFrame;
  readonly reversed: boolean;
  /** Samples at the process's start and at its end, in model space; undefined where there are none yet. */
  readonly start: Float32Array | undefined;
  readonly end: Float32Array | undefined;
  /** The exact densities there. */
  readonly startDensity: GaussianMixture;
  readonly endDensity: GaussianMixture;
  /** Times, and at which share of the process they are. */
  readonly ticks: readonly { readonly share: number; readonly text: string }[];
}

/** Bins of a histogram of many samples, and of so few that they would scatter. */
const bins = { many: 100, few: 50 } as const;
const fewSamples = 5000;
/** Distance of a histogram from the lane. */
const gap = 3;

/** Axes and histograms of the picture: crisp lines over what the canvas shows, drawn anew only when they change. */
export class Furniture {
  readonly node = svg('svg', { class: 'furniture', 'aria-hidden': 'true' });
  #bound = 1;

  show(lanes: readonly LaneFurniture[], bound: number, xTicks: readonly number[], xTitle: string): void {
    this.#bound = bound;
    this.node.replaceChildren();
    for (const [i, furniture] of lanes.entries()) {
      this.#addEndLabels(furniture, lanes[i - 1], lanes[i + 1]);
      this.#addHistogram(furniture, 'start');
      this.#addHistogram(furniture, 'end');
      this.#addTimeAxis(furniture);
    }
    const first = lanes[0]?.frame;
    if (first !== undefined) this.#addPositionAxis(first, xTicks, xTitle);
  }

  #addHistogram(
    { frame, start, end, startDensity, endDensity }: LaneFurniture,
    which: 'start' | 'end',
  ): void {
    const density = which === 'start' ? startDensity : endDensity;
    const samples = which === 'start' ? start : end;
    const onRight = (which === 'end') !== frame.mirrored;
    const edge = onRight ? frame.x + frame.width + gap : frame.x - gap;
    const reach = (onRight ? 1 : -1) * (ridgeReach(frame) - gap);
    const count = (samples?.length ?? fewSamples) < fewSamples ? bins.few : bins.many;
    const exact = binShares(density, this.#bound, count);
    const highest = Math.max(...exact);
    const outline = (shares: ArrayLike<number>) => {
      const height = frame.height / count;
      const steps = Array.from(shares, (share, bin) => {
        const top = frame.y + frame.height - (bin + 1) * height;
        return `H${round(edge + reach * Math.min(1, share / highest))}V${round(top)}`;
      });
      return `M${edge} ${frame.y + frame.height}${steps.join('')}H${edge}`;
    };
    if (samples !== undefined) {
      const d = outline(countShares(samples, this.#bound, count));
      this.node.append(svg('path', { class: 'end-histogram', 'data-end': which, d: `${d}Z` }));
    }
    this.node.append(svg('path', { class: 'end-density', d: outline(exact) }));
  }

  #addTimeAxis({ frame, ticks }: LaneFurniture): void {
    const bottom = frame.y + frame.height;
    for (const { share, text } of ticks) {
      if (frame.width < 200 && share > 0 && share < 1) continue;
      const across = frame.mirrored ? 1 - share : share;
      const x = frame.x + across * frame.width;
      const anchor = across === 0 ? 'start' : across === 1 ? 'end' : 'middle';
      this.node.append(
        svg('path', { class: 'tick', d: `M${round(x)} ${bottom}v4` }),
        svg('text', { x: round(x), y: bottom + 17, 'text-anchor': anchor }, text),
      );
    }
  }

  /** Names what the histograms show; the one between two lanes for both. */
  #addEndLabels({ frame, reversed }: LaneFurniture, last?: LaneFurniture, next?: LaneFurniture): void {
    // Narrow pictures have no room for them beside the ticks.
    if (frame.side < 40) return;
    const y = frame.y + frame.height + 17;
    const label = (x: number, isData: boolean) => {
      const index = svg('tspan', { class: 'index', dy: 3 }, isData ? '0' : 'T');
      const text = svg('text', { x: round(x), y, 'text-anchor': 'middle' }, 'p(x', index);
      text.append(svg('tspan', { dy: -3 }, ')'));
      this.node.append(text);
    };
    const dataOnLeft = frame.mirrored === reversed;
    const end = frame.x + frame.width;
    if (last === undefined) label(frame.x - frame.side / 2, dataOnLeft);
    label(next === undefined ? end + frame.side / 2 : (end + next.frame.x) / 2, !dataOnLeft);
  }

  #addPositionAxis(frame: LaneFrame, ticks: readonly number[], title: string): void {
    const x = frame.x - frame.side - 8;
    for (const value of ticks) {
      const y = frame.y + (frame.height * (this.#bound - value)) / (2 * this.#bound);
      this.node.append(
        svg('text', { x, y: round(y + 4), 'text-anchor': 'end' }, String(value).replace('-', '−')),
      );
    }
    this.node.append(svg('text', { class: 'axis-title', x, y: frame.y + 10, 'text-anchor': 'end' }, title));
  }
}

/** How far the highest density reaches beside a lane, for histograms, ridge and sand alike. */
export function ridgeReach({ side }: LaneFrame): number {
  return 0.9 * side;
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}

/** Share of the samples in each bin between -bound and bound, lowest first. */
function countShares(samples: Float32Array, bound: number, count: number): Float64Array {
  const shares = new Float64Array(count);
  for (const x of samples) {
    const bin = Math.floor(((x + bound) / (2 * bound)) * count);
    if (bin >= 0 && bin < count) shares[bin] = (shares[bin] ?? 0) + 1 / samples.length;
  }
  return shares;
}

/** Share of the density in each bin. */
function binShares(density: GaussianMixture, bound: number, count: number): Float64Array {
  const width = (2 * bound) / count;
  const below = Float64Array.from({ length: count + 1 }, (_, i) => density.cdf(-bound + i * width));
  return Float64Array.from({ length: count }, (_, i) => (below[i + 1] ?? 0) - (below[i] ?? 0));
}
