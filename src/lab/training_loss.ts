import type { PlanBuilder } from '../gpu/plan.ts';
import type { TrainerOptions } from './trainer.ts';

// The loss, for families that have a dispatch for it.

interface LossBuffers {
  readonly schedule: GPUBuffer;
  readonly timesteps: GPUBuffer;
  readonly target: GPUBuffer;
  /** [rows, outWidth], and the loss's gradient with respect to it. */
  readonly modelOutput: GPUBuffer;
  readonly dOutput: GPUBuffer;
  /** One for each 16 rows of the batch. */
  readonly partialLosses: GPUBuffer;
}

/** How many partial losses a batch has. */
export function partialLossCount(batchSize: number): number {
  return Math.ceil(batchSize / 16);
}

/** Adds the dispatch for the loss of rows `begin` .. `begin + rows - 1` of a batch and its gradient. */
export function addLoss(
  builder: PlanBuilder,
  { model, config }: TrainerOptions,
  buffers: LossBuffers,
  { begin, rows }: { readonly begin: number; readonly rows: number },
): void {
  const { dataDim } = model.config;
  const { outWidth } = model.layout;
  builder.add('mse_loss', {
    args: {
      begin,
      rows,
      data_dim: dataDim,
      out_width4: outWidth / 4,
      scale: 1 / (config.batchSize * dataDim),
    },
    buffers: {
      model_output: buffers.modelOutput,
      training_target: buffers.target,
      timesteps: buffers.timesteps,
      schedule: buffers.schedule,
      d_output: buffers.dOutput,
      partial_losses: buffers.partialLosses,
    },
    threads: Math.ceil(rows / 16),
    flops: 60 * rows * outWidth,
  });
}

/** Adds the sum of a batch's partial losses into the history. */
export function addLossSum(
  builder: PlanBuilder,
  batchSize: number,
  { partialLosses, lossHistory }: { readonly partialLosses: GPUBuffer; readonly lossHistory: GPUBuffer },
): void {
  builder.add('sum_loss', {
    args: { count: partialLossCount(batchSize) },
    buffers: { partial_losses: partialLosses, loss_history: lossHistory },
    threads: 1,
    flops: batchSize,
  });
}
