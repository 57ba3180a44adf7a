import { type BufferSet, buildWithBuffers, checked, readFloats } from '../gpu/buffers.ts';
import type { LabDevice } from '../gpu/device.ts';
import { maxStepsPerSubmit, Plan, type PlanBuilder } from '../gpu/plan.ts';
import { type DispatchTime, profilePlan } from '../gpu/profile.ts';
import { runSteps } from '../gpu/run_steps.ts';
import { predictionCodes } from './layout.ts';
import { type Model, type NamedTensor, unpack } from './model.ts';
import { addBackward, addEmbedding, addForward, type BackwardBuffers } from './network.ts';
import { scheduleTable, standardise, timeFeatureTable } from './tables.ts';
import { checkTrainConfig, type TrainConfig, trainStep } from './train_config.ts';
import { addGradientSum } from './uniform_products.ts';
import { checkTrainVariant, chooseTrainVariant, type TrainVariant } from './variant.ts';

export interface TrainerOptions {
  readonly model: Model;
  /** [N, D] in the data's own units. */
  readonly data: Float32Array;
  readonly config: TrainConfig;
  /** How the work is cut; by default what suits the adapter. */
  readonly variant?: TrainVariant;
}

/** How far training has come; one after each submit of about 50 ms. */
export interface TrainProgress {
  /** Steps done. */
  readonly step: number;
  readonly numSteps: number;
  /** The mean loss of each step since the last progress. */
  readonly losses: Float32Array<ArrayBuffer>;
  readonly stepsPerSecond: number;
  readonly secondsLeft: number;
}

export interface Trainer {
  readonly config: TrainConfig;
  readonly variant: TrainVariant;
  /** Steps done so far. */
  readonly step: number;
  /** Bytes on the GPU, the model's own included. */
  readonly bytes: number;
  /**
   * Trains up to step `until`, by default `config.numSteps`, on from where an earlier call stopped. Pull to go on, do
   * not pull to pause, leave the loop to cancel. Steps submitted when the loop is left count as done.
   *
   * @throws DeviceError when the device is lost.
   */
  train(until?: number): AsyncGenerator<TrainProgress>;
  /** The gradient of the last step, summed over the batch, with the model's tensor names. */
  readGradients(): Promise<NamedTensor[]>;
  /** Times a step's dispatches one by one, each repeated; the weights are of no use afterwards. */
  profile(): AsyncGenerator<DispatchTime>;
  destroy(): void;
}

/**
 * Prepares training: uploads the standardised data and the schedule's tables, makes every buffer and pipeline.
 *
 * @throws RangeError for settings out of range, LimitError when the adapter has too little memory.
 */
export async function createTrainer(lab: LabDevice, options: TrainerOptions): Promise<Trainer> {
  const { model, data, config } = options;
  checkTrainConfig(config);
  const { dataDim } = model.config;
  if (data.length === 0 || data.length % dataDim !== 0) {
    throw new RangeError(
      `The data must hold whole points of ${dataDim} numbers, at least one; got ${data.length} numbers.`,
    );
  }
  const bad = data.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) throw new RangeError(`The data must be finite numbers, got ${data[bad]} at place ${bad}.`);
  const { schedule } = model;
  if (model.config.predictionType === 'epsilon' && schedule.sqrtAlphasCumprod.at(-1) === 0) {
    throw new RangeError(
      'predictionType epsilon cannot be trained at zero terminal SNR, where x_t is the noise itself; use sample or v_prediction',
    );
  }
  const variant = options.variant ?? chooseTrainVariant(lab, model.layout, config.batchSize);
  checkTrainVariant(variant);
  return buildWithBuffers(lab, 'Training', async (set) => {
    const buffers = await checked(lab, set, 'Training', () => makeBuffers(set, options, variant));
    const plan = await Plan.build(lab, 'train', 'TrainStep', (builder) =>
      describeStep(builder, options, variant, buffers),
    );
    let step = 0;
    return {
      config,
      variant,
      get step() {
        return step;
      },
      get bytes() {
        return set.bytes + model.buffers.raw.size + model.buffers.ema.size;
      },
      async *train(until = config.numSteps) {
        set.assertUsable();
        const begin = step;
        let elapsed = 0;
        const run = runSteps(lab, plan, {
          begin,
          end: Math.min(until, config.numSteps),
          describeStep: (index, slot) => trainStep(config, index, slot),
          history: buffers.lossHistory,
          onSubmitted: (end) => {
            step = end;
          },
        });
        for await (const { done, history, milliseconds } of run) {
          elapsed += milliseconds;
          const stepsPerSecond = (1000 * done) / elapsed;
          const secondsLeft = (config.numSteps - begin - done) / stepsPerSecond;
          yield {
            step: begin + done,
            numSteps: config.numSteps,
            losses: history,
            stepsPerSecond,
            secondsLeft,
          };
        }
      },
      async readGradients() {
        const { length } = model.layout;
        const partials = await readFloats(
          lab,
          buffers.backward.partialGradients,
          variant.gradientSlabs * length,
        );
        const sum = new Float32Array(length);
        for (let i = 0; i < partials.length; i++)
          sum[i % length] = (sum[i % length] as number) + (partials[i] as number);
        return unpack(model.layout, sum);
      },
      profile() {
        set.assertUsable();
        return profilePlan(lab, plan, trainStep(config, 0, 0));
      },
      destroy() {
        plan.destroy();
        set.destroy();
      },
    };
  });
}

interface TrainBuffers {
  readonly data: GPUBuffer;
  readonly schedule: GPUBuffer;
  readonly timeFeatures: GPUBuffer;
  readonly timesteps: GPUBuffer;
  readonly noise: GPUBuffer;
  readonly xt: GPUBuffer;
  readonly target: GPUBuffer;
  readonly backward: BackwardBuffers;
  /** The partial gradients' sum, where the optimiser does not sum them itself. */
  readonly gradient: GPUBuffer | undefined;
  readonly partialLosses: GPUBuffer;
  readonly lossHistory: GPUBuffer;
  readonly firstMoment: GPUBuffer;
  readonly secondMoment: GPUBuffer;
}

function makeBuffers(set: BufferSet, options: TrainerOptions, variant: TrainVariant): TrainBuffers {
  const { model, config } = options;
  const { layout, schedule } = model;
  const { dataDim } = model.config;
  const rows = variant.microBatchRows;
  const unused = set.storage('unused', 4);
  const hidden = layout.layers.slice(0, -1);
  const windows = { windows: variant.products === 'uniform' };
  return {
    data: set.storageFrom('data', standardise(options.data, model.mean, model.standardDeviation)),
    schedule: set.storageFrom(
      'schedule',
      scheduleTable(schedule, { ...config, predictionType: model.config.predictionType }),
    ),
    timeFeatures: set.storageFrom('time features', everyTimestep(model)),
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
        unused,
      },
      dOutput: set.storage('d output', rows * layout.outWidth, windows),
      dHidden: [
        set.storage('d hidden 0', rows * layout.widest, windows),
        set.storage('d hidden 1', rows * layout.widest, windows),
      ],
      partialGradients: set.storage('partial gradients', variant.gradientSlabs * layout.length, windows),
    },
    gradient: windows.windows ? set.storage('gradient', layout.length) : undefined,
    partialLosses: set.storage('partial losses', Math.ceil(config.batchSize / 16)),
    lossHistory: set.storage('loss history', maxStepsPerSubmit),
    firstMoment: set.storage('first moment', layout.length),
    secondMoment: set.storage('second moment', layout.length),
  };
}

/** [T, timeWidth]: features of every timestep. */
function everyTimestep(model: Model): Float32Array<ArrayBuffer> {
  return timeFeatureTable(
    Array.from({ length: model.schedule.numTrainTimesteps }, (_, t) => t),
    model,
  );
}

function describeStep(
  builder: PlanBuilder,
  options: TrainerOptions,
  variant: TrainVariant,
  buffers: TrainBuffers,
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
  builder.add('sum_loss', {
    args: { count: Math.ceil(batchSize / 16) },
    buffers: { partial_losses: buffers.partialLosses, loss_history: buffers.lossHistory },
    threads: 1,
    flops: batchSize,
  });
  const parameters4 = model.layout.length / 4;
  const { gradient } = buffers;
  const { partialGradients } = buffers.backward;
  if (gradient) {
    addGradientSum(builder, { partialGradients, gradient }, { slabs: variant.gradientSlabs, parameters4 });
  }
  builder.add('adam', {
    args: {
      parameters4,
      slabs: gradient ? 1 : variant.gradientSlabs,
      beta1: config.beta1,
      beta2: config.beta2,
      one_minus_beta1: 1 - config.beta1,
      one_minus_beta2: 1 - config.beta2,
      eps: config.eps,
    },
    buffers: {
      partial_gradients: gradient ?? partialGradients,
      weights: model.buffers.raw,
      first_moment: buffers.firstMoment,
      second_moment: buffers.secondMoment,
      ema_weights: model.buffers.ema,
    },
    threads: parameters4,
    flops: (40 + 10 * variant.gradientSlabs) * model.layout.length,
  });
}

/** From x_t and t of some rows to their share of the loss and of the gradient. */
function addMicroBatch(
  builder: PlanBuilder,
  model: Model,
  buffers: TrainBuffers,
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
