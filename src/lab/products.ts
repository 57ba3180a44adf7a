import type { Constants } from '../gpu/kernel.ts';
import type { KernelArgs, KernelBuffers } from '../gpu/kernel_table.ts';
import type { PlanBuilder } from '../gpu/plan.ts';
import type { Products } from './adapter_traits.ts';
import {
  addUniformBackwardInput,
  addUniformBackwardWeight,
  addUniformForward,
  fitsWindow,
  holdsRows,
} from './uniform_products.ts';

// The three matrix products of a layer, each by one of several kernels that compute the same.

/** vec4s of a row that a block of a stationary or quad kernel covers. */
const mostLength4 = 32;

/** The constants that make a stationary kernel as long and as wide as the product at hand. */
function blockConstants(length4: number, width4: number): Constants {
  return {
    LENGTH4: Math.min(length4, mostLength4),
    TILE4: Math.min(width4, 4),
    MANY_BLOCKS: length4 > mostLength4 ? 1 : 0,
  };
}

/** Rows that an invocation of a stationary kernel lets pass: enough to repay loading its block, few enough to share out. */
function rowsEach(rows: number): number {
  return Math.min(128, Math.max(16, Math.ceil(rows / 16)));
}

/** How a quad kernel cuts a product: into the fewest blocks and tiles there can be, all alike and no larger than need be. */
function quadCut(length4: number, width4: number): { readonly constants: Constants; readonly tiles: number } {
  const blocks = Math.ceil(length4 / mostLength4);
  const tiles = Math.ceil(width4 / 16);
  const constants = {
    LENGTH4: Math.ceil(length4 / blocks),
    TILE4: Math.ceil(width4 / (4 * tiles)),
    MANY_BLOCKS: blocks > 1 ? 1 : 0,
  };
  return { constants, tiles };
}

/** Rows that a quad lets pass: loading its block costs as much as some 25 rows; eight quads keep a few cores busy. */
function rowsEachQuad(rows: number, tiles: number): number {
  return Math.min(1024, Math.max(128, Math.ceil((rows * tiles) / 8)));
}

interface Product<N extends 'linear_forward' | 'linear_backward_weight' | 'linear_backward_input'> {
  readonly args: KernelArgs<N>;
  readonly buffers: KernelBuffers<N>;
}

/** output = activation(input weight^T + bias) */
export function addLinearForward(
  builder: PlanBuilder,
  products: Products,
  { args, buffers, constants }: Product<'linear_forward'> & { readonly constants: Constants },
): void {
  const { rows, in_width4, out_width4 } = args;
  if (products === 'uniform' && fitsWindow(args.weight, args.weight_stride4, out_width4)) {
    addUniformForward(builder, { args, buffers, constants });
    return;
  }
  const tiles = Math.ceil(out_width4 / 4);
  const flops = 32 * rows * in_width4 * out_width4;
  if (products === 'tiled' || products === 'uniform') {
    builder.add('linear_forward', { args, buffers, constants, threads: Math.ceil(rows / 8) * tiles, flops });
    return;
  }
  if (products === 'quad') {
    const cut = quadCut(in_width4, out_width4);
    const rows_each = rowsEachQuad(rows, cut.tiles);
    builder.add('linear_forward_quad', {
      args: { ...args, rows_each },
      buffers,
      constants: { ...constants, ...cut.constants },
      threads: 4 * Math.ceil(rows / rows_each) * cut.tiles,
      flops,
    });
    return;
  }
  const rows_each = rowsEach(rows);
  builder.add('linear_forward_stationary', {
    args: { ...args, rows_each },
    buffers,
    constants: { ...constants, ...blockConstants(in_width4, out_width4) },
    threads: Math.ceil(rows / rows_each) * tiles,
    flops,
  });
}

/** partial gradients = d_output^T input, slab by slab, and the column sums of d_output for the bias */
export function addLinearBackwardWeight(
  builder: PlanBuilder,
  products: Products,
  { args, buffers }: Product<'linear_backward_weight'>,
): void {
  if (products === 'uniform' && holdsRows(Math.max(args.in_width4, args.out_width4))) {
    addUniformBackwardWeight(builder, { args, buffers });
    return;
  }
  const { rows, in_width4, out_width4 } = args;
  const tiles = args.slabs * Math.ceil(out_width4 / 4);
  const flops = 32 * rows * in_width4 * out_width4;
  if (products === 'tiled' || products === 'uniform') {
    builder.add('linear_backward_weight', {
      args,
      buffers,
      threads: tiles * Math.ceil(in_width4 / 2),
      flops,
    });
    return;
  }
  if (products === 'quad') {
    const { constants, tiles: inTiles } = quadCut(Math.ceil(args.slab_rows / 4), in_width4);
    const ragged = rows % args.slab_rows !== 0 || args.slab_rows % (4 * (constants.LENGTH4 as number)) !== 0;
    builder.add('linear_backward_weight_quad', {
      args,
      buffers,
      constants: { ...constants, RAGGED: ragged ? 1 : 0 },
      threads: 4 * args.slabs * inTiles,
      flops,
    });
    return;
  }
  builder.add('linear_backward_weight_stationary', {
    args,
    buffers,
    constants: blockConstants(Math.ceil(args.slab_rows / 4), out_width4),
    threads: tiles,
    flops,
  });
}

/** d_input = (d_output weight) * derivative of the activation below */
export function addLinearBackwardInput(
  builder: PlanBuilder,
  products: Products,
  { args, buffers }: Product<'linear_backward_input'>,
): void {
  const { rows, in_width4, out_width4 } = args;
  if (products === 'uniform' && fitsWindow(args.weight, in_width4, out_width4)) {
    addUniformBackwardInput(builder, { args, buffers });
    return;
  }
  const tiles = Math.ceil(in_width4 / 4);
  const flops = 32 * rows * in_width4 * out_width4;
  if (products === 'tiled' || products === 'uniform') {
    builder.add('linear_backward_input', { args, buffers, threads: Math.ceil(rows / 8) * tiles, flops });
    return;
  }
  if (products === 'quad') {
    const cut = quadCut(out_width4, in_width4);
    const rows_each = rowsEachQuad(rows, cut.tiles);
    builder.add('linear_backward_input_quad', {
      args: { ...args, rows_each },
      buffers,
      constants: cut.constants,
      threads: 4 * Math.ceil(rows / rows_each) * cut.tiles,
      flops,
    });
    return;
  }
  const rows_each = rowsEach(rows);
  builder.add('linear_backward_input_stationary', {
    args: { ...args, rows_each },
    buffers,
    constants: blockConstants(out_width4, in_width4),
    threads: Math.ceil(rows / rows_each) * tiles,
    flops,
  });
}
