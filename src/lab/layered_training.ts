import type { BufferSet } from '../gpu/buffers.ts';
import type { PlanBuilder } from '../gpu/plan.ts';
import { predictionCodes } from './layout.ts';
import type { Model } from './model.ts';
import { addBackward, addEmbedding, addForward, type BackwardBuffers } from './network.ts';
import type { TrainerOptions } from './trainer.ts';
import { addAdam, type TrainBuffers } from './training_buffers.ts';
import { addGradientSum } from './uniform_products.ts';
import type { TrainVariant } from './variant.ts';

/** What passes between the dispatches of a layered step. */
interface LayeredBuffers extends TrainBuffers {
  readonly timesteps: GPUBuffer;
  readonly noise: GPUBuffer;
  readonly xt: GPUBuffer;
  readonly target: GPUBuffer;
  readonly backward: BackwardBuffers;
  /** The partial gradients' sum, where the optimiser does not sum them itself. */
  readonly gradient: GPUBuffer | undefined;
  readonly partialLosses: GPUBuffer;
}

/** A training step layer by layer, a dispatch for each product: makes its buffers and returns what describes it. */
export function layeredTraining(
  set: BufferSet,
  options: TrainerOptions,
  variant: TrainVariant,
  shared: TrainBuffers,
): (builder: PlanBuilder) => void {
  const buffers = makeBuffers(set, options, variant, shared);
  return (builder) => describeStep(builder, options, variant, buffers);
}

function makeBuffers(
  set: BufferSet,
  { model, config }: TrainerOptions,
  variant: TrainVariant,
  shared: TrainBuffers,
): LayeredBuffers {
  const { layout } = model;
  const { dataDim } = model.config;
  const rows = variant.microBatchRows;
  const hidden = layout.layers.slice(0, -1);
  const windows = { windows: variant.products === 'uniform' };
  return {
    ...shared,
    timesteps: set.storage('timesteps', rows),
    noise: set.storage('noise', rows * dataDim),
    xt: set.storage('xt', rows * dataDim),
    target: set.storage('target', rows * dataDim),
    backward: {
      forward: {
        input: set.storage('input', rows * (layout.xWidth + layout.timeWidth), windows),
        outputs: layout.layers.map(({ outWidth }, i) => set.storage(`output ${i}`, rows * outWidth, windows)),
        derivatives: hidden.map(({ outWidth }, i) =>
          set.storage(`derivative ${i}`, rows * outWidth, windows),
        ),
        weights: model.buffers.raw,
        products: variant.products,
        unused: shared.unused,
      },
      // As long as those below: kernels that know the sizes of their buffers are then the same for all layers.
      dOutput: set.storage('d output', rows * layout.widest, windows),
      dHidden: [
        set.storage('d hidden 0', rows * layout.widest, windows),
        set.storage('d hidden 1', rows * layout.widest, windows),
      ],
      partialGradients: shared.partialGradients,
    },
    gradient: windows.windows ? set.storage('gradient', layout.length) : undefined,
    partialLosses: set.storage('partial losses', Math.ceil(config.batchSize / 16)),
  };
}

function describeStep(
  builder: PlanBuilder,
  options: TrainerOptions,
  variant: TrainVariant,
  buffers: LayeredBuffers,
): void {
  const { model, config, data } = options;
  const { dataDim } = model.config;
  const { batchSize } = config;
  for (let begin = 0; begin < batchSize; begin += variant.microBatchRows) {
    const rows = Math.min(variant.microBatchRows, batchSize - begin);
    builder.add('add_noise', {
      args: {
        begin,
        rows,
        data_count: data.length / dataDim,
        data_dim: dataDim,
        num_timesteps: model.schedule.numTrainTimesteps,
        prediction_type: predictionCodes[model.config.predictionType],
        given: 0,
      },
      buffers: {
        data: buffers.data,
        schedule: buffers.schedule,
        timesteps: buffers.timesteps,
        noise: buffers.noise,
        xt: buffers.xt,
        training_target: buffers.target,
      },
      threads: rows,
      flops: 1000 * rows * Math.ceil(dataDim / 4),
    });
    addMicroBatch(builder, model, buffers, { begin, rows, batchSize, variant });
  }
  const { gradient, partialGradients } = buffers;
  const { gradientSlabs } = variant;
  if (gradient) {
    const parameters4 = model.layout.length / 4;
    addGradientSum(builder, { partialGradients, gradient }, { slabs: gradientSlabs, parameters4 });
  }
  // These two come last, as `runSteps` wants it.
  builder.add('sum_loss', {
    args: { count: Math.ceil(batchSize / 16) },
    buffers: { partial_losses: buffers.partialLosses, loss_history: buffers.lossHistory },
    threads: 1,
    flops: batchSize,
  });
  addAdam(builder, options, buffers, {
    gradients: gradient ?? partialGradients,
    slabs: gradient ? 1 : gradientSlabs,
  });
}

/** From x_t and t of some rows to their share of the loss and of the gradient. */
function addMicroBatch(
  builder: PlanBuilder,
  model: Model,
  buffers: LayeredBuffers,
  cut: {
    readonly begin: number;
    readonly rows: number;
    readonly batchSize: number;
    readonly variant: TrainVariant;
  },
): void {
  const { config, layout } = model;
  const { begin, rows, batchSize, variant } = cut;
  const { forward } = buffers.backward;
  const { xt, timesteps, timeFeatures } = buffers;
  addEmbedding(
    builder,
    config,
    layout,
    { x: xt, timesteps, timeFeatures, input: forward.input },
    { begin: 0, rows },
  );
  addForward(builder, config, layout, forward, rows);
  builder.add('mse_loss', {
    args: {
      begin,
      rows,
      data_dim: config.dataDim,
      out_width4: layout.outWidth / 4,
      scale: 1 / (batchSize * config.dataDim),
    },
    buffers: {
      model_output: forward.outputs.at(-1) as GPUBuffer,
      training_target: buffers.target,
      timesteps: buffers.timesteps,
      schedule: buffers.schedule,
      d_output: buffers.backward.dOutput,
      partial_losses: buffers.partialLosses,
    },
    threads: Math.ceil(rows / 16),
    flops: 60 * rows * layout.outWidth,
  });
  // Kernels take four rows at a time; windows begin at every 16th.
  const unit = variant.products === 'uniform' ? 16 : 4;
  const slabRows = unit * Math.ceil(variant.microBatchRows / variant.gradientSlabs / unit);
  addBackward(builder, layout, buffers.backward, { rows, slabRows, accumulate: begin > 0 });
}
