enable subgroups;

#include "lib/quad_buffers.wgsl"

struct Args {
  rows: u32,
  /// widths in vec4
  in_width4: u32,
  out_width4: u32,
  /// where the layer's weight starts in the flat parameters, in vec4
  weight: u32,
  /// rows that a quad lets pass
  rows_each: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
// [rows, 4 * out_width4]
@group(0) @binding(1) var<storage, read> d_output: array<vec4f>;
// flat parameters; the layer's weight is [4 * out_width4, 4 * in_width4]
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
// [rows, 4 * in_width4]: the derivative of the activation that made the layer's input
@group(0) @binding(3) var<storage, read> derivative: array<vec4f>;
// [rows, 4 * in_width4]: the gradient with respect to that activation's pre-activation
@group(0) @binding(4) var<storage, read_write> d_input: array<vec4f>;

const CONTIGUOUS = true;

/// The first vec4 of outputs that the block covers, and of this invocation's inputs.
var<private> out4: u32;
var<private> in4: u32;
/// Where the passing row begins in d_output, in vec4.
var<private> passing: u32;

fn factors(k: u32, c4: u32) -> vec4f {
  if in4 + c4 >= args.in_width4 || out4 + k / 4u >= args.out_width4 {
    return vec4f(0.0);
  }
  return weights[args.weight + (4u * out4 + k) * args.in_width4 + in4 + c4];
}

fn column(k4: u32) -> u32 {
  return passing + select(k4, min(out4 + k4, args.out_width4 - 1u), MANY_BLOCKS);
}

fn operand(k: u32) -> f32 {
  return d_output[column(k / 4u)][k & 3u];
}

fn four_operands(k4: u32) -> vec4f {
  return d_output[column(k4)];
}

/// The gradients of four inputs of a row. Blocks of outputs but the last leave their part in d_input.
fn compute_four(row: u32, c4: u32) {
  if c4 >= TILE4 {
    return;
  }
  let at = row * args.in_width4 + in4 + c4;
  let inside = in4 + c4 < args.in_width4;
  var start = vec4f(0.0);
  if MANY_BLOCKS && out4 > 0u && inside {
    start = d_input[at];
  }
  let sums = add_products(start, c4);
  if !inside {
    return;
  }
  if MANY_BLOCKS && out4 + LENGTH4 < args.out_width4 {
    d_input[at] = sums;
  } else {
    d_input[at] = sums * derivative[at];
  }
}

/// d_input = (d_output weight) * activation'; a quad keeps the weights of 16 TILE4 inputs.
@compute @workgroup_size(4)
fn linear_backward_input_quad(
  @builtin(workgroup_id) group: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  let in_tiles = (args.in_width4 + 4u * TILE4 - 1u) / (4u * TILE4);
  lane = invocation & 3u;
  in4 = (group.x % in_tiles) * 4u * TILE4 + lane * TILE4;
  let begin = (group.x / in_tiles) * args.rows_each;
  let end = min(begin + args.rows_each, args.rows);
  for (var first4 = 0u; first4 < args.out_width4; first4 += LENGTH4) {
    out4 = first4;
    fill_block();
    for (var row = begin; row < end; row++) {
      passing = row * args.out_width4;
      load_row();
      compute_four(row, 0u);
      compute_four(row, 1u);
      compute_four(row, 2u);
      compute_four(row, 3u);
    }
  }
}
