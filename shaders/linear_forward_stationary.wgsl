#include "lib/activation.wgsl"
#include "lib/stationary.wgsl"

struct Args {
  rows: u32,
  /// widths in vec4
  in_width4: u32,
  out_width4: u32,
  /// where the layer's weight starts and how long its rows are, in vec4
  weight: u32,
  weight_stride4: u32,
  /// where the bias starts, in vec4, and how far it moves with each step (for a bias per sampling step)
  bias: u32,
  bias_step4: u32,
  /// rows that an invocation lets pass
  rows_each: u32,
}

struct Step {
  index: u32,
}

override STORE_DERIVATIVE: bool = false;

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: Step;
// [rows, 4 * in_width4]
@group(0) @binding(2) var<storage, read> input: array<vec4f>;
// flat parameters; the layer's weight is [4 * out_width4, 4 * weight_stride4], as in torch.nn.Linear
@group(0) @binding(3) var<storage, read> weights: array<vec4f>;
// flat parameters or [steps, 4 * out_width4]
@group(0) @binding(4) var<storage, read> biases: array<vec4f>;
// [rows, 4 * out_width4]
@group(0) @binding(5) var<storage, read_write> output: array<vec4f>;
// [rows, 4 * out_width4], written where STORE_DERIVATIVE
@group(0) @binding(6) var<storage, read_write> derivative: array<vec4f>;

/// The passing row's place in the input, and the last vec4 of it that the block covers.
var<private> passing: u32;
var<private> last: u32;

fn operand(k: u32) -> vec4f {
  return input[passing + select(k, min(k, last), MANY_BLOCKS)];
}

/// Weights of outputs 4 (out4 + c) .. + 3 for the inputs of vec4 `in4`; zero past the edges.
fn weight_block(out4: u32, in4: u32) -> mat4x4f {
  if out4 >= args.out_width4 || in4 >= args.in_width4 {
    return mat4x4f();
  }
  let at = args.weight + 4u * out4 * args.weight_stride4 + in4;
  return transpose(mat4x4f(
    weights[at], weights[at + args.weight_stride4],
    weights[at + 2u * args.weight_stride4], weights[at + 3u * args.weight_stride4]));
}

/// What the sums of a row start from: the bias, or the part that earlier blocks of inputs left in the output.
fn start(row: u32, out4: u32, bias: vec4f, first_block: bool) -> vec4f {
  if MANY_BLOCKS && !first_block {
    return output[row * args.out_width4 + min(out4, args.out_width4 - 1u)];
  }
  return bias;
}

fn store(row: u32, out4: u32, sum: vec4f, last_block: bool) {
  if out4 >= args.out_width4 {
    return;
  }
  let at = row * args.out_width4 + out4;
  if MANY_BLOCKS && !last_block {
    output[at] = sum;
    return;
  }
  let activated = activate(sum);
  output[at] = activated.value;
  if STORE_DERIVATIVE {
    derivative[at] = activated.derivative;
  }
}

fn bias_of(out4: u32) -> vec4f {
  return biases[args.bias + step.index * args.bias_step4 + min(out4, args.out_width4 - 1u)];
}

/// output = activation(input weight^T + bias); an invocation keeps the weights of 4 TILE4 outputs.
@compute @workgroup_size(8)
fn linear_forward_stationary(@builtin(global_invocation_id) id: vec3u) {
  let out_tiles = (args.out_width4 + TILE4 - 1u) / TILE4;
  let out4 = (id.x % out_tiles) * TILE4;
  let begin = (id.x / out_tiles) * args.rows_each;
  let end = min(begin + args.rows_each, args.rows);
  let bias = Sums(bias_of(out4), bias_of(out4 + 1u), bias_of(out4 + 2u), bias_of(out4 + 3u));
  for (var in4 = 0u; in4 < args.in_width4; in4 += LENGTH4) {
    for (var k = 0u; k < LENGTH4; k++) {
      for (var c = 0u; c < TILE4; c++) {
        block[4u * k + c] = weight_block(out4 + c, in4 + k);
      }
    }
    let first_block = in4 == 0u;
    let last_block = in4 + LENGTH4 >= args.in_width4;
    last = min(LENGTH4, args.in_width4 - in4) - 1u;
    for (var row = begin; row < end; row++) {
      passing = row * args.in_width4 + in4;
      var sums = Sums(
        start(row, out4, bias.s0, first_block), start(row, out4 + 1u, bias.s1, first_block),
        start(row, out4 + 2u, bias.s2, first_block), start(row, out4 + 3u, bias.s3, first_block));
      add_products(&sums);
      store(row, out4, sums.s0, last_block);
      if TILE4 > 1u {
        store(row, out4 + 1u, sums.s1, last_block);
      }
      if TILE4 > 2u {
        store(row, out4 + 2u, sums.s2, last_block);
      }
      if TILE4 > 3u {
        store(row, out4 + 3u, sums.s3, last_block);
      }
    }
  }
}
