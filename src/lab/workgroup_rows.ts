import type { ModelLayout } from './layout.ts';

/** Invocations of a workgroup; each computes 8 rows x 4 features of a layer. */
export const invocations = 128;
/** vec4s in a workgroup's memory, by what WebGPU guarantees. */
const mostTile4 = 16_384 / 16;

/**
 * Rows that a workgroup takes through a network of this layout, a multiple of 8; undefined where not even 8 fit into its
 * memory.
 */
export function workgroupRows(layout: ModelLayout): number | undefined {
  return [64, 32, 16, 8].find((rows) => {
    const outputs = Math.max(...layout.layers.map(({ outWidth }) => outWidth / 4));
    return (rows / 8) * outputs <= invocations && tileOf(layout, rows) <= mostTile4;
  });
}

/** vec4s that so many rows take: the widest layer, or the answer and each invocation's share of the loss. */
export function tileOf({ widest, outWidth }: ModelLayout, rows: number): number {
  return Math.max((rows / 4) * widest, (rows / 4) * outWidth + invocations);
}
