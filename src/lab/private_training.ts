import type { BufferSet } from '../gpu/buffers.ts';
import type { PlanBuilder } from '../gpu/plan.ts';
import { addDrawnRows, type DrawnBuffers, makeDrawnBuffers } from './drawn_rows.ts';
import { activationCodes, type LayerLayout, type ModelLayout } from './layout.ts';
import { addPackedWeights, mostPrivateWidth, packedSize } from './packed_weights.ts';
import type { TrainerOptions } from './trainer.ts';
import { addAdam, type TrainBuffers } from './training_buffers.ts';
import { addLoss, addLossSum, partialLossCount } from './training_loss.ts';
import type { TrainVariant } from './variant.ts';

/** Rows that a quad takes: 8 an invocation. */
const rowsPerQuad = 32;
/** Rows whose gradients are summed into one. */
export const slabRows = 128;
/** Texels of four rows of a feature that a slab and a quad have. */
const slabRowTexels = slabRows / 4;
const quadRowTexels = rowsPerQuad / 4;
/** Texels of a row of the partial gradients. */
const gradientTexels = 1024;
/** vec4s of inputs that an invocation of the weight's gradient keeps at most. */
const mostTile4 = 4;

/** Whether the private family has kernels for a network of this shape. */
export function fitsPrivateTraining(layout: ModelLayout): boolean {
  return layout.widest <= mostPrivateWidth;
}

/** What passes between the dispatches of a step. */
interface PrivateBuffers extends TrainBuffers, DrawnBuffers {
  readonly weights: GPUBuffer;
  readonly packed: GPUTexture;
  readonly biases: GPUBuffer;
  /** Each layer's inputs and the loss's gradients with respect to its pre-activations: a row for each slab and layer. */
  readonly activations: GPUTexture;
  readonly gradients: GPUTexture;
  /** The activations' derivatives: a row for each quad and hidden layer. */
  readonly derivatives: GPUTexture;
  readonly slabs: GPUTexture;
  readonly modelOutput: GPUBuffer;
  readonly dOutput: GPUBuffer;
  readonly partialLosses: GPUBuffer;
}

/**
 * A training step in which an invocation takes its rows through the network, and back, by itself, for adapters that are
 * programs on the CPU: makes its buffers and returns what describes it.
 */
export function privateTraining(
  set: BufferSet,
  options: TrainerOptions,
  variant: TrainVariant,
  shared: TrainBuffers,
): (builder: PlanBuilder) => void {
  const { batchSize } = options.config;
  const { microBatchRows: room } = variant;
  const buffers = makeBuffers(set, options, room, shared);
  return (builder) => {
    const { layout } = options.model;
    addPackedWeights(builder, layout, buffers, partsOf(layout));
    for (let begin = 0; begin < batchSize; begin += room) {
      const cut = { begin, rows: Math.min(room, batchSize - begin) };
      addDrawnRows(builder, options, buffers, cut);
      addNetwork(builder, options, buffers, cut);
      addWeightGradients(builder, layout, buffers, cut);
    }
    // These two come last, as `runSteps` wants it.
    addLossSum(builder, batchSize, buffers);
    addAdam(builder, options, buffers, { gradients: buffers.partialGradients, slabs: 1 });
  };
}

function makeBuffers(
  set: BufferSet,
  { model, config }: TrainerOptions,
  room: number,
  shared: TrainBuffers,
): PrivateBuffers {
  const { layout } = model;
  const { rows, outputs, texels } = packedSize(layout, partsOf(layout));
  const slabs = slabsFor(room);
  const layers = layout.layers.length;
  const quads = (slabs * slabRows) / rowsPerQuad;
  const width = (layout.layers[0] as LayerLayout).outWidth;
  const perSlab = [slabRowTexels * layout.widest, slabs * layers] as const;
  return {
    ...shared,
    ...makeDrawnBuffers(set, model, room),
    weights: model.buffers.raw,
    packed: set.texture('packed weights', texels, rows),
    biases: set.storage('packed biases', outputs),
    activations: set.texture('activations', ...perSlab),
    gradients: set.texture('gradients', ...perSlab),
    derivatives: set.texture('derivatives', quadRowTexels * width, quads * (layers - 1)),
    slabs: set.texture('partial gradients', gradientTexels, slabs * slabTexels(layout)),
    modelOutput: set.storage('output', room * layout.outWidth),
    dOutput: set.storage('d output', room * layout.outWidth),
    partialLosses: set.storage('partial losses', partialLossCount(config.batchSize)),
  };
}

/** Weights for both ways through the network. */
function partsOf({ layers }: ModelLayout) {
  return { inWidth: (layers[0] as LayerLayout).inWidth, transposed: true };
}

/** Slabs that some rows take; what is left of the last one is filled with zeros. */
function slabsFor(rows: number): number {
  return Math.ceil(rows / slabRows);
}

/** Rows of texels that a slab's gradient takes. */
function slabTexels({ length }: ModelLayout): number {
  return Math.ceil(length / 4 / gradientTexels);
}

interface Cut {
  readonly begin: number;
  readonly rows: number;
}

/** Adds the dispatches that take some rows through the network and back. */
function addNetwork(
  builder: PlanBuilder,
  options: TrainerOptions,
  buffers: PrivateBuffers,
  { begin, rows }: Cut,
): void {
  const { config, layout } = options.model;
  const first = layout.layers[0] as LayerLayout;
  const args = { rows, hidden_layers: config.hiddenLayers };
  const constants = {
    WIDTH4: first.outWidth / 4,
    OUT_WIDTH4: layout.outWidth / 4,
    PACKED_TEXELS: buffers.packed.width,
    PACKED_ROWS: buffers.packed.height,
  };
  const threads = 4 * Math.ceil((slabsFor(rows) * slabRows) / rowsPerQuad);
  const flops = 2 * rows * layout.length;
  builder.add('forward_private', {
    args,
    buffers: {
      input_rows: buffers.input,
      packed: buffers.packed,
      biases: buffers.biases,
      activations: buffers.activations,
      derivatives: buffers.derivatives,
      model_output: buffers.modelOutput,
    },
    constants: {
      ...constants,
      IN_WIDTH4: first.inWidth / 4,
      ACTIVATION: activationCodes[config.activation],
    },
    threads,
    flops,
  });
  addLoss(builder, options, buffers, { begin, rows });
  builder.add('backward_private', {
    args,
    buffers: {
      d_output: buffers.dOutput,
      packed: buffers.packed,
      derivatives: buffers.derivatives,
      gradients: buffers.gradients,
    },
    constants: { ...constants, DERIVATIVES: buffers.derivatives.height },
    threads,
    flops,
  });
}

/** Adds the products for each layer's weight, and their sum over the slabs. */
function addWeightGradients(
  builder: PlanBuilder,
  layout: ModelLayout,
  buffers: PrivateBuffers,
  { begin, rows }: Cut,
): void {
  const slabs = slabsFor(rows);
  const slab_texels = slabTexels(layout);
  for (const [layer, { inWidth, outWidth, weight, bias }] of layout.layers.entries()) {
    const tiles = Math.ceil(inWidth / (16 * mostTile4));
    builder.add('linear_backward_weight_texture', {
      args: {
        in_width4: inWidth / 4,
        out_width4: outWidth / 4,
        layer,
        layers: layout.layers.length,
        weight: weight / 4,
        bias: bias / 4,
        slab_texels,
      },
      buffers: { input: buffers.activations, d_output: buffers.gradients, partial_gradients: buffers.slabs },
      constants: {
        TILE4: Math.ceil(inWidth / (16 * tiles)),
        TEXELS: buffers.activations.width,
        TEXEL_ROWS: buffers.activations.height,
      },
      threads: 4 * slabs * tiles,
      flops: 2 * rows * inWidth * outWidth,
    });
  }
  const parameters4 = layout.length / 4;
  builder.add('sum_slabs', {
    args: { parameters4, slabs, slab_texels, accumulate: begin > 0 ? 1 : 0 },
    buffers: { partial_gradients: buffers.slabs, gradient: buffers.partialGradients },
    constants: { TEXEL_ROWS: buffers.slabs.height },
    threads: parameters4,
    flops: 10 * slabs * layout.length,
  });
}
