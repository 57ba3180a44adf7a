import type { SamplerRow } from '../diffusion/samplers/rows.ts';
import type { BufferSet } from '../gpu/buffers.ts';
import { packUniform } from '../gpu/kernel.ts';
import { stepLayouts } from '../gpu/kernel_table.ts';
import type { PlanBuilder } from '../gpu/plan.ts';
import type { Denoiser } from './denoiser.ts';
import { padded } from './layout.ts';
import { isFused, type SampleVariant, updateFlops } from './variant.ts';

// A sampler's table as the steps of a plan, for each family of kernels.

/** What the rows of a table are applied to. */
export interface Samples {
  /** [count, D] */
  readonly x: GPUBuffer;
  /** [history, count, D]: x0 of the last step, of the one before */
  readonly x0History: GPUBuffer;
  readonly count: number;
  readonly history: number;
}

/** Rows first .. index of a table, which one step of a plan applies. */
export interface Block {
  readonly first: number;
  readonly index: number;
}

/** A sampler's table bound to its denoiser and samples. */
export interface Walk {
  /** What `describeStep` fills. */
  readonly stepName: 'SampleStep' | 'SampleBlock';
  /** The rows of each step, in order. */
  readonly blocks: readonly Block[];
  /** Adds what must be done once before the first step. */
  addPreparation(builder: PlanBuilder): void;
  /** Adds the dispatches of a step: for each chunk of samples the evaluation and the update. */
  addStep(builder: PlanBuilder): void;
  describeStep(step: number): Readonly<Record<string, number>>;
}

export interface WalkOptions {
  readonly denoiser: Denoiser;
  readonly rows: readonly SamplerRow[];
  readonly seed: number;
  readonly variant: Required<SampleVariant>;
  /** No step goes beyond a multiple of this many rows. */
  readonly every: number;
}

/** Makes the buffers of a walk. */
export function makeWalk(set: BufferSet, samples: Samples, options: WalkOptions): Walk {
  const { denoiser, variant } = options;
  if (!isFused(variant.family)) return steppedWalk(set, samples, options);
  if (!denoiser.fuse) throw new RangeError(`This denoiser cannot be fused as ${variant.family}.`);
  return fusedWalk(set, samples, options, denoiser.fuse(set, options.rows, variant));
}

/** Parts of `count` samples that go through the denoiser together. */
export function* chunks(
  count: number,
  chunk: number,
): Generator<{ readonly begin: number; readonly rows: number }> {
  for (let begin = 0; begin < count; begin += chunk) yield { begin, rows: Math.min(chunk, count - begin) };
}

function steppedWalk(set: BufferSet, samples: Samples, options: WalkOptions): Walk {
  const { denoiser, rows, seed, variant } = options;
  const { x, x0History, count, history } = samples;
  const { dataDim } = denoiser;
  const bound = denoiser.bind(set, rows, variant);
  return {
    stepName: 'SampleStep',
    blocks: cutRows(rows.length, 1, 1),
    addPreparation: (builder) => bound.addPreparation(builder),
    addStep(builder) {
      bound.addStepBegin(builder);
      for (const cut of chunks(count, variant.chunk)) {
        bound.addEvaluation(builder, x, cut.begin, cut.rows);
        builder.add('sampler_step', {
          args: { ...cut, count, data_dim: dataDim, out_width4: padded(dataDim) / 4, history },
          buffers: { model_output: bound.modelOutput, x, x0_history: x0History },
          threads: cut.rows,
          flops: updateFlops * Math.ceil(dataDim / 4) * cut.rows,
        });
      }
    },
    describeStep: (step) => sampleStep(rows[step] as SamplerRow, step, seed),
  };
}

function fusedWalk(
  set: BufferSet,
  samples: Samples,
  { denoiser, rows, seed, variant, every }: WalkOptions,
  fused: ReturnType<NonNullable<Denoiser['fuse']>>,
): Walk {
  const { x, x0History, count, history } = samples;
  const blocks = cutRows(rows.length, variant.rowsPerDispatch, every);
  const table = set.storageFrom('sampler table', sampleTable(rows, seed));
  const flops = denoiser.load.evaluation + updateFlops * Math.ceil(denoiser.dataDim / 4);
  return {
    stepName: 'SampleBlock',
    blocks,
    addPreparation: (builder) => fused.addPreparation(builder),
    addStep(builder) {
      for (const cut of chunks(count, variant.chunk)) {
        const cost = flops * cut.rows * Math.min(variant.rowsPerDispatch, every);
        fused.addRows(builder, { table, x, x0_history: x0History }, { ...cut, count, history, flops: cost });
      }
    },
    describeStep: (step) => ({ ...(blocks[step] as Block) }),
  };
}

/** Rows cut into blocks of at most `most`, none of which goes beyond a multiple of `every`. */
export function cutRows(rows: number, most: number, every: number): Block[] {
  const blocks: Block[] = [];
  for (let first = 0; first < rows; ) {
    const end = Math.min(rows, first + most, every * (Math.floor(first / every) + 1));
    blocks.push({ first, index: end - 1 });
    first = end;
  }
  return blocks;
}

/** All rows as `array<SampleStep>`. */
export function sampleTable(rows: readonly SamplerRow[], seed: number): Uint32Array<ArrayBuffer> {
  const bytes = 4 * Object.keys(stepLayouts.SampleStep).length;
  const data = new DataView(new ArrayBuffer(rows.length * bytes));
  for (const [index, row] of rows.entries()) {
    packUniform(stepLayouts.SampleStep, sampleStep(row, index, seed), data, index * bytes);
  }
  return new Uint32Array(data.buffer);
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
