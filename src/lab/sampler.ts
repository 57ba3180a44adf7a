import { requireInteger } from '../diffusion/checks.ts';
import { type PredictionType, predictionToX0 } from '../diffusion/prediction.ts';
import type { SamplerRow } from '../diffusion/samplers/rows.ts';
import { buildWithBuffers, checked, LimitError, readFloats } from '../gpu/buffers.ts';
import type { LabDevice } from '../gpu/device.ts';
import { Plan, type PlanBuilder } from '../gpu/plan.ts';
import { type DispatchTime, profilePlan } from '../gpu/profile.ts';
import { runSteps } from '../gpu/run_steps.ts';
import type { Denoiser } from './denoiser.ts';
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
import {
  checkSampleVariant,
  chooseSampleVariant,
  isFused,
  rowsPerDispatch,
  type SampleVariant,
} from './variant.ts';
import { chunks, makeWalk, type Samples } from './walk.ts';

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
  readonly variant: Required<SampleVariant>;
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
  const variant = settleVariant(lab, options);
  const history = rows.some(({ c2 }) => c2 !== 0) ? 2 : rows.some(({ c1 }) => c1 !== 0) ? 1 : 0;
  const frames = record ? framesOf(rows.length, record.every) : [];
  const recorded = (record?.paths ?? 0) * dataDim;
  return buildWithBuffers(lab, 'Sampling', async (set) => {
    const made = await checked(lab, set, 'Sampling', () => ({
      x: set.storage('samples', numSamples * dataDim),
      x0History: set.storage('x0 history', history * numSamples * dataDim),
      paths: set.storage('paths', frames.length * recorded),
    }));
    const buffers = { ...made, count: numSamples, history };
    const every = record?.every ?? rows.length;
    const walk = await checked(lab, set, 'Sampling', () =>
      makeWalk(set, buffers, { denoiser, rows, seed, variant, every }),
    );
    const prepare = await Plan.build(lab, 'prepare samples', 'Step', (builder) => {
      if (typeof init === 'string') {
        addInitialNoise(builder, buffers, { chunk: variant.chunk, dataDim, seed, init });
      }
      walk.addPreparation(builder);
    });
    // Such adapters make machine code at a kernel's first dispatch: let them, while the steps compile.
    if (variant.products === 'uniform') prepare.warmUp();
    const steps = await Plan.build(lab, 'sample', walk.stepName, (builder) => {
      walk.addStep(builder);
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
        const all = { begin: 0, end: walk.blocks.length, describeStep: walk.describeStep };
        for await (const { done, milliseconds } of runSteps(lab, steps, all)) {
          elapsed += milliseconds;
          yield progress(walk.blocks[done]?.first ?? rows.length);
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
        return profilePlan(lab, steps, walk.describeStep(0));
      },
      destroy() {
        prepare.destroy();
        steps.destroy();
        set.destroy();
      },
    };
  });
}

/** The variant that was asked for or suits the adapter, with every number settled. */
function settleVariant(
  lab: LabDevice,
  { denoiser, numSamples, variant }: SamplerOptions,
): Required<SampleVariant> {
  const { load } = denoiser;
  const chosen = variant ?? chooseSampleVariant(lab, load);
  checkSampleVariant(lab, load, chosen);
  const { family = 'layered', products } = chosen;
  const chunk = Math.min(chosen.chunk, 4 * Math.ceil(numSamples / 4));
  const together = isFused(family) ? rowsPerDispatch(lab, load, chunk) : 1;
  return { family, products, chunk, rowsPerDispatch: chosen.rowsPerDispatch ?? together };
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
  const allowed = lab.device.limits.maxStorageBufferBindingSize;
  const most = Math.floor(allowed / 4 / dataDim);
  if (numSamples > most) {
    throw new LimitError(
      `${numSamples} samples need ${Math.ceil((4 * numSamples * dataDim) / 2 ** 20)} MiB in one buffer; this adapter allows ${most} samples.`,
      { needed: 4 * numSamples * dataDim, allowed },
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

function addInitialNoise(
  builder: PlanBuilder,
  { x, count }: Samples,
  options: {
    readonly chunk: number;
    readonly dataDim: number;
    readonly seed: number;
    readonly init: 'gaussian' | 'stratified';
  },
): void {
  const { chunk, dataDim, seed, init } = options;
  for (const cut of chunks(count, chunk)) {
    builder.add('init_noise', {
      args: { ...cut, count, data_dim: dataDim, seed, stratified: init === 'stratified' ? 1 : 0 },
      buffers: { x },
      threads: cut.rows,
      flops: 500 * cut.rows * dataDim,
    });
  }
}
