import type { BufferSet } from '../gpu/buffers.ts';
import type { PlanBuilder } from '../gpu/plan.ts';
import type { FusedBuffers, FusedCut, FusedDenoiser } from './denoiser.ts';
import { activationCodes, type LayerLayout, type ModelConfig, type ModelLayout } from './layout.ts';
import type { Model } from './model.ts';
import type { SampleFamily } from './variant.ts';

// A network and the sampler's updates in one dispatch for several rows of the table.

/** Widths that an invocation of the private kernel can keep, and vec4s of packed weights that it reads. */
const mostPrivate = { width: 128, packed4: 40_960 } as const;
/** Samples that a quad of it walks. */
const samplesPerQuad = 24;

/** The fused families that have kernels for a network of this shape. */
export function fusedFamilies(_config: ModelConfig, layout: ModelLayout): SampleFamily[] {
  const width = Math.max(layout.xWidth, hiddenWidth(layout));
  const fitsPrivate = width <= mostPrivate.width && packedLayers(layout).length4 <= mostPrivate.packed4;
  return fitsPrivate ? ['private'] : [];
}

/** Operations of an evaluation whose features of t are folded into the first bias. */
export function evaluationFlops(layout: ModelLayout): number {
  const perLayer = layout.layers.map(
    ({ inWidth, outWidth }, i) => 2 * outWidth * (i === 0 ? layout.xWidth : inWidth),
  );
  return perLayer.reduce((sum, flops) => sum + flops, 0);
}

/** The network's part of a fused walk: its weights in the kernel's order, and the dispatch for a part of the samples. */
export function fuseNetwork(
  set: BufferSet,
  { config, layout }: Model,
  { weights, foldedBias }: { readonly weights: GPUBuffer; readonly foldedBias: GPUBuffer },
  _family: SampleFamily,
): FusedDenoiser {
  const packed = set.storage('packed weights', 4 * mostPrivate.packed4);
  return {
    addPreparation(builder) {
      for (const { layer, inWidth, at4 } of packedLayers(layout).layers) {
        const { outWidth } = layer;
        const threads = outWidth * packedRow4(inWidth);
        builder.add('pack_weights', {
          args: {
            in_width4: inWidth / 4,
            out_width4: outWidth / 4,
            weight: layer.weight / 4,
            weight_stride4: layer.inWidth / 4,
            bias: layer.bias / 4,
            packed_at: at4,
          },
          buffers: { weights, packed },
          threads,
          flops: 100 * threads,
        });
      }
    },
    addRows(builder: PlanBuilder, buffers: FusedBuffers, { begin, rows, count, history, flops }: FusedCut) {
      builder.add('sample_private', {
        args: {
          begin,
          rows,
          count,
          data_dim: config.dataDim,
          history,
          hidden_layers: config.hiddenLayers,
          fourier_features: config.fourierFeatures,
          fourier_base: config.fourierBase / (2 * Math.PI),
        },
        buffers: { ...buffers, packed, folded_bias: foldedBias },
        constants: {
          X_WIDTH4: layout.xWidth / 4,
          WIDTH4: hiddenWidth(layout) / 4,
          ACTIVATION: activationCodes[config.activation],
        },
        threads: 4 * Math.ceil(rows / samplesPerQuad),
        flops,
      });
    },
  };
}

function hiddenWidth(layout: ModelLayout): number {
  return (layout.layers[0] as LayerLayout).outWidth;
}

/** vec4s of an output's packed weights and bias: blocks of 16 inputs, and the bias. */
function packedRow4(inWidth: number): number {
  return 4 * Math.ceil(inWidth / 16) + 1;
}

/** Where each layer's packed weights start, in vec4; the first layer's without those of the features of t. */
function packedLayers(layout: ModelLayout) {
  let length4 = 0;
  const layers = layout.layers.map((layer, i) => {
    const inWidth = i === 0 ? layout.xWidth : layer.inWidth;
    const at4 = length4;
    length4 += layer.outWidth * packedRow4(inWidth);
    return { layer, inWidth, at4 };
  });
  return { layers, length4 };
}
