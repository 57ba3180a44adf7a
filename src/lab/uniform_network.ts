import type { Constants } from '../gpu/kernel.ts';
import type { PlanBuilder } from '../gpu/plan.ts';
import { windowAt } from '../gpu/windows.ts';
import { evaluationFlops } from './fused_sampling.ts';
import { activationCodes, type LayerLayout, type ModelConfig, type ModelLayout } from './layout.ts';
import { fitsWindow } from './uniform_products.ts';

// The whole network in one dispatch, its weights read through uniform windows: one for each layer's weight and bias.

/** The most that compile in time; the first weight's rows hold the features of t as well, and must fit a window. */
const most = { xFeatures: 16, outputs: 8 } as const;
/** The same of hidden layers, multiples of 8, by their number: four keep two layers' numbers at once. */
const mostHiddenWidth: readonly number[] = [0, 0, 128, 128, 64];

/** Whether there is a kernel for a network of this shape. */
export function fitsUniformNetwork({ layers, xFeatures, outWidth }: ModelLayout): boolean {
  const first = layers[0] as LayerLayout;
  return (
    xFeatures <= most.xFeatures &&
    outWidth <= most.outputs &&
    first.outWidth % 8 === 0 &&
    first.outWidth <= (mostHiddenWidth[layers.length - 1] ?? 0) &&
    fitsWindow(first.weight / 4, first.inWidth / 4, first.outWidth / 4)
  );
}

/** What evaluations of a network through uniforms work on. */
interface UniformNetworkBuffers {
  /** Rows of features of x, or x itself where it is all there is: `stride` numbers each. */
  readonly input: GPUBuffer;
  /** [rows, padded D] */
  readonly output: GPUBuffer;
  /** The flat parameters. */
  readonly weights: GPUBuffer;
  /** [H]: the first layer's bias at the time of the step, the features of t folded in. */
  readonly foldedBias: GPUBuffer;
}

/** Adds the dispatch that takes the step's row of a table [steps, H], as windows begin at multiples of 256 bytes only. */
export function addRowCopy(
  builder: PlanBuilder,
  { layers }: ModelLayout,
  buffers: { readonly table: GPUBuffer; readonly row: GPUBuffer },
): void {
  const width4 = (layers[0] as LayerLayout).outWidth / 4;
  builder.add('copy_row', { args: { width4 }, buffers, threads: width4, flops: 0 });
}

/** output = the network's answers for rows `begin` .. `begin + rows - 1` of the input */
export function addUniformNetwork(
  builder: PlanBuilder,
  config: ModelConfig,
  layout: ModelLayout,
  buffers: UniformNetworkBuffers,
  { begin, rows, stride }: { readonly begin: number; readonly rows: number; readonly stride: number },
): void {
  const { layers, xFeatures, outWidth } = layout;
  const first = layers[0] as LayerLayout;
  const last = layers.length - 1;
  // Layers that the network has not are never read: the last one stands in for them.
  const layerAt = (index: number) => layers[Math.min(index, last)] as LayerLayout;
  const weightAt = (index: number) => windowAt(buffers.weights, layerAt(index).weight / 4).window;
  const biasAt = (index: number) => windowAt(buffers.weights, layerAt(index).bias / 4);
  builder.add('network_forward_uniform', {
    args: {
      begin,
      rows,
      input_stride: stride,
      out_width: outWidth,
      weight_stride4: first.inWidth / 4,
      bias_1: biasAt(1).within4,
      bias_2: biasAt(2).within4,
      bias_3: biasAt(3).within4,
      bias_last: biasAt(last).within4,
    },
    buffers: {
      weight_0: weightAt(0),
      weight_1: weightAt(1),
      weight_2: weightAt(2),
      weight_3: weightAt(3),
      weight_last: weightAt(last),
      folded_bias: windowAt(buffers.foldedBias, 0).window,
      biases_1: biasAt(1).window,
      biases_2: biasAt(2).window,
      biases_3: biasAt(3).window,
      biases_last: biasAt(last).window,
      input: buffers.input,
      output: buffers.output,
    },
    constants: {
      X_FEATURES: xFeatures,
      OUTPUTS: config.dataDim,
      ...hiddenConstants(first.outWidth, config.hiddenLayers),
      ACTIVATION: activationCodes[config.activation],
    },
    // Sixteen rows each.
    threads: 8 * Math.ceil(rows / 128),
    flops: rows * evaluationFlops(layout),
  });
}

/** What the kernel is told of the hidden layers. */
function hiddenConstants(width: number, layers: number): Constants {
  const places = 32 * Math.ceil(width / 32);
  return {
    WIDTH4: width / 4,
    HIDDEN_LAYERS: layers,
    PLACES: places,
    MOVES: places - 8,
    // Four layers take over 5 s to compile with two.
    GROUPS: layers === 4 ? 1 : 2,
    KEPT_LAYERS: Math.floor(layers / 2),
  };
}
