enable subgroups;

#include "lib/quad.wgsl"

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
@group(0) @binding(1) var<storage, read> input: array<f32>;
// [rows, 4 * out_width4]
@group(0) @binding(2) var<storage, read> d_output: array<f32>;
// [slabs, 4 * parameters4]
@group(0) @binding(3) var<storage, read_write> partial_gradients: array<f32>;

const CONTIGUOUS = false;

/// The rows that the block covers, and this invocation's first vec4 of outputs.
var<private> first_row: u32;
var<private> end_row: u32;
var<private> out4: u32;
/// The passing column of the input; the one behind the last is all ones, for the bias.
var<private> passing: u32;

fn factor(k: u32, c: u32) -> f32 {
  let row = first_row + k;
  if row >= end_row || out4 + c / 4u >= args.out_width4 {
    return 0.0;
  }
  return d_output[4u * (row * args.out_width4 + out4) + c];
}

fn operand(k: u32) -> f32 {
  let columns = 4u * args.in_width4;
  let at = min(first_row + k, end_row - 1u) * columns + min(passing, columns - 1u);
  return select(input[at], 1.0, passing == columns);
}

fn four_operands(k4: u32) -> vec4f {
  return vec4f(operand(4u * k4), operand(4u * k4 + 1u), operand(4u * k4 + 2u), operand(4u * k4 + 3u));
}

/// The gradients that the passing column has with four outputs: set or added to.
fn compute_four(slab: u32, c4: u32, add: bool) {
  if c4 >= TILE4 {
    return;
  }
  let sums = add_products(vec4f(0.0), c4);
  if out4 + c4 >= args.out_width4 {
    return;
  }
  let columns = 4u * args.in_width4;
  let is_bias = passing == columns;
  let stride = select(columns, 1u, is_bias);
  let layer = slab * args.parameters4 + select(args.weight, args.bias, is_bias);
  let at = 4u * layer + 4u * (out4 + c4) * stride + select(passing, 0u, is_bias);
  var before = vec4f(0.0);
  if add {
    before = vec4f(
      partial_gradients[at], partial_gradients[at + stride],
      partial_gradients[at + 2u * stride], partial_gradients[at + 3u * stride]);
  }
  partial_gradients[at] = before.x + sums.x;
  partial_gradients[at + stride] = before.y + sums.y;
  partial_gradients[at + 2u * stride] = before.z + sums.z;
  partial_gradients[at + 3u * stride] = before.w + sums.w;
}

/// Weight and bias gradients of one slab of rows; a quad keeps d_output of 4 LENGTH4 rows and 16 TILE4 outputs at a time.
@compute @workgroup_size(4)
fn linear_backward_weight_quad(
  @builtin(workgroup_id) group: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  let out_tiles = (args.out_width4 + 4u * TILE4 - 1u) / (4u * TILE4);
  let slab = group.x / out_tiles;
  lane = invocation & 3u;
  out4 = (group.x % out_tiles) * 4u * TILE4 + lane * TILE4;
  let begin = slab * args.slab_rows;
  let end = min(begin + args.slab_rows, args.rows);
  end_row = end;
  for (var row = begin; row < end; row += 4u * LENGTH4) {
    first_row = row;
    fill_block();
    let add = row > begin || args.accumulate == 1u;
    for (var column = 0u; column <= 4u * args.in_width4; column++) {
      passing = column;
      load_row();
      compute_four(slab, 0u, add);
      compute_four(slab, 1u, add);
      compute_four(slab, 2u, add);
      compute_four(slab, 3u, add);
    }
  }
}
