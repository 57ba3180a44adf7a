import type { GaussianMixture } from '../diffusion/mixture.ts';
import type { Level, PredictionType } from '../diffusion/prediction.ts';
import type { BufferSet } from '../gpu/buffers.ts';
import type { PlanBuilder } from '../gpu/plan.ts';
import type { Products } from './adapter_traits.ts';
import { evaluationFlops, fusedFamilies, fuseNetwork } from './fused_sampling.ts';
import { type ModelLayout, padded, predictionCodes } from './layout.ts';
import type { Model, WeightSet } from './model.ts';
import { addEmbedding, addForward, addTimeFold } from './network.ts';
import { timeFeatureTable } from './tables.ts';
import { addRowCopy, addUniformNetwork, fitsUniformNetwork } from './uniform_network.ts';
import type { SampleLoad, SampleVariant } from './variant.ts';

/**
 * Whatever answers "what noise is in x_t?": a trained network or the exact formula. Samplers know no more of it.
 */
export interface Denoiser {
  readonly dataDim: number;
  readonly predictionType: PredictionType;
  /** Samples in its units times `standardDeviation` plus `mean` are in the data's. Both [D]. */
  readonly mean: readonly number[];
  readonly standardDeviation: readonly number[];
  /** What an evaluation costs, and what can be fused. */
  readonly load: SampleLoad;
  /** Makes the buffers of an evaluation at the times of `rows` for up to `variant.chunk` samples at once. */
  bind(set: BufferSet, rows: readonly Level[], variant: SampleVariant): BoundDenoiser;
  /** The same with the sampler's updates in one dispatch, by one of the fused families in `load`. */
  fuse?(set: BufferSet, rows: readonly Level[], variant: Required<SampleVariant>): FusedDenoiser;
}

/** A denoiser with its buffers, for one sampler. */
export interface BoundDenoiser {
  /** [chunk, padded D]: its answers for the samples of the last evaluation. */
  readonly modelOutput: GPUBuffer;
  /** Adds what must be done once before the first step. */
  addPreparation(builder: PlanBuilder): void;
  /** Adds what must be done once a step, before its evaluations. */
  addStepBegin(builder: PlanBuilder): void;
  /** Adds the evaluation of samples begin .. begin + rows - 1 of `x` at the time of the current step. */
  addEvaluation(builder: PlanBuilder, x: GPUBuffer, begin: number, rows: number): void;
}

/** A denoiser that updates the samples as well. */
export interface FusedDenoiser {
  addPreparation(builder: PlanBuilder): void;
  /** Adds the rows of the current step's block for the samples of `cut`. */
  addRows(builder: PlanBuilder, buffers: FusedBuffers, cut: FusedCut): void;
}

/** What every fused dispatch reads and writes. */
export interface FusedBuffers {
  /** The sampler's table. */
  readonly table: GPUBuffer;
  readonly x: GPUBuffer;
  readonly x0_history: GPUBuffer;
}

export interface FusedCut {
  /** Samples begin .. begin + rows - 1 of count. */
  readonly begin: number;
  readonly rows: number;
  readonly count: number;
  /** How many earlier x0 the sampler looks back at. */
  readonly history: number;
  /** What the dispatch costs, for pacing. */
  readonly flops: number;
}

/**
 * The trained network, with its moving-average weights or the raw ones. The features of t are the same for every
 * sample of a step, so they are folded into one bias row per step beforehand.
 */
export function networkDenoiser(model: Model, weightSet: WeightSet = 'ema'): Denoiser {
  const { config, layout, mean, standardDeviation } = model;
  const weights = model.buffers[weightSet];
  return {
    dataDim: config.dataDim,
    predictionType: config.predictionType,
    mean,
    standardDeviation,
    load: networkLoad(layout),
    bind(set, rows, { family, products, chunk }) {
      if (family === 'whole') return bindWhole(set, model, weights, rows, chunk);
      const windows = { windows: products === 'uniform' };
      const fold = foldTime(set, model, weights, rows, products);
      const unused = set.storage('unused', 4);
      const input = set.storage('input', chunk * layout.xWidth, windows);
      const outputs = layout.layers.map(({ outWidth }, i) =>
        set.storage(`output ${i}`, chunk * outWidth, windows),
      );
      return {
        modelOutput: outputs.at(-1) as GPUBuffer,
        addPreparation: fold.add,
        addStepBegin() {},
        addEvaluation(builder, x, begin, count) {
          const embedding = { x, timesteps: unused, timeFeatures: unused, input };
          addEmbedding(builder, config, layout, embedding, { begin, rows: count, folded: true });
          const buffers = { input, outputs, weights, foldedBias: fold.bias, unused, products };
          addForward(builder, config, layout, buffers, count);
        },
      };
    },
    fuse(set, rows, { family, products }) {
      const fold = foldTime(set, model, weights, rows, products);
      const fused = fuseNetwork(set, model, { weights, foldedBias: fold.bias }, family);
      return {
        addPreparation(builder) {
          fold.add(builder);
          fused.addPreparation(builder);
        },
        addRows: fused.addRows,
      };
    },
  };
}

/** Evaluations by one dispatch of the whole network. */
function bindWhole(
  set: BufferSet,
  model: Model,
  weights: GPUBuffer,
  rows: readonly Level[],
  chunk: number,
): BoundDenoiser {
  const { config, layout } = model;
  const fold = foldTime(set, model, weights, rows, 'tiled');
  const unused = set.storage('unused', 4);
  const output = set.storage('output', chunk * layout.outWidth);
  const foldedBias = set.storage('bias of the step', layout.layers[0]?.outWidth ?? 0, { windows: true });
  // Without waves x itself is all its features.
  const features = config.fourierFeatures > 0 ? set.storage('input', chunk * layout.xWidth) : undefined;
  return {
    modelOutput: output,
    addPreparation: fold.add,
    addStepBegin: (builder) => addRowCopy(builder, layout, { table: fold.bias, row: foldedBias }),
    addEvaluation(builder, x, begin, count) {
      if (features) {
        const embedding = { x, timesteps: unused, timeFeatures: unused, input: features };
        addEmbedding(builder, config, layout, embedding, { begin, rows: count, folded: true });
      }
      const buffers = { input: features ?? x, output, weights, foldedBias };
      const cut = features
        ? { begin: 0, rows: count, stride: layout.xWidth }
        : { begin, rows: count, stride: config.dataDim };
      addUniformNetwork(builder, config, layout, buffers, cut);
    },
  };
}

/** What an evaluation of a network costs. */
export function networkLoad(layout: ModelLayout): SampleLoad {
  return {
    widest: layout.widest,
    heaviest: layout.heaviest,
    evaluation: evaluationFlops(layout),
    families: [
      'layered',
      ...(fitsUniformNetwork(layout) ? ['whole' as const] : []),
      ...fusedFamilies(layout),
    ],
    needsQuads: true,
  };
}

interface TimeFold {
  /** [steps, H] */
  readonly bias: GPUBuffer;
  readonly add: (builder: PlanBuilder) => void;
}

/** The first layer's bias for each of `rows`, and the dispatch that makes them. */
function foldTime(
  set: BufferSet,
  model: Model,
  weights: GPUBuffer,
  rows: readonly Level[],
  products: Products,
): TimeFold {
  const { layout } = model;
  const times = rows.map(({ t }) => t);
  // Done once: not worth the compiling of another uniform product.
  const by = products === 'uniform' ? 'tiled' : products;
  const features = set.storageFrom('time features', timeFeatureTable(times, model));
  const bias = set.storage('folded bias', rows.length * (layout.layers[0]?.outWidth ?? 0));
  const unused = set.storage('unused by the fold', 4);
  return {
    bias,
    add: (builder) =>
      addTimeFold(builder, layout, { features, weights, folded: bias, unused, products: by }, rows.length),
  };
}

/**
 * The exact denoiser of a one-dimensional Gaussian mixture, E[noise | x_t] and its like, in closed form.
 *
 * @param mixture in the data's own units
 * @param options.mean, options.standardDeviation the standardisation of the network it stands beside
 */
export function mixtureDenoiser(
  mixture: GaussianMixture,
  options: {
    readonly predictionType: PredictionType;
    readonly mean: number;
    readonly standardDeviation: number;
  },
): Denoiser {
  const { predictionType, mean, standardDeviation } = options;
  const dataDim = 1;
  const components = mixture.weights.length;
  const table = mixtureTable(mixture.affine(1 / standardDeviation, -mean / standardDeviation));
  const shape = { data_dim: dataDim, components, prediction_type: predictionCodes[predictionType] };
  return {
    dataDim,
    predictionType,
    mean: [mean],
    standardDeviation: [standardDeviation],
    load: {
      widest: padded(dataDim),
      heaviest: 60 * components,
      evaluation: 60 * components,
      families: ['layered', 'private'],
      needsQuads: false,
    },
    bind(set, _rows, { chunk }) {
      const mixtureBuffer = set.storageFrom('mixture', table);
      const outWidth = padded(dataDim);
      const modelOutput = set.storage('output', chunk * outWidth);
      return {
        modelOutput,
        addPreparation() {},
        addStepBegin() {},
        addEvaluation(builder, x, begin, rows) {
          builder.add('mixture_denoise', {
            args: { begin, rows, out_width4: outWidth / 4, ...shape },
            buffers: { x, mixture: mixtureBuffer, model_output: modelOutput },
            threads: rows * dataDim,
            flops: 60 * rows * components,
          });
        },
      };
    },
    fuse(set) {
      const mixtureBuffer = set.storageFrom('mixture', table);
      return {
        addPreparation() {},
        addRows(builder, buffers, { begin, rows, count, history, flops }) {
          builder.add('sample_mixture', {
            args: { begin, rows, count, history, ...shape },
            buffers: { ...buffers, mixture: mixtureBuffer },
            threads: rows,
            flops,
          });
        },
      };
    },
  };
}

/** [components, 4]: log weight, 0, mean, standard deviation. */
function mixtureTable({ weights, means, standardDeviations }: GaussianMixture): Float32Array<ArrayBuffer> {
  const rows = Array.from(weights, (weight, k) => [
    Math.log(weight),
    0,
    means[k] as number,
    standardDeviations[k] as number,
  ]);
  return Float32Array.from(rows.flat());
}
