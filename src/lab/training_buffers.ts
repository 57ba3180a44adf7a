import type { BufferSet } from '../gpu/buffers.ts';
import { maxStepsPerSubmit, type PlanBuilder } from '../gpu/plan.ts';
import type { Model } from './model.ts';
import { scheduleTable, standardise, timeFeatureTable } from './tables.ts';
import type { TrainerOptions } from './trainer.ts';
import type { TrainVariant } from './variant.ts';

/** What training needs whatever its kernels. */
export interface TrainBuffers {
  /** [N, D], standardised */
  readonly data: GPUBuffer;
  /** [T, 4] */
  readonly schedule: GPUBuffer;
  /** [T, timeWidth] */
  readonly timeFeatures: GPUBuffer;
  /** [slabs, layout.length] */
  readonly partialGradients: GPUBuffer;
  readonly lossHistory: GPUBuffer;
  readonly firstMoment: GPUBuffer;
  readonly secondMoment: GPUBuffer;
  /** Bound where a kernel has a buffer that is not used. */
  readonly unused: GPUBuffer;
  readonly unusedOutput: GPUBuffer;
}

/** Uploads the standardised data and the tables, and makes the optimiser's buffers. */
export function makeTrainBuffers(
  set: BufferSet,
  options: TrainerOptions,
  variant: TrainVariant,
): TrainBuffers {
  const { model, config } = options;
  const { layout, schedule } = model;
  const windows = { windows: variant.products === 'uniform' };
  return {
    data: set.storageFrom('data', standardise(options.data, model.mean, model.standardDeviation)),
    schedule: set.storageFrom(
      'schedule',
      scheduleTable(schedule, { ...config, predictionType: model.config.predictionType }),
    ),
    timeFeatures: set.storageFrom('time features', everyTimestep(model)),
    partialGradients: set.storage('partial gradients', variant.gradientSlabs * layout.length, windows),
    lossHistory: set.storage('loss history', maxStepsPerSubmit),
    firstMoment: set.storage('first moment', layout.length),
    secondMoment: set.storage('second moment', layout.length),
    unused: set.storage('unused', 4),
    unusedOutput: set.storage('unused output', 4),
  };
}

/** [T, timeWidth]: features of every timestep. */
function everyTimestep(model: Model): Float32Array<ArrayBuffer> {
  return timeFeatureTable(
    Array.from({ length: model.schedule.numTrainTimesteps }, (_, t) => t),
    model,
  );
}

/** Adds the optimiser: sums `slabs` gradients, and `losses` numbers into the history where they are given. */
export function addAdam(
  builder: PlanBuilder,
  { model, config }: TrainerOptions,
  buffers: TrainBuffers,
  sums: {
    readonly gradients: GPUBuffer;
    readonly slabs: number;
    readonly losses?: { readonly buffer: GPUBuffer; readonly count: number };
  },
): void {
  const parameters4 = model.layout.length / 4;
  const { losses } = sums;
  builder.add('adam', {
    args: {
      parameters4,
      slabs: sums.slabs,
      beta1: config.beta1,
      beta2: config.beta2,
      one_minus_beta1: 1 - config.beta1,
      one_minus_beta2: 1 - config.beta2,
      eps: config.eps,
      losses: losses?.count ?? 0,
    },
    buffers: {
      partial_gradients: sums.gradients,
      weights: model.buffers.raw,
      first_moment: buffers.firstMoment,
      second_moment: buffers.secondMoment,
      ema_weights: model.buffers.ema,
      losses: losses?.buffer ?? buffers.unused,
      loss_history: losses ? buffers.lossHistory : buffers.unusedOutput,
    },
    threads: parameters4 + (losses ? 1 : 0),
    flops: (40 + 10 * sums.slabs) * model.layout.length,
  });
}
