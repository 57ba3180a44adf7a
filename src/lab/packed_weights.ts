import type { PlanBuilder } from '../gpu/plan.ts';
import type { LayerLayout } from './layout.ts';

// Weights in the order in which the private kernels' quads read them.

/** Widths that an invocation of a private kernel can keep. */
export const mostPrivateWidth = 128;

/** Texels of an output's packed weights: blocks of 16 inputs. */
export function packedTexels(inWidth: number): number {
  return 4 * Math.ceil(inWidth / 16);
}

type PackedLayer = Pick<LayerLayout, 'weight' | 'bias' | 'inWidth' | 'outWidth'>;

interface PackedBuffers {
  /** The flat parameters. */
  readonly weights: GPUBuffer;
  readonly packed: GPUTexture;
  /** [outputs of all layers] */
  readonly biases: GPUBuffer;
}

/** Packs the weights of a layer, of the first `inWidth` inputs, so that its outputs start at row `at`. */
export function addPackedWeights(
  builder: PlanBuilder,
  { weight, bias, inWidth: stride, outWidth }: PackedLayer,
  buffers: PackedBuffers,
  { inWidth, at }: { readonly inWidth: number; readonly at: number },
): void {
  const place = { weight, bias, has_bias: 1, outputs_at: at };
  addPack(builder, { ...place, out_stride: stride, in_stride: 1 }, buffers, { inWidth, outWidth });
}

/** Packs a layer's transposed weights, for the way back. */
export function addTransposedWeights(
  builder: PlanBuilder,
  { weight, inWidth, outWidth }: PackedLayer,
  buffers: PackedBuffers,
  at: number,
): void {
  const place = { weight, bias: 0, has_bias: 0, outputs_at: at };
  const widths = { inWidth: outWidth, outWidth: inWidth };
  addPack(builder, { ...place, out_stride: 1, in_stride: inWidth }, buffers, widths);
}

function addPack(
  builder: PlanBuilder,
  place: {
    readonly weight: number;
    readonly bias: number;
    readonly has_bias: number;
    readonly outputs_at: number;
    readonly out_stride: number;
    readonly in_stride: number;
  },
  buffers: PackedBuffers,
  { inWidth, outWidth }: { readonly inWidth: number; readonly outWidth: number },
): void {
  const threads = outWidth * packedTexels(inWidth);
  builder.add('pack_weights', {
    args: { ...place, in_width4: inWidth / 4, out_width4: outWidth / 4 },
    buffers: { weights: buffers.weights, packed: buffers.packed, biases: buffers.biases },
    threads,
    flops: 100 * threads,
  });
}
