import { requireInteger, requireNumber, requireOneOf } from '../diffusion/checks.ts';
import { type PredictionType, predictionTypes } from '../diffusion/prediction.ts';
import { refuse } from '../diffusion/refusal.ts';

/** What the denoiser is: a multilayer perceptron on features of x_t and of t. */
export interface ModelConfig {
  /** D, the dimension of a data point, 1 to 64. */
  readonly dataDim: number;
  /** H, 8 to 1024. */
  readonly hiddenWidth: number;
  /** Hidden layers, 1 to 8. */
  readonly hiddenLayers: number;
  readonly activation: Activation;
  /** What the network is told of t: sinusoids of the timestep (Ho et al. 2020), or of its log-SNR. */
  readonly timeConditioning: 'timestep' | 'logsnr';
  /** Features of that, an even number from 2 to 256. */
  readonly timeFeatures: number;
  /** Sine and cosine pairs of each coordinate of x, 0 to 16; each doubles the frequency of the one before. */
  readonly fourierFeatures: number;
  /** The lowest frequency of these, in radians per standard deviation of the data. */
  readonly fourierBase: number;
  /** What the network is trained to answer. */
  readonly predictionType: PredictionType;
}

export type Activation = 'silu' | 'relu' | 'gelu';

/** The numbers that the kernels know these by. */
export const activationCodes = { identity: 0, silu: 1, relu: 2, gelu: 3 } as const;
export const predictionCodes = { epsilon: 0, sample: 1, v_prediction: 2 } as const;

/**
 * A layer in the flat parameters. Padded widths are multiples of 4, as the kernels read vec4; a weight starts at a
 * multiple of 64, where it can be bound as a uniform.
 */
export interface LayerLayout {
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly inWidth: number;
  readonly outWidth: number;
  /** Where the weight [outWidth, inWidth] starts. */
  readonly weight: number;
  /** Where the bias [outWidth] starts. */
  readonly bias: number;
}

/**
 * Where everything stands in the flat parameters. The padding is zero and stays zero: its inputs are zero, so its
 * gradients are, and Adam leaves it alone.
 */
export interface ModelLayout {
  readonly layers: readonly LayerLayout[];
  /** Features of x, D (1 + 2 fourierFeatures), and the same padded. */
  readonly xFeatures: number;
  readonly xWidth: number;
  /** Padded number of features of t. They follow those of x in the network's input. */
  readonly timeWidth: number;
  /** Padded D, the width of the network's output. */
  readonly outWidth: number;
  /** The largest width of any layer's input or output. */
  readonly widest: number;
  /** Operations that the largest layer takes for a row. */
  readonly heaviest: number;
  /** Floats in the flat parameters, padding included. */
  readonly length: number;
  /** Weights and biases, without padding. */
  readonly numParameters: number;
}

const ranges = {
  dataDim: [1, 64],
  hiddenWidth: [8, 1024],
  hiddenLayers: [1, 8],
  timeFeatures: [2, 256],
  fourierFeatures: [0, 16],
} as const;

/**
 * Lays the parameters of a model out.
 *
 * @throws RangeError naming the field, its value and the allowed range.
 */
export function makeLayout(config: ModelConfig): ModelLayout {
  for (const [name, [least, most]] of Object.entries(ranges)) {
    requireInteger(name, config[name as keyof typeof ranges], least, most);
  }
  if (config.timeFeatures % 2 !== 0) {
    refuse('notEven', 'timeFeatures', config.timeFeatures);
  }
  requireNumber('fourierBase', config.fourierBase, 1e-3, 100);
  requireOneOf('activation', config.activation, ['silu', 'relu', 'gelu']);
  requireOneOf('timeConditioning', config.timeConditioning, ['timestep', 'logsnr']);
  requireOneOf('predictionType', config.predictionType, predictionTypes);
  const xFeatures = config.dataDim * (1 + 2 * config.fourierFeatures);
  const xWidth = padded(xFeatures);
  const timeWidth = padded(config.timeFeatures);
  const outWidth = padded(config.dataDim);
  const layers: LayerLayout[] = [];
  let length = 0;
  for (let i = 0; i <= config.hiddenLayers; i++) {
    const first = i === 0;
    const last = i === config.hiddenLayers;
    const layer = {
      inFeatures: first ? xFeatures + config.timeFeatures : config.hiddenWidth,
      inWidth: first ? xWidth + timeWidth : padded(config.hiddenWidth),
      outFeatures: last ? config.dataDim : config.hiddenWidth,
      outWidth: last ? outWidth : padded(config.hiddenWidth),
      weight: length,
    };
    const bias = length + layer.outWidth * layer.inWidth;
    length = 64 * Math.ceil((bias + layer.outWidth) / 64);
    layers.push({ ...layer, bias });
  }
  const numParameters = layers.reduce(
    (sum, { inFeatures, outFeatures }) => sum + (inFeatures + 1) * outFeatures,
    0,
  );
  const widest = Math.max(...layers.flatMap((layer) => [layer.inWidth, layer.outWidth]));
  const heaviest = Math.max(...layers.map((layer) => 2 * layer.inWidth * layer.outWidth));
  return { layers, xFeatures, xWidth, timeWidth, outWidth, widest, heaviest, length, numParameters };
}

/**
 * The place of input feature `feature` in the padded input of a layer: the features of x and of t are padded apart
 * in the first layer, elsewhere the padding is at the end.
 */
export function inputColumn(layout: ModelLayout, layerIndex: number, feature: number): number {
  return layerIndex === 0 && feature >= layout.xFeatures
    ? feature - layout.xFeatures + layout.xWidth
    : feature;
}

/** Where the weights of the second layer and those after it are, in vec4: the kernels need no table. */
export function laterWeights({ layers }: { readonly layers: readonly Pick<LayerLayout, 'weight'>[] }): {
  readonly second_weight: number;
  readonly next_weight: number;
} {
  const [second, third] = layers.slice(1).map(({ weight }) => weight / 4) as [number, number?];
  return { second_weight: second, next_weight: third === undefined ? 0 : third - second };
}

export function padded(width: number): number {
  return 4 * Math.ceil(width / 4);
}
