#include "lib/weight_gradient.wgsl"

struct Args {
  rows: u32,
  /// rows a slab: slab s sums rows s * slab_rows .. (s + 1) * slab_rows - 1 into its own partial gradient
  slab_rows: u32,
  slabs: u32,
  /// widths in vec4
  in_width4: u32,
  out_width4: u32,
  /// places in the flat gradient, and its length, in vec4
  weight: u32,
  bias: u32,
  parameters4: u32,
  /// 1: add to what is there (a batch's later micro-batches)
  accumulate: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
// [rows, 4 * in_width4]
@group(0) @binding(1) var<storage, read> input: array<vec4f>;
// [rows, 4 * out_width4]
@group(0) @binding(2) var<storage, read> d_output: array<vec4f>;
// [slabs, 4 * parameters4]
@group(0) @binding(3) var<storage, read_write> partial_gradients: array<vec4f>;

fn input_at(at: u32) -> vec4f {
  return input[at];
}

fn d_output_at(at: u32) -> vec4f {
  return d_output[at];
}

fn keep(at: u32, gradient: vec4f) {
  if args.accumulate == 1u {
    partial_gradients[at] += gradient;
  } else {
    partial_gradients[at] = gradient;
  }
}

/// Weight gradient d_output^T input and bias gradient of one slab of rows; an invocation computes 16 outputs x 8 inputs.
@compute @workgroup_size(64)
fn linear_backward_weight(@builtin(global_invocation_id) id: vec3u) {
  let tiles = tiles_of(args.in_width4, args.out_width4);
  let slab = id.x / tiles;
  if slab >= args.slabs {
    return;
  }
  let parameters = slab * args.parameters4;
  let layer = Layer(
    0u, 0u, args.in_width4, args.out_width4, parameters + args.weight, parameters + args.bias);
  let begin = slab * args.slab_rows;
  add_weight_gradient(layer, id.x % tiles, begin, min(begin + args.slab_rows, args.rows));
}
