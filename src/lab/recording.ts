import { requireInteger } from '../diffusion/checks.ts';
import { readFloats } from '../gpu/buffers.ts';
import type { LabDevice } from '../gpu/device.ts';
import type { PlanBuilder } from '../gpu/plan.ts';

/** What a sampler keeps of its run: the first `paths` samples at the start, after every `every` rows and at the end. */
export interface RecordOptions {
  readonly paths: number;
  readonly every: number;
}

/** Paths of the first samples through a run. */
export interface SamplePaths {
  /** Rows of the table done at each frame, ascending from 0. */
  readonly steps: readonly number[];
  /** [frames, paths, D], in the denoiser's units. */
  readonly positions: Float32Array<ArrayBuffer>;
}

/** The frames of a recording where they are: on the GPU, for whoever draws or measures them there. */
export interface RecordedFrames {
  /** [frames, paths, D], in the denoiser's units. Gone when its owner is destroyed. */
  readonly buffer: GPUBuffer;
  readonly paths: number;
  /** Steps done at each frame, ascending from 0. */
  readonly steps: readonly number[];
  /** Positions at one frame, [paths, D]. */
  read(frame: number): Promise<Float32Array<ArrayBuffer>>;
}

/** Gives access to frames of `count` numbers each. */
export function recordedFrames(
  lab: LabDevice,
  buffer: GPUBuffer,
  {
    paths,
    count,
    steps,
  }: { readonly paths: number; readonly count: number; readonly steps: readonly number[] },
): RecordedFrames {
  return {
    buffer,
    paths,
    steps,
    read(frame) {
      requireInteger('frame', frame, 0, steps.length - 1);
      return readFloats(lab, buffer, count, frame * count);
    },
  };
}

/** @throws RangeError naming the field, its value and the allowed range. */
export function checkRecordOptions({ paths, every }: RecordOptions, numSamples: number, steps: number): void {
  requireInteger('record.paths', paths, 1, numSamples);
  requireInteger('record.every', every, 1, steps);
}

/** Rows done at each frame: 0, every `every`-th, and the last. */
export function framesOf(steps: number, every: number): number[] {
  const frames = [];
  for (let done = 0; done < steps; done += every) frames.push(done);
  return [...frames, steps];
}

/** Adds the dispatch that keeps the first `count` numbers of x after every few steps. */
export function addRecording(
  builder: PlanBuilder,
  buffers: { readonly x: GPUBuffer; readonly paths: GPUBuffer },
  cut: { readonly count: number; readonly every: number; readonly steps: number },
): void {
  // No more than these: whoever calls may have them among many.
  const { x, paths } = buffers;
  builder.add('record_paths', {
    args: cut,
    buffers: { x, paths },
    threads: cut.count,
    flops: 10 * cut.count,
  });
}
