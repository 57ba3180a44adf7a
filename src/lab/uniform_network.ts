import type { KernelArgs, KernelBuffers } from '../gpu/kernel_table.ts';
import type { PlanBuilder } from '../gpu/plan.ts';
import { windowAt } from '../gpu/windows.ts';
import { evaluationFlops } from './fused_sampling.ts';
import { activationCodes, type LayerLayout, type ModelConfig, type ModelLayout } from './layout.ts';
import { fitsWindow } from './uniform_products.ts';

// The whole network in one dispatch, its weights read through uniform windows: one for each layer's weight and bias.

/** Widths that the kernel has code for; the first weight's rows hold the features of t as well, and must fit a window. */
const most = { xWidth: 16, outWidth: 8 } as const;
/** The same of hidden layers, by their number: four unroll to twice as much code, and compile for twice as long. */
const mostHiddenWidth: readonly number[] = [0, 0, 128, 128, 64];

/** Whether there is a kernel for a network of this shape. */
export function fitsUniformNetwork({ layers, xWidth, outWidth }: ModelLayout): boolean {
  const first = layers[0] as LayerLayout;
  return (
    xWidth <= most.xWidth &&
    outWidth <= most.outWidth &&
    first.outWidth <= (mostHiddenWidth[layers.length - 1] ?? 0) &&
    fitsWindow(first.weight / 4, first.inWidth / 4, first.outWidth / 4)
  );
}

const weightWindows = ['weight_0', 'weight_1', 'weight_2', 'weight_3', 'weight_4'] as const;
const biasWindows = ['biases_1', 'biases_2', 'biases_3', 'biases_4'] as const;
const biasPlaces = ['bias_1', 'bias_2', 'bias_3', 'bias_4'] as const;

/** output = the network's answers for rows of features of x, those of t folded into the first bias */
export function addUniformNetwork(
  builder: PlanBuilder,
  config: ModelConfig,
  layout: ModelLayout,
  buffers: {
    readonly input: GPUBuffer;
    readonly outputs: readonly GPUBuffer[];
    readonly weights: GPUBuffer;
    readonly foldedBias: GPUBuffer;
  },
  rows: number,
): void {
  const { layers, xWidth, outWidth } = layout;
  const first = layers[0] as LayerLayout;
  // Layers that the network has not are never read: the last one stands in for them.
  const layerAt = (index: number) => (layers[index] ?? layers.at(-1)) as LayerLayout;
  const weightAt = (index: number) => windowAt(buffers.weights, layerAt(index).weight / 4);
  const biasAt = (index: number) => windowAt(buffers.weights, layerAt(index).bias / 4);
  builder.add('network_forward_uniform', {
    args: {
      rows,
      weight_stride4: first.inWidth / 4,
      ...places(biasPlaces, (i) => biasAt(i + 1).within4),
    } satisfies KernelArgs<'network_forward_uniform'>,
    buffers: {
      ...places(weightWindows, (i) => weightAt(i).window),
      ...places(biasWindows, (i) => biasAt(i + 1).window),
      folded_bias: buffers.foldedBias,
      input: buffers.input,
      output: buffers.outputs.at(-1) as GPUBuffer,
    } satisfies KernelBuffers<'network_forward_uniform'>,
    constants: {
      X_WIDTH4: xWidth / 4,
      WIDTH4: first.outWidth / 4,
      OUT_WIDTH4: outWidth / 4,
      HIDDEN_LAYERS: layers.length - 1,
      ACTIVATION: activationCodes[config.activation],
    },
    // Eight rows each.
    threads: 8 * Math.ceil(rows / 64),
    flops: rows * evaluationFlops(layout),
  });
}

function places<K extends string, V>(names: readonly K[], make: (index: number) => V): Record<K, V> {
  return Object.fromEntries(names.map((name, i) => [name, make(i)])) as Record<K, V>;
}
