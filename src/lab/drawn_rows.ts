import type { BufferSet } from '../gpu/buffers.ts';
import type { PlanBuilder } from '../gpu/plan.ts';
import { predictionCodes } from './layout.ts';
import type { Model } from './model.ts';
import { addEmbedding } from './network.ts';
import type { TrainerOptions } from './trainer.ts';
import type { TrainBuffers } from './training_buffers.ts';

/** Rows of a batch as they are drawn, for families that have a dispatch for it. */
export interface DrawnBuffers {
  readonly timesteps: GPUBuffer;
  readonly noise: GPUBuffer;
  readonly xt: GPUBuffer;
  readonly target: GPUBuffer;
  /** The network's input, [rows, xWidth + timeWidth]. */
  readonly input: GPUBuffer;
}

/** Makes room for the draws of `rows` rows. */
export function makeDrawnBuffers(
  set: BufferSet,
  { config, layout }: Model,
  rows: number,
  options?: { readonly windows: boolean },
): DrawnBuffers {
  return {
    timesteps: set.storage('timesteps', rows),
    noise: set.storage('noise', rows * config.dataDim),
    xt: set.storage('xt', rows * config.dataDim),
    target: set.storage('target', rows * config.dataDim),
    input: set.storage('input', rows * (layout.xWidth + layout.timeWidth), options),
  };
}

/** Adds the dispatches that draw rows `begin` .. `begin + rows - 1` of a batch and make the network's input of them. */
export function addDrawnRows(
  builder: PlanBuilder,
  { model, data }: TrainerOptions,
  buffers: TrainBuffers & DrawnBuffers,
  { begin, rows }: { readonly begin: number; readonly rows: number },
): void {
  const { config, layout, schedule } = model;
  const { dataDim } = config;
  builder.add('add_noise', {
    args: {
      begin,
      rows,
      data_count: data.length / dataDim,
      data_dim: dataDim,
      num_timesteps: schedule.numTrainTimesteps,
      prediction_type: predictionCodes[config.predictionType],
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
  const { xt, timesteps, timeFeatures, input } = buffers;
  addEmbedding(builder, config, layout, { x: xt, timesteps, timeFeatures, input }, { begin: 0, rows });
}
