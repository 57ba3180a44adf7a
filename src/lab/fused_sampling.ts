import type { BufferSet } from '../gpu/buffers.ts';
import type { FusedCut, FusedDenoiser } from './denoiser.ts';
import { activationCodes, type LayerLayout, type ModelConfig, type ModelLayout } from './layout.ts';
import type { Model } from './model.ts';
import { addPackedWeights, mostPrivateWidth, packedSize } from './packed_weights.ts';
import type { SampleFamily } from './variant.ts';

// A network and the sampler's updates in one dispatch for several rows of the table.

/** Samples that a quad of the private kernel walks: 12 an invocation. */
const samplesPerQuad = 48;

/** Floats of a workgroup's memory: what WebGPU guarantees. The kernel's invocations hold as many sums. */
const mostTile = 4096;
/** With fewer samples than 16 a workgroup would load a weight for every few multiplications. */
const mostWorkgroupWidth = mostTile / 16;
const workgroupInvocations = 128;

/** The fused families that have kernels for a network of this shape. */
export function fusedFamilies(layout: ModelLayout): SampleFamily[] {
  const families: SampleFamily[] = [];
  const width = widestFolded(layout);
  if (width <= mostPrivateWidth) families.push('private');
  if (width <= mostWorkgroupWidth) families.push('workgroup');
  return families;
}

/** Operations of an evaluation whose features of t are folded into the first bias. */
export function evaluationFlops(layout: ModelLayout): number {
  const perLayer = layout.layers.map(
    ({ inWidth, outWidth }, i) => 2 * outWidth * (i === 0 ? layout.xWidth : inWidth),
  );
  return perLayer.reduce((sum, flops) => sum + flops, 0);
}

interface NetworkBuffers {
  /** The flat parameters. */
  readonly weights: GPUBuffer;
  /** [rows of the table, H]: the first layer's bias, with the features of t folded in */
  readonly foldedBias: GPUBuffer;
}

/** A network and a sampler's updates: its weights in the kernel's order, and the dispatch for a part of the samples. */
export function fuseNetwork(
  set: BufferSet,
  model: Pick<Model, 'config' | 'layout'>,
  buffers: NetworkBuffers,
  family: SampleFamily,
): FusedDenoiser {
  return family === 'private' ? privateNetwork(set, model, buffers) : workgroupNetwork(set, model, buffers);
}

function privateNetwork(
  set: BufferSet,
  { config, layout }: Pick<Model, 'config' | 'layout'>,
  { weights, foldedBias }: NetworkBuffers,
): FusedDenoiser {
  const parts = { inWidth: layout.xWidth, transposed: false };
  const { rows, texels } = packedSize(layout, parts);
  const packed = set.texture('packed weights', texels, rows);
  const biases = set.storage('packed biases', rows);
  return {
    addPreparation(builder) {
      addPackedWeights(builder, layout, { weights, packed, biases }, parts);
    },
    addRows(builder, buffers, cut) {
      builder.add('sample_private', {
        args: walkArgs(config, cut),
        buffers: { ...buffers, packed, biases, folded_bias: foldedBias },
        constants: {
          X_WIDTH4: layout.xWidth / 4,
          WIDTH4: hiddenWidth(layout) / 4,
          PACKED_TEXELS: texels,
          PACKED_ROWS: rows,
          ACTIVATION: activationCodes[config.activation],
        },
        threads: 4 * Math.ceil(cut.rows / samplesPerQuad),
        flops: cut.flops,
      });
    },
  };
}

function workgroupNetwork(
  set: BufferSet,
  { config, layout }: Pick<Model, 'config' | 'layout'>,
  { weights, foldedBias }: NetworkBuffers,
): FusedDenoiser {
  const { layers, length } = placeLayers(layout, ({ outWidth }, inWidth) => ((inWidth + 1) * outWidth) / 4);
  const transposed = set.storage('transposed weights', 4 * length);
  const width = widestFolded(layout);
  const samples = Math.min(workgroupInvocations, 8 * Math.floor(mostTile / width / 8));
  return {
    addPreparation(builder) {
      for (const { layer, inWidth, at } of layers) {
        const threads = ((inWidth + 1) * layer.outWidth) / 4;
        builder.add('transpose_weights', {
          args: { ...sourceOf(layer, inWidth), transposed_at: at },
          buffers: { weights, transposed },
          threads,
          flops: 100 * threads,
        });
      }
    },
    addRows(builder, buffers, cut) {
      builder.add('sample_workgroup', {
        args: walkArgs(config, cut),
        buffers: { ...buffers, transposed, folded_bias: foldedBias },
        constants: {
          X_WIDTH4: layout.xWidth / 4,
          WIDTH4: hiddenWidth(layout) / 4,
          OUT_WIDTH4: layout.outWidth / 4,
          SAMPLES: samples,
          // The partial sums of a narrow last layer take 512.
          TILE4: Math.max(512, (samples * width) / 4),
          ACTIVATION: activationCodes[config.activation],
        },
        threads: workgroupInvocations * Math.ceil(cut.rows / samples),
        flops: cut.flops,
      });
    },
  };
}

/** What both fused kernels are told. */
function walkArgs(config: ModelConfig, { begin, rows, count, history }: FusedCut) {
  return {
    begin,
    rows,
    count,
    data_dim: config.dataDim,
    history,
    hidden_layers: config.hiddenLayers,
    fourier_features: config.fourierFeatures,
    fourier_base: config.fourierBase / (2 * Math.PI),
  };
}

/** Where a layer stands in the flat parameters; of the first only the features of x. */
function sourceOf(layer: LayerLayout, inWidth: number) {
  return {
    in_width4: inWidth / 4,
    out_width4: layer.outWidth / 4,
    weight: layer.weight / 4,
    weight_stride4: layer.inWidth / 4,
    bias: layer.bias / 4,
  };
}

/** The largest width of a layer, where the features of t are folded into the first bias. */
function widestFolded(layout: ModelLayout): number {
  return Math.max(layout.xWidth, hiddenWidth(layout), layout.outWidth);
}

function hiddenWidth(layout: ModelLayout): number {
  return (layout.layers[0] as LayerLayout).outWidth;
}

/** Where the layers start when they are laid one behind the other; the first one without the features of t. */
function placeLayers(layout: ModelLayout, lengthOf: (layer: LayerLayout, inWidth: number) => number) {
  let length = 0;
  const layers = layout.layers.map((layer, i) => {
    const inWidth = i === 0 ? layout.xWidth : layer.inWidth;
    const at = length;
    length += lengthOf(layer, inWidth);
    return { layer, inWidth, at };
  });
  return { layers, length };
}
