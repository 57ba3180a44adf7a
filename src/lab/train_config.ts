import { requireInteger, requireNumber, requireOneOf } from '../diffusion/checks.ts';
import {
  type LossWeighting,
  lossWeightings,
  type TimestepSampling,
  timestepSamplings,
} from '../diffusion/loss_weighting.ts';
import type { PredictionType } from '../diffusion/prediction.ts';
import { refuse } from '../diffusion/refusal.ts';
import type { Schedule } from '../diffusion/schedule.ts';

/** How a model is trained. */
export interface TrainConfig {
  /** B, rows a step, 1 to 65,536. */
  readonly batchSize: number;
  readonly numSteps: number;
  readonly learningRate: number;
  readonly learningRateSchedule: 'constant' | 'cosine';
  /** Steps over which the learning rate rises from 0. */
  readonly warmupSteps: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** Decoupled weight decay (Loshchilov and Hutter 2019); 0 is off. */
  readonly weightDecay: number;
  /** Decay of the moving average of the weights; 0 makes it equal the weights. */
  readonly emaDecay: number;
  /** What each t's loss counts: alike, or by min-SNR-gamma (Hang et al. 2023). */
  readonly lossWeighting: LossWeighting;
  /** gamma of `min_snr`. */
  readonly snrGamma: number;
  /** How t is drawn: uniformly, or partly evenly in log-SNR with the loss reweighted to the same expectation. */
  readonly timestepSampling: TimestepSampling;
  readonly seed: number;
}

const integerRanges = {
  batchSize: [1, 65_536],
  numSteps: [1, 10_000_000],
  warmupSteps: [0, 10_000_000],
  seed: [0, 2 ** 32 - 1],
} as const;

const ranges = {
  learningRate: [0, 10],
  beta1: [0, 0.99999],
  beta2: [0, 0.999999],
  eps: [1e-12, 1],
  weightDecay: [0, 10],
  emaDecay: [0, 0.999999],
  snrGamma: [1e-3, 1e6],
} as const;

/** @throws RefusalError where the noise that is to be predicted is the input itself at the last step. */
export function checkTrainable(schedule: Schedule, predictionType: PredictionType): void {
  if (predictionType === 'epsilon' && schedule.sqrtAlphasCumprod.at(-1) === 0) refuse('epsilonTraining');
}

/** @throws RangeError naming the field, its value and the allowed range. */
export function checkTrainConfig(config: TrainConfig): void {
  for (const [name, [least, most]] of Object.entries(integerRanges)) {
    requireInteger(name, config[name as keyof typeof integerRanges], least, most);
  }
  for (const [name, [least, most]] of Object.entries(ranges)) {
    requireNumber(name, config[name as keyof typeof ranges], least, most);
  }
  requireOneOf('learningRateSchedule', config.learningRateSchedule, ['constant', 'cosine']);
  requireOneOf('lossWeighting', config.lossWeighting, lossWeightings);
  requireOneOf('timestepSampling', config.timestepSampling, timestepSamplings);
}

/** Learning rate of a step (0-based): a linear rise, then constant or half a cosine down to 0 at `numSteps`. */
export function learningRateAt(config: TrainConfig, step: number): number {
  const { learningRate, learningRateSchedule, warmupSteps, numSteps } = config;
  if (step < warmupSteps) return (learningRate * (step + 1)) / warmupSteps;
  if (learningRateSchedule === 'constant') return learningRate;
  const progress = (step - warmupSteps) / Math.max(1, numSteps - warmupSteps);
  return 0.5 * learningRate * (1 + Math.cos(Math.PI * Math.min(1, progress)));
}

/** Decay of the moving average at a step: it starts short, so that the first weights are forgotten. */
export function emaDecayAt(config: TrainConfig, step: number): number {
  return Math.min(config.emaDecay, (1 + step) / (10 + step));
}

/** What the kernels' TrainStep says of a step, in float64 until it is uploaded (Kingma and Ba 2015, algorithm 1). */
export function trainStep(config: TrainConfig, step: number, slot: number): Record<string, number> {
  const rate = learningRateAt(config, step);
  return {
    index: step,
    slot,
    seed: config.seed,
    step_size: rate / (1 - config.beta1 ** (step + 1)),
    second_moment_scale: 1 / Math.sqrt(1 - config.beta2 ** (step + 1)),
    weight_keep: 1 - rate * config.weightDecay,
    ema_decay: emaDecayAt(config, step),
  };
}
