import type { BufferSet } from '../gpu/buffers.ts';
import type { Constants } from '../gpu/kernel.ts';
import type { PlanBuilder } from '../gpu/plan.ts';
import { activationCodes, type LayerLayout, laterWeights, predictionCodes } from './layout.ts';
import type { TrainerOptions } from './trainer.ts';
import { addAdam, type TrainBuffers } from './training_buffers.ts';
import type { TrainVariant } from './variant.ts';
import { invocations, tileOf, workgroupRows } from './workgroup_rows.ts';

/**
 * A training step in three dispatches: all that is done row by row, activations in a workgroup's memory; the gradients
 * of all weights; the optimiser. Makes its buffers and returns what describes it.
 */
export function workgroupTraining(
  set: BufferSet,
  options: TrainerOptions,
  variant: TrainVariant,
  shared: TrainBuffers,
): (builder: PlanBuilder) => void {
  const { layout, config } = options.model;
  const { microBatchRows: room, gradientSlabs } = variant;
  const rowsEach = workgroupRows(layout) as number;
  const words = variant.storage === 'half' ? room / 2 : room;
  const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width);
  const buffers = {
    draws: set.storage('draws', room * (2 + config.dataDim)),
    activations: set.storage('activations', words * sum(layout.layers.map(({ inWidth }) => inWidth))),
    gradients: set.storage('gradients', words * sum(layout.layers.map(({ outWidth }) => outWidth))),
    partialLosses: set.storage('partial losses', room / rowsEach),
    losses: set.storage('losses', gradientSlabs),
  };
  return (builder) => {
    const { batchSize } = options.config;
    for (let begin = 0; begin < batchSize; begin += room) {
      addMicroBatch(builder, options, { ...shared, ...buffers }, variant, begin);
    }
    const losses = { buffer: buffers.losses, count: gradientSlabs };
    addAdam(builder, options, shared, { gradients: shared.partialGradients, slabs: gradientSlabs, losses });
  };
}

interface WorkgroupBuffers extends TrainBuffers {
  readonly draws: GPUBuffer;
  readonly activations: GPUBuffer;
  readonly gradients: GPUBuffer;
  readonly partialLosses: GPUBuffer;
  readonly losses: GPUBuffer;
}

function addMicroBatch(
  builder: PlanBuilder,
  { model, config: { batchSize }, data }: TrainerOptions,
  buffers: WorkgroupBuffers,
  { storage, microBatchRows: room, gradientSlabs }: TrainVariant,
  begin: number,
): void {
  const { config, layout } = model;
  const { dataDim, hiddenLayers } = config;
  const rows = Math.min(room, batchSize - begin);
  const rowsEach = workgroupRows(layout) as number;
  const first = layout.layers[0] as LayerLayout;
  const workgroups = Math.ceil(rows / rowsEach);
  const places = laterWeights(layout);
  const half = storage === 'half';
  const constants: Constants = half ? { GRADIENT_SCALE: gradientScale(batchSize * dataDim) } : {};
  builder.add(half ? 'train_workgroup_half' : 'train_workgroup', {
    args: {
      begin,
      rows,
      data_count: data.length / dataDim,
      data_dim: dataDim,
      num_timesteps: model.schedule.numTrainTimesteps,
      prediction_type: predictionCodes[config.predictionType],
      hidden_layers: hiddenLayers,
      fourier_features: config.fourierFeatures,
      fourier_base: config.fourierBase / (2 * Math.PI),
      scale: 1 / (batchSize * dataDim),
      room,
      ...places,
    },
    buffers: {
      data: buffers.data,
      schedule: buffers.schedule,
      time_features: buffers.timeFeatures,
      weights: model.buffers.raw,
      draws: buffers.draws,
      activations: buffers.activations,
      gradients: buffers.gradients,
      partial_losses: buffers.partialLosses,
    },
    constants: {
      ...constants,
      X_WIDTH4: layout.xWidth / 4,
      TIME_WIDTH4: layout.timeWidth / 4,
      WIDTH4: first.outWidth / 4,
      OUT_WIDTH4: layout.outWidth / 4,
      ROWS: rowsEach,
      TILE4: tileOf(layout, rowsEach),
      ACTIVATION: activationCodes[config.activation],
    },
    threads: workgroups * invocations,
    flops: 4 * rows * layout.length,
  });
  const slabRows = rowsEach * Math.ceil(room / gradientSlabs / rowsEach);
  const tilesOf = ({ inWidth, outWidth }: LayerLayout) => Math.ceil(outWidth / 16) * Math.ceil(inWidth / 8);
  const slabs = Math.ceil(rows / slabRows);
  builder.add(half ? 'weight_gradients_half' : 'weight_gradients', {
    args: {
      rows,
      room,
      slab_rows: slabRows,
      slabs,
      in_width4: first.inWidth / 4,
      width4: first.outWidth / 4,
      out_width4: layout.outWidth / 4,
      hidden_layers: hiddenLayers,
      ...places,
      parameters4: layout.length / 4,
      slab_losses: slabRows / rowsEach,
      losses: workgroups,
      accumulate: begin > 0 ? 1 : 0,
    },
    buffers: {
      activations: buffers.activations,
      d_outputs: buffers.gradients,
      partial_losses: buffers.partialLosses,
      partial_gradients: buffers.partialGradients,
      losses: buffers.losses,
    },
    constants,
    threads: slabs * layout.layers.reduce((tiles, layer) => tiles + tilesOf(layer), 0),
    flops: 2 * rows * layout.length,
  });
}

/**
 * The power of two that gradients are stored as halves by, where the loss is a mean of `count` squared errors: 4 to 8 times
 * the count. An error of 1 then counts 8 to 16, well between half's smallest normal number, 6e-5, and its largest, 65504.
 */
export function gradientScale(count: number): number {
  return 2 ** (3 + Math.floor(Math.log2(count)));
}
