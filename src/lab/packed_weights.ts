import type { PlanBuilder } from '../gpu/plan.ts';
import { type LayerLayout, laterWeights } from './layout.ts';

// A network's weights in the order in which the private kernels' quads read them.

/** Widths that an invocation of a private kernel can keep. */
export const mostPrivateWidth = 128;

/** What is packed. */
export interface PackedParts {
  /** Features of the network's input: all, or only those of x. */
  readonly inWidth: number;
  /** Whether the transposed weights of all layers but the first follow, for the way back. */
  readonly transposed: boolean;
}

type PackedLayer = Pick<LayerLayout, 'inWidth' | 'outWidth' | 'weight'>;

/** What of a model's layout matters here. The first weight is at 0, each bias right behind its weight. */
interface PackedLayout {
  readonly layers: readonly PackedLayer[];
  readonly outWidth: number;
}

/** Rows of the packed weights, those of them that are outputs of layers, and a row's texels: blocks of 16 numbers. */
export function packedSize({ layers, outWidth }: PackedLayout, { inWidth, transposed }: PackedParts) {
  const width = (layers[0] as PackedLayer).outWidth;
  const hidden = (layers.length - 1) * width;
  const outputs = hidden + outWidth;
  const longest = Math.max(inWidth, width, transposed ? outWidth : 0);
  return { rows: outputs + (transposed ? hidden : 0), outputs, texels: 4 * Math.ceil(longest / 16) };
}

/** Adds the dispatch that packs a network's weights and biases. */
export function addPackedWeights(
  builder: PlanBuilder,
  layout: PackedLayout,
  buffers: {
    /** The flat parameters. */
    readonly weights: GPUBuffer;
    /** Of the size that `packedSize` says. */
    readonly packed: GPUTexture;
    /** [outputs of all layers] */
    readonly biases: GPUBuffer;
  },
  parts: PackedParts,
): void {
  const { rows, texels } = packedSize(layout, parts);
  const first = layout.layers[0] as PackedLayer;
  builder.add('pack_weights', {
    args: {
      in_width4: parts.inWidth / 4,
      weight_stride4: first.inWidth / 4,
      width4: first.outWidth / 4,
      out_width4: layout.outWidth / 4,
      hidden_layers: layout.layers.length - 1,
      ...laterWeights(layout),
      rows,
      texels,
    },
    buffers,
    threads: rows * texels,
    // Four loads and a store, each as long as some twenty operations.
    flops: 100 * rows * texels,
  });
}
