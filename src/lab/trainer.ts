import { buildWithBuffers, checked, readFloats } from '../gpu/buffers.ts';
import type { LabDevice } from '../gpu/device.ts';
import { Plan } from '../gpu/plan.ts';
import { type DispatchTime, profilePlan } from '../gpu/profile.ts';
import { runSteps } from '../gpu/run_steps.ts';
import { layeredTraining } from './layered_training.ts';
import { type Model, type NamedTensor, unpack } from './model.ts';
import { privateTraining } from './private_training.ts';
import { checkTrainable, checkTrainConfig, type TrainConfig, trainStep } from './train_config.ts';
import { makeTrainBuffers } from './training_buffers.ts';
import { checkTrainVariant, chooseTrainVariant, type TrainVariant } from './variant.ts';
import { workgroupTraining } from './workgroup_training.ts';

/** What makes a step of each family. */
const trainingOf = { layered: layeredTraining, private: privateTraining, workgroup: workgroupTraining };

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
   * not pull to pause, leave the loop to cancel. Steps submitted when the loop is left count as done; their losses are
   * in `lossesUnderWay`.
   *
   * @throws DeviceError when the device is lost.
   */
  train(until?: number): AsyncGenerator<TrainProgress>;
  /** The mean losses of the last steps, if the loop of the last `train` was left before they were told. */
  readonly lossesUnderWay: Float32Array<ArrayBuffer>;
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
  checkTrainable(model.schedule, model.config.predictionType);
  const variant = options.variant ?? chooseTrainVariant(lab, model.layout, config.batchSize);
  checkTrainVariant(variant, model.layout);
  return buildWithBuffers(lab, 'Training', async (set) => {
    const { buffers, describe } = await checked(lab, set, 'Training', () => {
      const shared = makeTrainBuffers(set, options, variant);
      const makeFamily = trainingOf[variant.family ?? 'layered'];
      return { buffers: shared, describe: makeFamily(set, options, variant, shared) };
    });
    const plan = await Plan.build(lab, 'train', 'TrainStep', describe);
    let step = 0;
    let lossesUnderWay = new Float32Array(0);
    return {
      config,
      variant,
      get step() {
        return step;
      },
      get lossesUnderWay() {
        return lossesUnderWay;
      },
      get bytes() {
        return set.bytes + model.buffers.raw.size + model.buffers.ema.size;
      },
      async *train(until = config.numSteps) {
        set.assertUsable();
        lossesUnderWay = new Float32Array(0);
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
          onLeft: ({ history }) => {
            lossesUnderWay = history;
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
        const partials = await readFloats(lab, buffers.partialGradients, variant.gradientSlabs * length);
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
