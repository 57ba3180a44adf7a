import { logSnrFeatures } from '../../src/diffusion/log_snr_features.ts';
import { lossWeights, timestepDistribution, timestepImportance } from '../../src/diffusion/loss_weighting.ts';
import type { Schedule } from '../../src/diffusion/schedule.ts';
import { timeFeatures } from '../../src/diffusion/time_features.ts';
import type { ModelConfig } from '../../src/lab/layout.ts';
import type { NamedTensor } from '../../src/lab/model.ts';
import type { TrainConfig } from '../../src/lab/train_config.ts';
import { addNoise } from '../references/add_noise.ts';
import { embedInput } from '../references/embed_input.ts';
import { linearBackwardInput } from '../references/linear_backward_input.ts';
import { linearBackwardWeight } from '../references/linear_backward_weight.ts';
import { linearForward } from '../references/linear_forward.ts';
import { mseLoss } from '../references/mse_loss.ts';
import { sumLoss } from '../references/sum_loss.ts';

// The whole network in float64, without padding, folding, micro-batches or slabs, on the tensors that a model reads out.

/** Values by torch's tensor names. */
export type Tensors = ReadonlyMap<string, Float64Array>;

export function tensorsOf(named: readonly NamedTensor[]): Tensors {
  return new Map(named.map(({ name, data }) => [name, Float64Array.from(data)]));
}

export interface Network {
  readonly config: ModelConfig;
  readonly schedule: Schedule;
}

/** The network's answers for x [B, D] at times [B], and what the backward pass needs of each layer. */
export function forward(
  { config, schedule }: Network,
  tensors: Tensors,
  x: ArrayLike<number>,
  times: ArrayLike<number>,
) {
  const features = (t: number) =>
    config.timeConditioning === 'logsnr'
      ? logSnrFeatures(t, schedule, config.timeFeatures)
      : timeFeatures(t, schedule.numTrainTimesteps, config.timeFeatures);
  const embedded = embedInput({
    x,
    dataDim: config.dataDim,
    fourierFeatures: config.fourierFeatures,
    fourierBase: config.fourierBase / (2 * Math.PI),
    timeFeatures: Array.from(times, features),
  });
  let input = Float64Array.from(
    embedded.xFeatures.flatMap((row, i) => [...row, ...(embedded.timeFeatures[i] as number[])]),
  );
  const layers = Array.from({ length: config.hiddenLayers + 1 }, (_, index) => {
    const weight = tensors.get(`layers.${index}.weight`) as Float64Array;
    const bias = tensors.get(`layers.${index}.bias`) as Float64Array;
    const activation = index < config.hiddenLayers ? config.activation : 'identity';
    const layer = { index, input, weight, bias, ...linearForward({ input, weight, bias, activation }) };
    input = layer.output;
    return layer;
  });
  return { layers, output: input };
}

export interface Batch {
  readonly xt: ArrayLike<number>;
  readonly timesteps: ArrayLike<number>;
  readonly target: ArrayLike<number>;
  /** Of each row's squared error, [B]. */
  readonly lossWeights: ArrayLike<number>;
}

/** The batch's weighted mean squared error, and its gradient by backpropagation. */
export function lossAndGradients(
  network: Network,
  tensors: Tensors,
  batch: Batch,
): { loss: number; gradients: Tensors } {
  const { dataDim } = network.config;
  const { layers, output } = forward(network, tensors, batch.xt, batch.timesteps);
  const { losses, dOutput: dNetwork } = mseLoss({
    modelOutput: output,
    target: batch.target,
    dataDim,
    lossWeights: batch.lossWeights,
    scale: 1 / output.length,
  });
  const gradients = new Map<string, Float64Array>();
  let dOutput = dNetwork;
  for (const { index, input, weight, bias } of layers.toReversed()) {
    const outFeatures = bias.length;
    const { dWeight, dBias } = linearBackwardWeight({ input, dOutput, outFeatures });
    gradients.set(`layers.${index}.weight`, dWeight);
    gradients.set(`layers.${index}.bias`, dBias);
    const below = layers[index - 1];
    if (below) dOutput = linearBackwardInput({ dOutput, weight, derivative: below.derivative, outFeatures });
  }
  return { loss: sumLoss(losses), gradients };
}

/**
 * The batch that training step `step` (0-based) draws from standardised data [N, D]. A timestep drawn by its importance
 * counts as much less as it is drawn more often than evenly.
 */
export function drawBatch(
  { config, schedule }: Network,
  data: ArrayLike<number>,
  training: TrainConfig,
  step: number,
): Batch {
  const { dataDim, predictionType } = config;
  const { batchSize, seed, timestepSampling } = training;
  const { cumulative, probabilities } = timestepDistribution(timestepImportance(schedule, timestepSampling));
  const drawn = addNoise({
    ...schedule,
    cumulative,
    data,
    dataDim,
    predictionType,
    begin: 0,
    rows: batchSize,
    seed,
    step,
  });
  const weights = lossWeights(schedule, { ...training, predictionType });
  const evenly = 1 / schedule.numTrainTimesteps;
  return {
    ...drawn,
    lossWeights: Array.from(
      drawn.timesteps,
      (t) => ((weights[t] as number) * evenly) / (probabilities[t] as number),
    ),
  };
}
