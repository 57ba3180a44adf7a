#include "lib/stationary.wgsl"

struct Args {
  rows: u32,
  /// widths in vec4
  in_width4: u32,
  out_width4: u32,
  /// where the layer's weight starts in the flat parameters, in vec4
  weight: u32,
  /// rows that an invocation lets pass
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

/// The passing row's place in d_output, and the last vec4 of it that the block covers.
var<private> passing: u32;
var<private> last: u32;

fn operand(k: u32) -> vec4f {
  return d_output[passing + select(k, min(k, last), MANY_BLOCKS)];
}

/// Weights of the inputs of vec4 `in4` for the four outputs of vec4 `out4`; zero past the edges.
fn weight_block(out4: u32, in4: u32) -> mat4x4f {
  if out4 >= args.out_width4 || in4 >= args.in_width4 {
    return mat4x4f();
  }
  let at = args.weight + 4u * out4 * args.in_width4 + in4;
  return mat4x4f(
    weights[at], weights[at + args.in_width4], weights[at + 2u * args.in_width4], weights[at + 3u * args.in_width4]);
}

/// What the sums of a row start from: nothing, or the part that earlier blocks of outputs left in d_input.
fn start(row: u32, in4: u32, first_block: bool) -> vec4f {
  if MANY_BLOCKS && !first_block {
    return d_input[row * args.in_width4 + min(in4, args.in_width4 - 1u)];
  }
  return vec4f(0.0);
}

fn store(row: u32, in4: u32, sum: vec4f, last_block: bool) {
  if in4 >= args.in_width4 {
    return;
  }
  let at = row * args.in_width4 + in4;
  if MANY_BLOCKS && !last_block {
    d_input[at] = sum;
    return;
  }
  d_input[at] = sum * derivative[at];
}

/// d_input = (d_output weight) * activation'; an invocation keeps the weights of 4 TILE4 inputs.
@compute @workgroup_size(8)
fn linear_backward_input_stationary(@builtin(global_invocation_id) id: vec3u) {
  let in_tiles = (args.in_width4 + TILE4 - 1u) / TILE4;
  let in4 = (id.x % in_tiles) * TILE4;
  let begin = (id.x / in_tiles) * args.rows_each;
  let end = min(begin + args.rows_each, args.rows);
  for (var out4 = 0u; out4 < args.out_width4; out4 += LENGTH4) {
    for (var k = 0u; k < LENGTH4; k++) {
      for (var c = 0u; c < TILE4; c++) {
        block[4u * k + c] = weight_block(out4 + k, in4 + c);
      }
    }
    let first_block = out4 == 0u;
    let last_block = out4 + LENGTH4 >= args.out_width4;
    last = min(LENGTH4, args.out_width4 - out4) - 1u;
    for (var row = begin; row < end; row++) {
      passing = row * args.out_width4 + out4;
      var sums = Sums(
        start(row, in4, first_block), start(row, in4 + 1u, first_block),
        start(row, in4 + 2u, first_block), start(row, in4 + 3u, first_block));
      add_products(&sums);
      store(row, in4, sums.s0, last_block);
      if TILE4 > 1u {
        store(row, in4 + 1u, sums.s1, last_block);
      }
      if TILE4 > 2u {
        store(row, in4 + 2u, sums.s2, last_block);
      }
      if TILE4 > 3u {
        store(row, in4 + 3u, sums.s3, last_block);
      }
    }
  }
}
