import type { GaussianMixture, RecordedFrames } from '../../index.ts';
import type { Colour } from './colours.ts';
import type { NoiseLevel } from './forward_process.ts';
import type { LaneFrame } from './geometry.ts';

/** Particles of which the way was recorded on the GPU. */
export interface Track {
  readonly recorded: RecordedFrames;
  /** How far the process has come at each frame, 0 to 1, ascending. */
  readonly places: Float64Array;
}

/** Data points on the GPU, to be noised to any moment in one jump. */
export interface NoisedData {
  /** x_0 in model space, [count]. */
  readonly x0: GPUBuffer;
  readonly count: number;
  readonly seed: number;
}

/** What a lane shows, whatever the moment. */
export interface LaneScene {
  readonly frame: LaneFrame;
  /** From noise to data. */
  readonly reversed: boolean;
  /** The paths that are drawn as lines. */
  readonly strands: Track | undefined;
  /** The particles that are drawn as sand. */
  readonly swarm: Track | NoisedData | undefined;
  readonly mist: Colour;
  readonly tracer: Colour;
}

/** What a picture shows, whatever the moment. */
export interface PictureScene {
  readonly lanes: readonly LaneScene[];
  /** x runs from -bound to bound. */
  readonly bound: number;
  readonly ground: Colour;
  readonly ink: Colour;
  /** Colours of rising density. */
  readonly heat: readonly [Colour, Colour, Colour];
  readonly density: DensityLevels;
}

/** The marginal density over time and x on a logarithmic scale, 0 to 255: row by row, the largest x first. */
export interface DensityLevels {
  readonly columns: number;
  readonly rows: number;
  readonly levels: Uint8Array<ArrayBuffer>;
}

/** A moment of all processes. */
export interface Moment {
  /** t / T, 0 to 1. */
  readonly time: number;
  readonly level: NoiseLevel;
  /** The marginal density at that time, not sharper than the picture shows it. */
  readonly density: GaussianMixture;
  /** Its largest value. */
  readonly highest: number;
}

/** How far a lane's process has come at a moment, 0 to 1. */
export function progressOf(
  { reversed }: Pick<LaneScene, 'reversed'>,
  { time }: Pick<Moment, 'time'>,
): number {
  return reversed ? 1 - time : time;
}
