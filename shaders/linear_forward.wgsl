#include "lib/activation.wgsl"

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

/// Four consecutive rows of the input at one vec4 of its columns.
fn input_block(rows: vec4u, column4: u32) -> mat4x4f {
  return mat4x4f(input[rows.x + column4], input[rows.y + column4], input[rows.z + column4], input[rows.w + column4]);
}

/// Four consecutive outputs' weights at one vec4 of their inputs, transposed: column j holds input j's weights.
fn weight_block(outputs: vec4u, column4: u32) -> mat4x4f {
  return transpose(mat4x4f(
    weights[outputs.x + column4], weights[outputs.y + column4], weights[outputs.z + column4], weights[outputs.w + column4]));
}

fn store(row: u32, out4: u32, z: vec4f) {
  if row < args.rows && out4 < args.out_width4 {
    let activated = activate(z);
    output[row * args.out_width4 + out4] = activated.value;
    if STORE_DERIVATIVE {
      derivative[row * args.out_width4 + out4] = activated.derivative;
    }
  }
}

fn store_block(row: u32, out4: u32, z: mat4x4f) {
  store(row, out4, z[0]);
  store(row + 1u, out4, z[1]);
  store(row + 2u, out4, z[2]);
  store(row + 3u, out4, z[3]);
}

/// output = activation(input weight^T + bias); a thread computes 8 rows x 16 outputs.
@compute @workgroup_size(64)
fn linear_forward(@builtin(global_invocation_id) id: vec3u) {
  let out_tiles = (args.out_width4 + 3u) / 4u;
  let row = (id.x / out_tiles) * 8u;
  let out4 = (id.x % out_tiles) * 4u;
  if row >= args.rows {
    return;
  }
  // Past the edge of a ragged tile the last row or output is read again; only the stores are guarded.
  let rows0 = min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(args.rows - 1u)) * args.in_width4;
  let rows1 = min(vec4u(row + 4u, row + 5u, row + 6u, row + 7u), vec4u(args.rows - 1u)) * args.in_width4;
  let lanes = vec4u(0u, 1u, 2u, 3u);
  let last4 = args.out_width4 - 1u;
  let outputs0 = args.weight + (min(out4, last4) * 4u + lanes) * args.weight_stride4;
  let outputs1 = args.weight + (min(out4 + 1u, last4) * 4u + lanes) * args.weight_stride4;
  let outputs2 = args.weight + (min(out4 + 2u, last4) * 4u + lanes) * args.weight_stride4;
  let outputs3 = args.weight + (min(out4 + 3u, last4) * 4u + lanes) * args.weight_stride4;

  let bias = args.bias + step.index * args.bias_step4;
  let bias0 = biases[bias + min(out4, last4)];
  let bias1 = biases[bias + min(out4 + 1u, last4)];
  let bias2 = biases[bias + min(out4 + 2u, last4)];
  let bias3 = biases[bias + min(out4 + 3u, last4)];
  var z00 = mat4x4f(bias0, bias0, bias0, bias0);
  var z01 = mat4x4f(bias1, bias1, bias1, bias1);
  var z02 = mat4x4f(bias2, bias2, bias2, bias2);
  var z03 = mat4x4f(bias3, bias3, bias3, bias3);
  var z10 = z00;
  var z11 = z01;
  var z12 = z02;
  var z13 = z03;
  for (var k = 0u; k < args.in_width4; k++) {
    let x0 = input_block(rows0, k);
    let x1 = input_block(rows1, k);
    let w0 = weight_block(outputs0, k);
    z00 += w0 * x0;
    z10 += w0 * x1;
    let w1 = weight_block(outputs1, k);
    z01 += w1 * x0;
    z11 += w1 * x1;
    let w2 = weight_block(outputs2, k);
    z02 += w2 * x0;
    z12 += w2 * x1;
    let w3 = weight_block(outputs3, k);
    z03 += w3 * x0;
    z13 += w3 * x1;
  }
  store_block(row, out4, z00);
  store_block(row, out4 + 1u, z01);
  store_block(row, out4 + 2u, z02);
  store_block(row, out4 + 3u, z03);
  store_block(row + 4u, out4, z10);
  store_block(row + 4u, out4 + 1u, z11);
  store_block(row + 4u, out4 + 2u, z12);
  store_block(row + 4u, out4 + 3u, z13);
}
