import type { Constants } from '../gpu/kernel.ts';
import type { KernelArgs, KernelBuffers } from '../gpu/kernel_table.ts';
import type { PlanBuilder } from '../gpu/plan.ts';
import { type BufferWindow, rowsOfWindow, windowAt, windowLength4 } from '../gpu/windows.ts';

// The matrix products of a layer by kernels that read both factors through uniform windows. A window holds 64 KiB, so
// that a product takes several dispatches.

/** Whether a window holds rows of `width4` vec4s, 16 at least. */
export function holdsRows(width4: number): boolean {
  return rowsOfWindow(width4) > 0;
}

/** Whether a layer's weight, which starts anywhere in the flat parameters, fits one window, and its rows do. */
export function fitsWindow(weight4: number, stride4: number, outWidth4: number): boolean {
  return holdsRows(stride4) && (weight4 % 16) + 4 * outWidth4 * stride4 <= windowLength4;
}

/** The fewest rows after which another window can begin: their vec4s are a multiple of 16. */
function rowUnit(width4: number): number {
  let unit = 1;
  while ((unit * width4) % 16 !== 0) unit *= 2;
  return unit;
}

/** Rows of a dispatch over `windows` windows of at most `most` rows each, shared out evenly in multiples of `unit`. */
function* windowRuns(
  { begin, end }: { readonly begin: number; readonly end: number },
  { windows, most, unit }: { readonly windows: number; readonly most: number; readonly unit: number },
) {
  for (let first = begin; first < end; first += windows * most) {
    const rows = Math.min(windows * most, end - first);
    yield { begin: first, rows, windowRows: unit * Math.ceil(rows / windows / unit) };
  }
}

/** Consecutive windows of rows from `begin` on. */
function rowWindows(
  count: number,
  buffer: GPUBuffer,
  width4: number,
  { begin, rows, windowRows }: { readonly begin: number; readonly rows: number; readonly windowRows: number },
): BufferWindow[] {
  // The last windows of a short run hold nothing of it: they may lie anywhere within the buffer.
  const place = (i: number) => begin + Math.min(i * windowRows, rows - 1);
  return Array.from({ length: count }, (_, i) => windowAt(buffer, place(i) * width4).window);
}

/** Slabs that a dispatch sums. */
const slabsTogether = 8;

/**
 * How many windows of rows the kernels take, and how many rows of each an invocation does. As many as there is room for beside the
 * other uniforms of the 12 a stage that WebGPU guarantees, or of the 15 that lavapipe has; for a weight's gradient they
 * come in pairs.
 */
const cuts = {
  guaranteed: {
    forward: { windows: 8, rowsEach: 3 },
    backwardInput: { windows: 5, rowsEach: 4 },
    backwardWeight: { windows: 4 },
  },
  fifteen: {
    forward: { windows: 12, rowsEach: 2 },
    backwardInput: { windows: 6, rowsEach: 4 },
    backwardWeight: { windows: 6 },
  },
} as const;

function cutFor(uniformsPerStage: number): (typeof cuts)[keyof typeof cuts] {
  return uniformsPerStage >= 15 ? cuts.fifteen : cuts.guaranteed;
}

interface Product<N extends 'linear_forward' | 'linear_backward_weight' | 'linear_backward_input'> {
  readonly args: KernelArgs<N>;
  readonly buffers: KernelBuffers<N>;
}

/** output = activation(input weight^T + bias) */
export function addUniformForward(
  builder: PlanBuilder,
  { args, buffers, constants }: Product<'linear_forward'> & { readonly constants: Constants },
): void {
  const { in_width4, out_width4, weight_stride4, bias, bias_step4 } = args;
  const weight = windowAt(buffers.weights, args.weight);
  const tile4 = Math.min(4, out_width4);
  const { windows, rowsEach } = cutFor(builder.uniformsPerStage).forward;
  for (const run of windowRuns(
    { begin: 0, end: args.rows },
    { windows, most: rowsOfWindow(in_width4), unit: rowUnit(in_width4) },
  )) {
    builder.add('linear_forward_uniform', {
      args: {
        begin: run.begin,
        rows: run.rows,
        window_rows: run.windowRows,
        in_width4,
        out_width4,
        weight: weight.within4,
        weight_stride4,
        bias,
        bias_step4,
      },
      buffers: {
        input: rowWindows(windows, buffers.input, in_width4, run),
        weights: weight.window,
        biases: buffers.biases,
        output: buffers.output,
        derivative: buffers.derivative,
      },
      constants: { ...constants, TILE4: tile4, FOURS: windows / 4, ROWS: rowsEach },
      threads: Math.ceil(run.windowRows / rowsEach) * Math.ceil(out_width4 / tile4),
      flops: 32 * run.rows * in_width4 * out_width4,
    });
  }
}

/** d_input = (d_output weight) * derivative of the activation below */
export function addUniformBackwardInput(
  builder: PlanBuilder,
  { args, buffers }: Product<'linear_backward_input'>,
): void {
  const { in_width4, out_width4 } = args;
  const weight = windowAt(buffers.weights, args.weight);
  const tile4 = Math.min(4, in_width4);
  const most = rowsOfWindow(Math.max(in_width4, out_width4));
  const { windows, rowsEach } = cutFor(builder.uniformsPerStage).backwardInput;
  const unit = Math.max(rowUnit(in_width4), rowUnit(out_width4));
  for (const run of windowRuns({ begin: 0, end: args.rows }, { windows, most, unit })) {
    builder.add('linear_backward_input_uniform', {
      args: {
        begin: run.begin,
        rows: run.rows,
        window_rows: run.windowRows,
        in_width4,
        out_width4,
        weight: weight.within4,
      },
      buffers: {
        d_output: rowWindows(windows, buffers.d_output, out_width4, run),
        derivative: rowWindows(windows, buffers.derivative, in_width4, run),
        weights: weight.window,
        d_input: buffers.d_input,
      },
      constants: { TILE4: tile4, WINDOWS: windows },
      threads: Math.ceil(run.windowRows / rowsEach) * Math.ceil(in_width4 / tile4),
      flops: 32 * run.rows * in_width4 * out_width4,
    });
  }
}

/**
 * Rows that one dispatch for a weight's gradient takes, where the wider of its factors is so many vec4s wide, and its slab begins
 * at a multiple of `rowsOfSlabUnit`.
 */
export function rowsOfWeightGradient(uniformsPerStage: number, width4: number): number {
  return cutFor(uniformsPerStage).backwardWeight.windows * rowsOfWindow(width4);
}

/** Rows of a slab are best a multiple of these: then they fill as many whole windows, wherever those may begin. */
export function rowsOfSlabUnit(uniformsPerStage: number): number {
  return 16 * cutFor(uniformsPerStage).backwardWeight.windows;
}

/** vec4s of outputs and of inputs that an invocation sums for a weight's gradient. */
function weightTile(in4: number, out4: number): { readonly out4: number; readonly in4: number } {
  const tileOut4 = Math.min(4, out4);
  let tileIn4 = Math.min(4, in4);
  // A workgroup has eight invocations, and two cores want one each. Where these have that, all layers share one compiled size.
  while (Math.ceil(out4 / tileOut4) * Math.ceil(in4 / tileIn4) <= 8 && tileIn4 > 1)
    tileIn4 = Math.ceil(tileIn4 / 2);
  return { out4: tileOut4, in4: tileIn4 };
}

/** partial gradients = d_output^T input, slab by slab, and the column sums of d_output for the bias */
export function addUniformBackwardWeight(
  builder: PlanBuilder,
  { args, buffers }: Product<'linear_backward_weight'>,
): void {
  const { in_width4, out_width4, slab_rows } = args;
  const tile = weightTile(in_width4, out_width4);
  const { windows } = cutFor(builder.uniformsPerStage).backwardWeight;
  const unit = Math.max(rowUnit(in_width4), rowUnit(out_width4));
  for (let slab = 0; slab < args.slabs; slab++) {
    const begin = slab * slab_rows;
    const end = Math.min(begin + slab_rows, args.rows);
    // Where the slab begins in its first windows it begins in all of them.
    const [input, d_output] = [(begin * in_width4) % 16, (begin * out_width4) % 16];
    const held = Math.min((windowLength4 - input) / in_width4, (windowLength4 - d_output) / out_width4);
    const most = unit * Math.floor(held / unit);
    for (const run of windowRuns({ begin, end }, { windows, most, unit })) {
      builder.add('linear_backward_weight_uniform', {
        args: {
          rows: run.rows,
          window_rows: run.windowRows,
          in_width4,
          out_width4,
          input,
          d_output,
          weight: slab * args.parameters4 + args.weight,
          bias: slab * args.parameters4 + args.bias,
          accumulate: run.begin > begin ? 1 : args.accumulate,
        },
        buffers: {
          input: rowWindows(windows, buffers.input, in_width4, run),
          d_output: rowWindows(windows, buffers.d_output, out_width4, run),
          partial_gradients: buffers.partial_gradients,
        },
        constants: { TILE_OUT4: tile.out4, TILE_IN4: tile.in4, PAIRS: windows / 2 },
        threads: Math.ceil(in_width4 / tile.in4) * Math.ceil(out_width4 / tile.out4),
        flops: 32 * run.rows * in_width4 * out_width4,
      });
    }
  }
}

/** gradient = the sum of all slabs of partial gradients */
export function addGradientSum(
  builder: PlanBuilder,
  buffers: { readonly partialGradients: GPUBuffer; readonly gradient: GPUBuffer },
  { slabs, parameters4 }: { readonly slabs: number; readonly parameters4: number },
): void {
  for (let first = 0; first < slabs; first += slabsTogether) {
    const together = Math.min(slabsTogether, slabs - first);
    for (let begin = 0; begin < parameters4; begin += windowLength4) {
      const count = Math.min(windowLength4, parameters4 - begin);
      const slab = Array.from({ length: slabsTogether }, (_, i) => {
        const place4 = (first + Math.min(i, together - 1)) * parameters4 + begin;
        return windowAt(buffers.partialGradients, place4).window;
      });
      builder.add('sum_gradients', {
        args: { begin, count, slabs: together, accumulate: first > 0 ? 1 : 0 },
        buffers: { slab, gradient: buffers.gradient },
        threads: count,
        flops: 20 * count * together,
      });
    }
  }
}
