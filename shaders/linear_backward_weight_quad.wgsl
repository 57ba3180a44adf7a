enable subgroups;

#include "lib/quad_buffers.wgsl"

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
@group(0) @binding(2) var<storage, read> d_output: array<f32>;
// [slabs, 4 * parameters4]
@group(0) @binding(3) var<storage, read_write> partial_gradients: array<vec4f>;

/// Whether some slab does not fill its last block.
override RAGGED: bool = true;

const CONTIGUOUS = false;

/// The rows that the block covers, and this invocation's first vec4 of inputs.
var<private> first_row: u32;
var<private> end_row: u32;
var<private> in4: u32;
/// The passing column of d_output.
var<private> output: u32;

fn factors(k: u32, c4: u32) -> vec4f {
  let row = first_row + k;
  if row >= end_row || in4 + c4 >= args.in_width4 {
    return vec4f(0.0);
  }
  return input[row * args.in_width4 + in4 + c4];
}

fn operand(k: u32) -> f32 {
  let row = first_row + k;
  if RAGGED && row >= end_row {
    return 0.0;
  }
  return d_output[row * 4u * args.out_width4 + output];
}

fn four_operands(k4: u32) -> vec4f {
  return vec4f(operand(4u * k4), operand(4u * k4 + 1u), operand(4u * k4 + 2u), operand(4u * k4 + 3u));
}

fn keep(at: u32, gradient: vec4f, add: bool) {
  if add {
    partial_gradients[at] += gradient;
  } else {
    partial_gradients[at] = gradient;
  }
}

/// Gradients that the passing output has with four inputs.
fn compute_four(weight: u32, c4: u32, add: bool) {
  if c4 >= TILE4 {
    return;
  }
  let sums = add_products(vec4f(0.0), c4);
  if in4 + c4 < args.in_width4 {
    keep(weight + in4 + c4, sums, add);
  }
}

/// Weight and bias gradients of one slab of rows; a quad keeps 4 LENGTH4 rows of 16 TILE4 inputs at a time.
@compute @workgroup_size(4)
fn linear_backward_weight_quad(
  @builtin(workgroup_id) group: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  let in_tiles = (args.in_width4 + 4u * TILE4 - 1u) / (4u * TILE4);
  let slab = group.x / in_tiles;
  lane = invocation & 3u;
  in4 = (group.x % in_tiles) * 4u * TILE4 + lane * TILE4;
  let begin = slab * args.slab_rows;
  let end = min(begin + args.slab_rows, args.rows);
  end_row = end;
  for (var row = begin; row < end; row += 4u * LENGTH4) {
    first_row = row;
    fill_block();
    let add = row > begin || args.accumulate == 1u;
    for (var passing = 0u; passing < 4u * args.out_width4; passing++) {
      output = passing;
      load_row();
      let weight = slab * args.parameters4 + args.weight + passing * args.in_width4;
      compute_four(weight, 0u, add);
      compute_four(weight, 1u, add);
      compute_four(weight, 2u, add);
      compute_four(weight, 3u, add);
      let bias_gradient = sum_passing();
      if in4 == 0u {
        let at = slab * args.parameters4 + args.bias + passing / 4u;
        partial_gradients[at][passing & 3u] = bias_gradient + select(0.0, partial_gradients[at][passing & 3u], add);
      }
    }
  }
}
