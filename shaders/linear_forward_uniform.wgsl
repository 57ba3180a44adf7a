#include "lib/activation.wgsl"
#include "lib/uniform_tile.wgsl"

struct Args {
  /// the first row's place in the output
  begin: u32,
  rows: u32,
  /// rows that are taken from each window, an even number
  window_rows: u32,
  /// widths in vec4
  in_width4: u32,
  out_width4: u32,
  /// where the layer's weight starts in its window and how long its rows are, in vec4
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
// eight runs of rows, each [window_rows, 4 * in_width4], one after the other
@group(0) @binding(2) var<uniform> input_0: array<vec4f, 4096>;
@group(0) @binding(3) var<uniform> input_1: array<vec4f, 4096>;
@group(0) @binding(4) var<uniform> input_2: array<vec4f, 4096>;
@group(0) @binding(5) var<uniform> input_3: array<vec4f, 4096>;
@group(0) @binding(6) var<uniform> input_4: array<vec4f, 4096>;
@group(0) @binding(7) var<uniform> input_5: array<vec4f, 4096>;
@group(0) @binding(8) var<uniform> input_6: array<vec4f, 4096>;
@group(0) @binding(9) var<uniform> input_7: array<vec4f, 4096>;
// the layer's weight [4 * out_width4, 4 * weight_stride4], as in torch.nn.Linear
@group(0) @binding(10) var<uniform> weights: array<vec4f, 4096>;
// flat parameters or [steps, 4 * out_width4]
@group(0) @binding(11) var<storage, read> biases: array<vec4f>;
// [all rows, 4 * out_width4]
@group(0) @binding(12) var<storage, read_write> output: array<vec4f>;
// [all rows, 4 * out_width4], written where STORE_DERIVATIVE
@group(0) @binding(13) var<storage, read_write> derivative: array<vec4f>;

fn store(row: u32, out4: u32, z: vec4f) {
  if row < args.rows && out4 < args.out_width4 {
    let at = (args.begin + row) * args.out_width4 + out4;
    let activated = activate(z);
    output[at] = activated.value;
    if STORE_DERIVATIVE {
      derivative[at] = activated.derivative;
    }
  }
}

/// Two rows of a window and two of the next.
fn store_block(row: u32, out4: u32, z: mat4x4f) {
  store(row, out4, z[0]);
  store(row + 1u, out4, z[1]);
  store(row + args.window_rows, out4, z[2]);
  store(row + args.window_rows + 1u, out4, z[3]);
}

fn bias_block(out4: u32) -> mat4x4f {
  let bias = biases[args.bias + step.index * args.bias_step4 + min(out4, args.out_width4 - 1u)];
  return mat4x4f(bias, bias, bias, bias);
}

/// One input of two rows of a window and two of the next, which stand there at `at`.
fn rows_0(at: vec2u, i: u32) -> vec4f {
  return vec4f(input_0[at.x][i], input_0[at.y][i], input_1[at.x][i], input_1[at.y][i]);
}

fn rows_1(at: vec2u, i: u32) -> vec4f {
  return vec4f(input_2[at.x][i], input_2[at.y][i], input_3[at.x][i], input_3[at.y][i]);
}

fn rows_2(at: vec2u, i: u32) -> vec4f {
  return vec4f(input_4[at.x][i], input_4[at.y][i], input_5[at.x][i], input_5[at.y][i]);
}

fn rows_3(at: vec2u, i: u32) -> vec4f {
  return vec4f(input_6[at.x][i], input_6[at.y][i], input_7[at.x][i], input_7[at.y][i]);
}

/// One input's weights for four outputs, the first of which has it at `at`.
fn four_weights(at: u32, i: u32) -> vec4f {
  let stride = args.weight_stride4;
  return vec4f(weights[at][i], weights[at + stride][i], weights[at + 2u * stride][i], weights[at + 3u * stride][i]);
}

/// output = activation(input weight^T + bias); an invocation computes 2 rows of each window x 16 outputs.
@compute @workgroup_size(8)
fn linear_forward_uniform(@builtin(global_invocation_id) id: vec3u) {
  let out_tiles = (args.out_width4 + 3u) / 4u;
  let row = 2u * (id.x / out_tiles);
  let out4 = 4u * (id.x % out_tiles);
  if row >= args.window_rows {
    return;
  }
  let row0 = row * args.in_width4;
  let row1 = row0 + args.in_width4;
  // Past the last output or row, whatever is there is read; only the stores are guarded.
  let outputs = args.weight + 4u * out4 * args.weight_stride4;
  var z00 = bias_block(out4);
  var z01 = bias_block(out4 + 1u);
  var z02 = bias_block(out4 + 2u);
  var z03 = bias_block(out4 + 3u);
  var z10 = z00;
  var z11 = z01;
  var z12 = z02;
  var z13 = z03;
  var z20 = z00;
  var z21 = z01;
  var z22 = z02;
  var z23 = z03;
  var z30 = z00;
  var z31 = z01;
  var z32 = z02;
  var z33 = z03;
  // Two inputs a turn, so that a sum is loaded and stored once for both.
  for (var k = 0u; k < 4u * args.in_width4; k += 2u) {
    let x_at = vec2u(row0, row1) + k / 4u;
    let w_at = outputs + k / 4u;
    let i = k & 3u;
    let j = i + 1u;
    let x0 = rows_0(x_at, i);
    let x1 = rows_1(x_at, i);
    let x2 = rows_2(x_at, i);
    let x3 = rows_3(x_at, i);
    let y0 = rows_0(x_at, j);
    let y1 = rows_1(x_at, j);
    let y2 = rows_2(x_at, j);
    let y3 = rows_3(x_at, j);
    let w0 = four_weights(w_at, i);
    let v0 = four_weights(w_at, j);
    z00 += outer(w0, x0) + outer(v0, y0);
    z10 += outer(w0, x1) + outer(v0, y1);
    z20 += outer(w0, x2) + outer(v0, y2);
    z30 += outer(w0, x3) + outer(v0, y3);
    let w1 = four_weights(w_at + 4u * args.weight_stride4, i);
    let v1 = four_weights(w_at + 4u * args.weight_stride4, j);
    z01 += outer(w1, x0) + outer(v1, y0);
    z11 += outer(w1, x1) + outer(v1, y1);
    z21 += outer(w1, x2) + outer(v1, y2);
    z31 += outer(w1, x3) + outer(v1, y3);
    let w2 = four_weights(w_at + 8u * args.weight_stride4, i);
    let v2 = four_weights(w_at + 8u * args.weight_stride4, j);
    z02 += outer(w2, x0) + outer(v2, y0);
    z12 += outer(w2, x1) + outer(v2, y1);
    z22 += outer(w2, x2) + outer(v2, y2);
    z32 += outer(w2, x3) + outer(v2, y3);
    let w3 = four_weights(w_at + 12u * args.weight_stride4, i);
    let v3 = four_weights(w_at + 12u * args.weight_stride4, j);
    z03 += outer(w3, x0) + outer(v3, y0);
    z13 += outer(w3, x1) + outer(v3, y1);
    z23 += outer(w3, x2) + outer(v3, y2);
    z33 += outer(w3, x3) + outer(v3, y3);
  }
  store_block(row, out4, z00);
  store_block(row, out4 + 1u, z01);
  store_block(row, out4 + 2u, z02);
  store_block(row, out4 + 3u, z03);
  store_block(row + 2u * args.window_rows, out4, z10);
  store_block(row + 2u * args.window_rows, out4 + 1u, z11);
  store_block(row + 2u * args.window_rows, out4 + 2u, z12);
  store_block(row + 2u * args.window_rows, out4 + 3u, z13);
  store_block(row + 4u * args.window_rows, out4, z20);
  store_block(row + 4u * args.window_rows, out4 + 1u, z21);
  store_block(row + 4u * args.window_rows, out4 + 2u, z22);
  store_block(row + 4u * args.window_rows, out4 + 3u, z23);
  store_block(row + 6u * args.window_rows, out4, z30);
  store_block(row + 6u * args.window_rows, out4 + 1u, z31);
  store_block(row + 6u * args.window_rows, out4 + 2u, z32);
  store_block(row + 6u * args.window_rows, out4 + 3u, z33);
}
