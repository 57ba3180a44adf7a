enable subgroups;

#include "lib/activation.wgsl"
#include "lib/quad_buffers.wgsl"

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
  /// rows that a quad lets pass
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

const CONTIGUOUS = true;

/// The first vec4 of inputs that the block covers, and of this invocation's outputs.
var<private> in4: u32;
var<private> out4: u32;
/// Where the passing row begins in the input, in vec4.
var<private> passing: u32;

fn factors(k: u32, c4: u32) -> vec4f {
  let column4 = in4 + k / 4u;
  if out4 + c4 >= args.out_width4 || column4 >= args.in_width4 {
    return vec4f(0.0);
  }
  let stride = args.weight_stride4;
  let at = args.weight + 4u * (out4 + c4) * stride + column4;
  let i = k & 3u;
  return vec4f(weights[at][i], weights[at + stride][i], weights[at + 2u * stride][i], weights[at + 3u * stride][i]);
}

fn column(k4: u32) -> u32 {
  return passing + select(k4, min(in4 + k4, args.in_width4 - 1u), MANY_BLOCKS);
}

fn operand(k: u32) -> f32 {
  return input[column(k / 4u)][k & 3u];
}

fn four_operands(k4: u32) -> vec4f {
  return input[column(k4)];
}

/// Four outputs of a row. Blocks of inputs but the last leave their part in the output.
fn compute_four(row: u32, c4: u32) {
  if c4 >= TILE4 {
    return;
  }
  let at = row * args.out_width4 + out4 + c4;
  let inside = out4 + c4 < args.out_width4;
  var start = block[START + c4];
  if MANY_BLOCKS && in4 > 0u && inside {
    start = output[at];
  }
  let sums = add_products(start, c4);
  if !inside {
    return;
  }
  if MANY_BLOCKS && in4 + LENGTH4 < args.in_width4 {
    output[at] = sums;
    return;
  }
  let activated = activate(sums);
  output[at] = activated.value;
  if STORE_DERIVATIVE {
    derivative[at] = activated.derivative;
  }
}

/// output = activation(input weight^T + bias); a quad keeps the weights of 16 TILE4 outputs.
@compute @workgroup_size(4)
fn linear_forward_quad(@builtin(workgroup_id) group: vec3u, @builtin(subgroup_invocation_id) invocation: u32) {
  let out_tiles = (args.out_width4 + 4u * TILE4 - 1u) / (4u * TILE4);
  lane = invocation & 3u;
  out4 = (group.x % out_tiles) * 4u * TILE4 + lane * TILE4;
  let begin = (group.x / out_tiles) * args.rows_each;
  let end = min(begin + args.rows_each, args.rows);
  for (var c4 = 0u; c4 < TILE4; c4++) {
    block[START + c4] = biases[args.bias + step.index * args.bias_step4 + min(out4 + c4, args.out_width4 - 1u)];
  }
  for (var first4 = 0u; first4 < args.in_width4; first4 += LENGTH4) {
    in4 = first4;
    fill_block();
    for (var row = begin; row < end; row++) {
      passing = row * args.in_width4;
      load_row();
      compute_four(row, 0u);
      compute_four(row, 1u);
      compute_four(row, 2u);
      compute_four(row, 3u);
    }
  }
}
