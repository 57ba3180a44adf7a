import { linearBackwardInput } from './linear_backward_input.ts';
import { type ActivationName, linearForward } from './linear_forward.ts';
import { mseLoss } from './mse_loss.ts';

export interface TrainWorkgroupInput {
  /** The network's input, [B, inFeatures]: features of x_t and of t. */
  readonly input: Float64Array;
  /** Weights [out, in] and biases [out], the hidden layers' first. */
  readonly layers: readonly { readonly weight: ArrayLike<number>; readonly bias: ArrayLike<number> }[];
  readonly activation: ActivationName;
  /** [B, D] */
  readonly target: ArrayLike<number>;
  readonly dataDim: number;
  /** [B] */
  readonly lossWeights: ArrayLike<number>;
  readonly scale: number;
}

/**
 * A batch through the network and back: each layer's input, the loss's gradient with respect to each layer's
 * pre-activations (both [B, …]), and each row's share of the loss.
 */
export function trainWorkgroup({ layers, activation, ...batch }: TrainWorkgroupInput) {
  let { input } = batch;
  const passed = layers.map(({ weight, bias }, index) => {
    const hidden = index < layers.length - 1;
    const layer = {
      input,
      weight,
      ...linearForward({ input, weight, bias, activation: hidden ? activation : 'identity' }),
    };
    input = layer.output;
    return layer;
  });
  const { losses, dOutput } = mseLoss({ ...batch, modelOutput: input });
  const dOutputs = [dOutput];
  for (let index = layers.length - 1; index > 0; index--) {
    const { weight, bias } = layers[index] as (typeof layers)[0];
    const { derivative } = passed[index - 1] as (typeof passed)[0];
    const above = dOutputs[0] as Float64Array;
    dOutputs.unshift(linearBackwardInput({ dOutput: above, weight, derivative, outFeatures: bias.length }));
  }
  return { inputs: passed.map((layer) => layer.input), dOutputs, losses };
}
