import { requireInteger } from '../diffusion/checks.ts';
import { type PredictionType, predictionToX0 } from '../diffusion/prediction.ts';
import type { SamplerRow } from '../diffusion/samplers/rows.ts';
import { buildWithBuffers, checked, LimitError, readFloats } from '../gpu/buffers.ts';
import type { LabDevice } from '../gpu/device.ts';
import { Plan, type PlanBuilder } from '../gpu/plan.ts';
import { type DispatchTime, profilePlan } from '../gpu/profile.ts';
import { runSteps } from '../gpu/run_steps.ts';
import type { BoundDenoiser, Denoiser } from './denoiser.ts';
import { padded } from './layout.ts';
import {
  addRecording,
  checkRecordOptions,
  framesOf,
  type RecordedFrames,
  type RecordOptions,
  recordedFrames,
  type SamplePaths,
} from './recording.ts';
import { destandardise } from './tables.ts';
import { chooseSampleVariant, type SampleVariant } from './variant.ts';

/** Where the samples start: drawn noise, the normal quantiles of (i + 0.5)/n (D = 1), or given values [N, D]. */
export type InitialNoise = 'gaussian' | 'stratified' | Float32Array;

export interface SamplerOptions {
  readonly denoiser: Denoiser;
  /** The sampler's table, one row for each evaluation of the denoiser. */
  readonly rows: readonly SamplerRow[];
  readonly numSamples: number;
  readonly seed: number;
  /** In units of the noise: standard normal unless given. */
  readonly init?: InitialNoise;
  /** How the work is cut; by default what suits the adapter. */
  readonly variant?: SampleVariant;
  /** What to keep of the way, for `readPaths`. */
  readonly record?: RecordOptions;
}

/** How far sampling has come; one after each submit of about 50 ms. */
export interface SampleProgress {
  /** Rows of the table done for all samples. */
  readonly step: number;
  readonly numSteps: number;
  /** Time on the GPU so far, in milliseconds, as seen from here. */
  readonly milliseconds: number;
  readonly secondsLeft: number;
}

export interface Sampler {
  /** Network evaluations that each sample takes. */
  readonly nfe: number;
  readonly numSamples: number;
  /** [numSamples, D], in the denoiser's units: x_t while it runs, the samples afterwards. */
  readonly x: GPUBuffer;
  readonly variant: SampleVariant;
  /** Bytes on the GPU. */
  readonly bytes: number;
  /**
   * Samples from the start, with the denoiser as it is now. Pull to go on, do not pull to pause, leave the loop to cancel.
   *
   * @throws DeviceError when the device is lost.
   */
  run(): AsyncGenerator<SampleProgress>;
  /** The samples [numSamples, D] in the data's own units: where they stand, also in the middle of a run. */
  readSamples(): Promise<Float32Array<ArrayBuffer>>;
  /** What `record` keeps, on the GPU, as far as the run has come; undefined without `record`. */
  readonly recorded: RecordedFrames | undefined;
  /** The paths of the last finished run. Throws an Error when the sampler was made without `record`. */
  readPaths(): Promise<SamplePaths>;
  /** Times a step's dispatches one by one, each repeated; the samples are of no use afterwards. */
  profile(): AsyncGenerator<DispatchTime>;
  destroy(): void;
}

/**
 * Prepares a sampler: makes every buffer and pipeline.
 *
 * @throws RangeError for settings out of range, LimitError when the adapter has too little memory.
 */
export async function createSampler(lab: LabDevice, options: SamplerOptions): Promise<Sampler> {
  const { denoiser, rows, numSamples, seed, init = 'gaussian', record } = options;
  checkOptions(lab, options);
  const { dataDim } = denoiser;
  const chosen = options.variant ?? chooseSampleVariant(lab, denoiser.load);
  requireInteger('chunk', chosen.chunk, 1, 65_536);
  const variant = { ...chosen, chunk: Math.min(chosen.chunk, numSamples) };
  const history = rows.some(({ c2 }) => c2 !== 0) ? 2 : rows.some(({ c1 }) => c1 !== 0) ? 1 : 0;
  const frames = record ? framesOf(rows.length, record.every) : [];
  const recorded = (record?.paths ?? 0) * dataDim;
  return buildWithBuffers(lab, 'Sampling', async (set) => {
    const made = await checked(lab, set, 'Sampling', () => ({
      x: set.storage('samples', numSamples * dataDim),
      x0History: set.storage('x0 history', history * numSamples * dataDim),
      paths: set.storage('paths', frames.length * recorded),
      bound: denoiser.bind(set, rows, variant),
    }));
    const buffers: SamplerBuffers = { ...made, count: numSamples, chunk: variant.chunk, history, dataDim };
    const prepare = await Plan.build(lab, 'prepare samples', 'Step', (builder) => {
      if (typeof init === 'string') addInitialNoise(builder, buffers, seed, init);
      buffers.bound.addPreparation(builder);
    });
    const walk = await Plan.build(lab, 'sample', 'SampleStep', (builder) => {
      describeStep(builder, buffers);
      if (record) {
        addRecording(builder, buffers, { count: recorded, every: record.every, steps: rows.length });
      }
    }).catch((error: unknown) => {
      prepare.destroy();
      throw error;
    });
    return {
      nfe: rows.length,
      numSamples,
      x: buffers.x,
      recorded:
        record && recordedFrames(lab, buffers.paths, { paths: record.paths, count: recorded, steps: frames }),
      variant,
      get bytes() {
        return set.bytes;
      },
      async *run() {
        set.assertUsable();
        if (typeof init !== 'string') lab.device.queue.writeBuffer(buffers.x, 0, Float32Array.from(init));
        // A first row's coefficients of earlier x0 are 0, but 0 times what a diverged run left is not.
        const encoder = lab.device.createCommandEncoder({ label: 'clear x0 history' });
        encoder.clearBuffer(buffers.x0History);
        lab.device.queue.submit([encoder.finish()]);
        let elapsed = 0;
        const progress = (step: number): SampleProgress => ({
          step,
          numSteps: rows.length,
          milliseconds: elapsed,
          secondsLeft: step > 0 ? ((rows.length - step) * elapsed) / step / 1000 : Number.POSITIVE_INFINITY,
        });
        const once = { begin: 0, end: prepare.length > 0 ? 1 : 0, describeStep: () => ({ index: 0 }) };
        for await (const { milliseconds } of runSteps(lab, prepare, once)) {
          elapsed += milliseconds;
          yield progress(0);
        }
        const start = lab.device.createCommandEncoder({ label: 'record the start' });
        start.copyBufferToBuffer(buffers.x, 0, buffers.paths, 0, 4 * recorded);
        lab.device.queue.submit([start.finish()]);
        const all = {
          begin: 0,
          end: rows.length,
          describeStep: (index: number) => sampleStep(rows[index] as SamplerRow, index, seed),
        };
        for await (const { done, milliseconds } of runSteps(lab, walk, all)) {
          elapsed += milliseconds;
          yield progress(done);
        }
      },
      async readSamples() {
        set.assertUsable();
        const samples = await readFloats(lab, buffers.x, numSamples * dataDim);
        return destandardise(samples, denoiser.mean, denoiser.standardDeviation);
      },
      async readPaths() {
        if (!record) throw new Error('This sampler keeps no paths: create it with `record`.');
        return { steps: frames, positions: await readFloats(lab, buffers.paths, frames.length * recorded) };
      },
      profile() {
        set.assertUsable();
        return profilePlan(lab, walk, sampleStep(rows[0] as SamplerRow, 0, seed));
      },
      destroy() {
        prepare.destroy();
        walk.destroy();
        set.destroy();
      },
    };
  });
}

interface SamplerBuffers {
  readonly x: GPUBuffer;
  readonly x0History: GPUBuffer;
  readonly paths: GPUBuffer;
  readonly bound: BoundDenoiser;
  readonly count: number;
  readonly chunk: number;
  readonly history: number;
  readonly dataDim: number;
}

function checkOptions(
  lab: LabDevice,
  { denoiser, rows, numSamples, seed, init, record }: SamplerOptions,
): void {
  const { dataDim } = denoiser;
  requireInteger('numSamples', numSamples, 1, 2 ** 30);
  requireInteger('seed', seed, 0, 2 ** 32 - 1);
  if (rows.length === 0) throw new RangeError('A sampler needs a table of at least one row, got none.');
  for (const row of rows) checkPrediction(row, denoiser.predictionType);
  if (record) checkRecordOptions(record, numSamples, rows.length);
  if (init === 'stratified' && dataDim !== 1) {
    throw new RangeError(
      `A stratified start is for one-dimensional data; this data has dimension ${dataDim}.`,
    );
  }
  if (init instanceof Float32Array && init.length !== numSamples * dataDim) {
    throw new RangeError(
      `The given start must hold numSamples * dataDim = ${numSamples * dataDim} numbers, got ${init.length}.`,
    );
  }
  const most = Math.floor(lab.device.limits.maxStorageBufferBindingSize / 4 / dataDim);
  if (numSamples > most) {
    throw new LimitError(
      `${numSamples} samples need ${Math.ceil((4 * numSamples * dataDim) / 2 ** 20)} MiB in one buffer; this adapter allows ${most} samples.`,
    );
  }
}

/** A table for one prediction type gives plausible nonsense with a denoiser of another. */
function checkPrediction(row: SamplerRow, predictionType: PredictionType): void {
  const { aX, aOut } = predictionToX0(predictionType, row);
  if (
    Math.abs(row.aX - aX) > 1e-9 * (1 + Math.abs(aX)) ||
    Math.abs(row.aOut - aOut) > 1e-9 * (1 + Math.abs(aOut))
  ) {
    throw new RangeError(
      `The denoiser answers ${predictionType}, but the sampler's table is for another predictionType (row at t = ${row.t}).`,
    );
  }
}

/** The largest float32: a bound that clips nothing. */
const unclipped = 3.4028234663852886e38;

function sampleStep(row: SamplerRow, index: number, seed: number): Record<string, number> {
  return {
    index,
    seed,
    clip: Math.min(row.clip, unclipped),
    a_x: row.aX,
    a_out: row.aOut,
    c_x: row.cX,
    c_out: row.cOut,
    c_0: row.c0,
    c_1: row.c1,
    c_2: row.c2,
    c_z: row.cZ,
    signal: row.sqrtAlphaCumprod,
    sigma: row.sqrtOneMinusAlphaCumprod,
  };
}

function* chunks({
  count,
  chunk,
}: SamplerBuffers): Generator<{ readonly begin: number; readonly rows: number }> {
  for (let begin = 0; begin < count; begin += chunk) yield { begin, rows: Math.min(chunk, count - begin) };
}

function addInitialNoise(
  builder: PlanBuilder,
  buffers: SamplerBuffers,
  seed: number,
  init: 'gaussian' | 'stratified',
): void {
  const { x, count, dataDim } = buffers;
  for (const { begin, rows } of chunks(buffers)) {
    builder.add('init_noise', {
      args: { begin, rows, count, data_dim: dataDim, seed, stratified: init === 'stratified' ? 1 : 0 },
      buffers: { x },
      threads: rows,
      flops: 500 * rows * dataDim,
    });
  }
}

/** One row of the table: for each chunk of samples the evaluation and the update. */
function describeStep(builder: PlanBuilder, buffers: SamplerBuffers): void {
  const { x, x0History, bound, count, dataDim, history } = buffers;
  for (const { begin, rows } of chunks(buffers)) {
    bound.addEvaluation(builder, x, begin, rows);
    builder.add('sampler_step', {
      args: { begin, rows, count, data_dim: dataDim, out_width4: padded(dataDim) / 4, history },
      buffers: { model_output: bound.modelOutput, x, x0_history: x0History },
      threads: rows,
      flops: 500 * rows * Math.ceil(dataDim / 4),
    });
  }
}
