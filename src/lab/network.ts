import type { PlanBuilder } from '../gpu/plan.ts';
import type { Products } from './adapter_traits.ts';
import { activationCodes, type LayerLayout, type ModelConfig, type ModelLayout } from './layout.ts';
import { addLinearBackwardInput, addLinearBackwardWeight, addLinearForward } from './products.ts';

/** What one pass of some rows through the network reads and writes. */
export interface ForwardBuffers {
  /** [rows, xWidth + timeWidth], or [rows, xWidth] with a folded bias */
  readonly input: GPUBuffer;
  /** Outputs of each layer, [rows, outWidth]. */
  readonly outputs: readonly GPUBuffer[];
  /** Derivatives of each hidden layer's activation, [rows, outWidth], where they are wanted. */
  readonly derivatives?: readonly GPUBuffer[];
  /** The flat parameters. */
  readonly weights: GPUBuffer;
  /** The first layer's bias, one row a sampling step, with the features of t folded in; the input then has none. */
  readonly foldedBias?: GPUBuffer;
  readonly products: Products;
  /** Bound where a kernel has a buffer that this pass does not use. */
  readonly unused: GPUBuffer;
}

/**
 * Adds the dispatch that writes the network's input rows: features of x and, unless they are folded into the first
 * bias, of t.
 */
export function addEmbedding(
  builder: PlanBuilder,
  config: ModelConfig,
  layout: ModelLayout,
  buffers: {
    readonly x: GPUBuffer;
    readonly timesteps: GPUBuffer;
    readonly timeFeatures: GPUBuffer;
    readonly input: GPUBuffer;
  },
  cut: { readonly begin: number; readonly rows: number; readonly folded?: boolean },
): void {
  const width = layout.xWidth + (cut.folded ? 0 : layout.timeWidth);
  builder.add('embed_input', {
    args: {
      rows: cut.rows,
      begin: cut.begin,
      data_dim: config.dataDim,
      fourier_features: config.fourierFeatures,
      x_width4: layout.xWidth / 4,
      time_width4: cut.folded ? 0 : layout.timeWidth / 4,
      fourier_base: config.fourierBase / (2 * Math.PI),
    },
    buffers: {
      x: buffers.x,
      timesteps: buffers.timesteps,
      time_features: buffers.timeFeatures,
      input: buffers.input,
    },
    threads: cut.rows,
    flops: 30 * cut.rows * width,
  });
}

/** Adds the layers' forward dispatches: input -> linear and activation, layer by layer. */
export function addForward(
  builder: PlanBuilder,
  config: ModelConfig,
  layout: ModelLayout,
  buffers: ForwardBuffers,
  rows: number,
): void {
  for (const [index, layer] of layout.layers.entries()) {
    const folded = index === 0 ? buffers.foldedBias : undefined;
    const inWidth = folded ? layout.xWidth : layer.inWidth;
    const hidden = index < config.hiddenLayers;
    const derivative = hidden ? buffers.derivatives?.[index] : undefined;
    addLinearForward(builder, buffers.products, {
      args: {
        rows,
        in_width4: inWidth / 4,
        out_width4: layer.outWidth / 4,
        weight: layer.weight / 4,
        weight_stride4: layer.inWidth / 4,
        bias: folded ? 0 : layer.bias / 4,
        bias_step4: folded ? layer.outWidth / 4 : 0,
      },
      buffers: {
        input: index === 0 ? buffers.input : (buffers.outputs[index - 1] as GPUBuffer),
        weights: buffers.weights,
        biases: folded ?? buffers.weights,
        output: buffers.outputs[index] as GPUBuffer,
        derivative: derivative ?? buffers.unused,
      },
      constants: {
        ACTIVATION: activationCodes[hidden ? config.activation : 'identity'],
        STORE_DERIVATIVE: derivative ? 1 : 0,
      },
    });
  }
}

/** Adds the dispatch that folds features of t into the first layer's bias: `folded` [steps, H] = features W_t^T + b. */
export function addTimeFold(
  builder: PlanBuilder,
  layout: ModelLayout,
  buffers: {
    readonly features: GPUBuffer;
    readonly weights: GPUBuffer;
    readonly folded: GPUBuffer;
    readonly unused: GPUBuffer;
    readonly products: Products;
  },
  steps: number,
): void {
  const first = layout.layers[0] as LayerLayout;
  addLinearForward(builder, buffers.products, {
    args: {
      rows: steps,
      in_width4: layout.timeWidth / 4,
      out_width4: first.outWidth / 4,
      weight: (first.weight + layout.xWidth) / 4,
      weight_stride4: first.inWidth / 4,
      bias: first.bias / 4,
      bias_step4: 0,
    },
    buffers: {
      input: buffers.features,
      weights: buffers.weights,
      biases: buffers.weights,
      output: buffers.folded,
      derivative: buffers.unused,
    },
    constants: { ACTIVATION: activationCodes.identity, STORE_DERIVATIVE: 0 },
  });
}

/** What the backward pass reads and writes beside the forward buffers. */
export interface BackwardBuffers {
  readonly forward: ForwardBuffers;
  /** Gradient with respect to the network's output, [rows, outWidth]. */
  readonly dOutput: GPUBuffer;
  /** Two buffers [rows, H] that the gradients of the hidden layers take in turn. */
  readonly dHidden: readonly [GPUBuffer, GPUBuffer];
  /** [slabs, layout.length] */
  readonly partialGradients: GPUBuffer;
}

/** Adds the backward dispatches, last layer first: the weight's gradient, then the input's. */
export function addBackward(
  builder: PlanBuilder,
  layout: ModelLayout,
  buffers: BackwardBuffers,
  cut: { readonly rows: number; readonly slabRows: number; readonly accumulate: boolean },
): void {
  const { rows, slabRows } = cut;
  const slabs = Math.ceil(rows / slabRows);
  const { forward, dHidden } = buffers;
  let dOutput = buffers.dOutput;
  for (let index = layout.layers.length - 1; index >= 0; index--) {
    const layer = layout.layers[index] as LayerLayout;
    const below = forward.outputs[index - 1];
    addLinearBackwardWeight(builder, forward.products, {
      args: {
        rows,
        slab_rows: slabRows,
        slabs,
        in_width4: layer.inWidth / 4,
        out_width4: layer.outWidth / 4,
        weight: layer.weight / 4,
        bias: layer.bias / 4,
        parameters4: layout.length / 4,
        accumulate: cut.accumulate ? 1 : 0,
      },
      buffers: {
        input: below ?? forward.input,
        d_output: dOutput,
        partial_gradients: buffers.partialGradients,
      },
    });
    if (!below) return;
    const dInput = dHidden[index % 2] as GPUBuffer;
    addLinearBackwardInput(builder, forward.products, {
      args: {
        rows,
        in_width4: layer.inWidth / 4,
        out_width4: layer.outWidth / 4,
        weight: layer.weight / 4,
      },
      buffers: {
        d_output: dOutput,
        weights: forward.weights,
        derivative: forward.derivatives?.[index - 1] ?? forward.unused,
        d_input: dInput,
      },
    });
    dOutput = dInput;
  }
}
