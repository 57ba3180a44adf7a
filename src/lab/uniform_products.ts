import type { Constants } from '../gpu/kernel.ts';
import type { KernelArgs, KernelBuffers } from '../gpu/kernel_table.ts';
import type { PlanBuilder } from '../gpu/plan.ts';
import { rowsOfWindow, windowAt, windowLength4 } from '../gpu/windows.ts';

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

/** Rows of a dispatch over `windows` windows of at most `most` rows each, shared out evenly; multiples of 16. */
function* windowRuns(rows: number, windows: number, most: number) {
  for (let begin = 0; begin < rows; begin += windows * most) {
    const count = Math.min(windows * most, rows - begin);
    yield { begin, rows: count, windowRows: 16 * Math.ceil(count / windows / 16) };
  }
}

/** Consecutive windows of rows from `begin` on, named `name`_0 and so on. */
function rowWindows<K extends string>(
  names: readonly K[],
  buffer: GPUBuffer,
  width4: number,
  { begin, rows, windowRows }: { readonly begin: number; readonly rows: number; readonly windowRows: number },
) {
  // The last windows of a short run hold nothing of it: they may lie anywhere within the buffer.
  const places = names.map((_, i) => begin + Math.min(i * windowRows, rows - 1));
  return Object.fromEntries(
    names.map((name, i) => [name, windowAt(buffer, (places[i] as number) * width4).window]),
  ) as Record<K, ReturnType<typeof windowAt>['window']>;
}

const inputs = [
  'input_0',
  'input_1',
  'input_2',
  'input_3',
  'input_4',
  'input_5',
  'input_6',
  'input_7',
] as const;
const dOutputs = ['d_output_0', 'd_output_1', 'd_output_2', 'd_output_3', 'd_output_4'] as const;
const derivatives = [
  'derivative_0',
  'derivative_1',
  'derivative_2',
  'derivative_3',
  'derivative_4',
] as const;
/** What a weight's gradient is the product of. */
const gradientInputs = ['input_0_0', 'input_0_1', 'input_1_0', 'input_1_1'] as const;
const gradientOutputs = ['d_output_0_0', 'd_output_0_1', 'd_output_1_0', 'd_output_1_1'] as const;
const slabWindows = ['slab_0', 'slab_1', 'slab_2', 'slab_3', 'slab_4', 'slab_5', 'slab_6', 'slab_7'] as const;

interface Product<N extends 'linear_forward' | 'linear_backward_weight' | 'linear_backward_input'> {
  readonly args: KernelArgs<N>;
  readonly buffers: KernelBuffers<N>;
}

/** Rows of each window that an invocation of a product takes. */
const forwardRows = 3;
const backwardRows = 4;

/** output = activation(input weight^T + bias) */
export function addUniformForward(
  builder: PlanBuilder,
  { args, buffers, constants }: Product<'linear_forward'> & { readonly constants: Constants },
): void {
  const { in_width4, out_width4, weight_stride4, bias, bias_step4 } = args;
  const weight = windowAt(buffers.weights, args.weight);
  const tile4 = Math.min(4, out_width4);
  for (const run of windowRuns(args.rows, inputs.length, rowsOfWindow(in_width4))) {
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
        ...rowWindows(inputs, buffers.input, in_width4, run),
        weights: weight.window,
        biases: buffers.biases,
        output: buffers.output,
        derivative: buffers.derivative,
      },
      constants: { ...constants, TILE4: tile4 },
      threads: Math.ceil(run.windowRows / forwardRows) * Math.ceil(out_width4 / tile4),
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
  for (const run of windowRuns(args.rows, dOutputs.length, most)) {
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
        ...rowWindows(dOutputs, buffers.d_output, out_width4, run),
        ...rowWindows(derivatives, buffers.derivative, in_width4, run),
        weights: weight.window,
        d_input: buffers.d_input,
      },
      constants: { TILE4: tile4 },
      threads: Math.ceil(run.windowRows / backwardRows) * Math.ceil(in_width4 / tile4),
      flops: 32 * run.rows * in_width4 * out_width4,
    });
  }
}

/** Rows that one dispatch for a weight's gradient takes, where its factors are so many vec4s wide. */
export function rowsOfWeightGradient(in4: number, out4: number): number {
  // The first row of a window may begin up to 15 vec4s into it, unless all rows are multiples of 16.
  const rows = (width4: number) => Math.floor((windowLength4 - (width4 % 16 === 0 ? 0 : 15)) / width4);
  return gradientInputs.length * Math.min(rows(in4), rows(out4));
}

/** vec4s of outputs and of inputs that an invocation sums for a weight's gradient. */
interface WeightTile {
  readonly out4: number;
  readonly in4: number;
}

/**
 * The tile that takes the least time: in ns, 15 for a vec4 loaded and 8 for the products of four outputs and four inputs. Two
 * cores take turns at workgroups of eight invocations.
 */
function weightTile(in4: number, out4: number): WeightTile {
  const nanoseconds = (tile: WeightTile) => {
    const tiles = Math.ceil(out4 / tile.out4) * Math.ceil(in4 / tile.in4);
    return Math.ceil(tiles / 8 / 2) * (15 * (tile.out4 + tile.in4) + 8 * tile.out4 * tile.in4);
  };
  let best: WeightTile = { out4: 1, in4: 1 };
  for (let tileOut4 = 1; tileOut4 <= Math.min(4, out4); tileOut4++) {
    for (let tileIn4 = 1; tileIn4 <= Math.min(5, in4); tileIn4++) {
      const tile = { out4: tileOut4, in4: tileIn4 };
      if (nanoseconds(tile) < nanoseconds(best)) best = tile;
    }
  }
  return best;
}

/** partial gradients = d_output^T input, slab by slab, and the column sums of d_output for the bias */
export function addUniformBackwardWeight(
  builder: PlanBuilder,
  { args, buffers }: Product<'linear_backward_weight'>,
): void {
  const { in_width4, out_width4, slab_rows } = args;
  const tile = weightTile(in_width4, out_width4);
  const most = rowsOfWeightGradient(in_width4, out_width4);
  for (let slab = 0; slab < args.slabs; slab++) {
    const begin = slab * slab_rows;
    const end = Math.min(begin + slab_rows, args.rows);
    for (let first = begin; first < end; first += most) {
      const rows = Math.min(most, end - first);
      const run = { begin: first, rows, windowRows: Math.ceil(rows / gradientInputs.length) };
      builder.add('linear_backward_weight_uniform', {
        args: {
          rows,
          window_rows: run.windowRows,
          in_width4,
          out_width4,
          input: (first * in_width4) % 16,
          d_output: (first * out_width4) % 16,
          weight: slab * args.parameters4 + args.weight,
          bias: slab * args.parameters4 + args.bias,
          accumulate: first > begin ? 1 : args.accumulate,
        },
        buffers: {
          ...rowWindows(gradientInputs, buffers.input, in_width4, run),
          ...rowWindows(gradientOutputs, buffers.d_output, out_width4, run),
          partial_gradients: buffers.partial_gradients,
        },
        constants: { TILE_OUT4: tile.out4, TILE_IN4: tile.in4 },
        threads: Math.ceil(in_width4 / tile.in4) * Math.ceil(out_width4 / tile.out4),
        flops: 32 * rows * in_width4 * out_width4,
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
  for (let first = 0; first < slabs; first += slabWindows.length) {
    const together = Math.min(slabWindows.length, slabs - first);
    for (let begin = 0; begin < parameters4; begin += windowLength4) {
      const count = Math.min(windowLength4, parameters4 - begin);
      const windows = slabWindows.map((_, i) => {
        const slab = first + Math.min(i, together - 1);
        return windowAt(buffers.partialGradients, slab * parameters4 + begin).window;
      });
      builder.add('sum_gradients', {
        args: { begin, count, slabs: together, accumulate: first > 0 ? 1 : 0 },
        buffers: {
          ...(Object.fromEntries(slabWindows.map((name, i) => [name, windows[i]])) as Record<
            (typeof slabWindows)[number],
            (typeof windows)[number]
          >),
          gradient: buffers.gradient,
        },
        threads: count,
        flops: 20 * count * together,
      });
    }
  }
}
