import type { LabDevice } from '../gpu/device.ts';
import type { ModelLayout } from './layout.ts';

/**
 * How the work is cut for an adapter. It decides the order of sums and so the last bits of a result: the same seed
 * and the same variant give the same bits on the same adapter.
 */
export interface Variant {
  /** Rows of a batch that go through the network together; a batch's micro-batches add up in order. */
  readonly microBatchRows: number;
  /** Partial gradients that the rows of a micro-batch are summed into, side by side. */
  readonly gradientSlabs: number;
  /** Samples that go through the network together. */
  readonly sampleChunk: number;
}

/** Operations in one layer's dispatch that take a few tens of milliseconds. */
const dispatchFlops = { software: 2 ** 28, hardware: 2 ** 34 } as const;
/** Floats in one layer's activations: half of the least binding that WebGPU guarantees. */
const activationFloats = 2 ** 24;
/** Floats in all partial gradients together. */
const gradientFloats = 2 ** 24;

/** Cuts the work so that it fits WebGPU's default limits and no dispatch takes long. */
export function chooseVariant(lab: LabDevice, layout: ModelLayout, batchSize = 1): Variant {
  const kind = lab.adapter.isSoftware ? 'software' : 'hardware';
  const widest = Math.max(...layout.layers.flatMap(({ inWidth, outWidth }) => [inWidth, outWidth]));
  const heaviest = Math.max(...layout.layers.map(({ inWidth, outWidth }) => 2 * inWidth * outWidth));
  const most = Math.min(dispatchFlops[kind] / heaviest, activationFloats / widest);
  const rows = Math.max(64, 2 ** Math.floor(Math.log2(most)));
  const microBatchRows = Math.min(rows, 16 * Math.ceil(batchSize / 16));
  const slabs = kind === 'software' ? 8 : 64;
  const slabLimits = [slabs, Math.ceil(microBatchRows / 32), Math.floor(gradientFloats / layout.length)];
  return {
    microBatchRows,
    gradientSlabs: Math.max(1, Math.min(...slabLimits)),
    sampleChunk: Math.min(rows, kind === 'software' ? 4096 : 65_536),
  };
}
