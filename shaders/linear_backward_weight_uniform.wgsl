#include "lib/uniform_tile.wgsl"

struct Args {
  /// rows in the first pair of windows and in the second; the second has as many or fewer
  rows_0: u32,
  rows_1: u32,
  /// widths in vec4
  in_width4: u32,
  out_width4: u32,
  /// where the rows start in their windows, in vec4
  input: u32,
  d_output: u32,
  /// places in the partial gradients, in vec4
  weight: u32,
  bias: u32,
  /// 1: add to what is there (a slab's later rows, a batch's later micro-batches)
  accumulate: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
// two runs of rows, each [rows, 4 * in_width4]
@group(0) @binding(1) var<uniform> input_0: array<vec4f, 4096>;
@group(0) @binding(2) var<uniform> input_1: array<vec4f, 4096>;
// the same rows, each [rows, 4 * out_width4]
@group(0) @binding(3) var<uniform> d_output_0: array<vec4f, 4096>;
@group(0) @binding(4) var<uniform> d_output_1: array<vec4f, 4096>;
// [slabs, 4 * parameters4]
@group(0) @binding(5) var<storage, read_write> partial_gradients: array<vec4f>;

fn keep(at: u32, gradient: vec4f) {
  if args.accumulate == 1u {
    partial_gradients[at] += gradient;
  } else {
    partial_gradients[at] = gradient;
  }
}

fn keep_block(out4: u32, in4: u32, gradient: mat4x4f) {
  if out4 < args.out_width4 && in4 < args.in_width4 {
    let at = args.weight + 4u * out4 * args.in_width4 + in4;
    keep(at, gradient[0]);
    keep(at + args.in_width4, gradient[1]);
    keep(at + 2u * args.in_width4, gradient[2]);
    keep(at + 3u * args.in_width4, gradient[3]);
  }
}

fn keep_bias(out4: u32, gradient: vec4f) {
  if out4 < args.out_width4 {
    keep(args.bias + out4, gradient);
  }
}

/// Weight gradient d_output^T input and bias gradient of some rows; an invocation computes 16 outputs x 16 inputs.
@compute @workgroup_size(8)
fn linear_backward_weight_uniform(@builtin(global_invocation_id) id: vec3u) {
  let in_tiles = (args.in_width4 + 3u) / 4u;
  let out4 = 4u * (id.x / in_tiles);
  let in4 = 4u * (id.x % in_tiles);
  if out4 >= args.out_width4 {
    return;
  }
  var g00 = mat4x4f();
  var g01 = mat4x4f();
  var g02 = mat4x4f();
  var g03 = mat4x4f();
  var g10 = mat4x4f();
  var g11 = mat4x4f();
  var g12 = mat4x4f();
  var g13 = mat4x4f();
  var g20 = mat4x4f();
  var g21 = mat4x4f();
  var g22 = mat4x4f();
  var g23 = mat4x4f();
  var g30 = mat4x4f();
  var g31 = mat4x4f();
  var g32 = mat4x4f();
  var g33 = mat4x4f();
  var b0 = vec4f(0.0);
  var b1 = vec4f(0.0);
  var b2 = vec4f(0.0);
  var b3 = vec4f(0.0);
  // Past the last input or output, whatever is there is read; only the stores are guarded.
  for (var row = 0u; row < args.rows_0; row++) {
    let x_at = args.input + row * args.in_width4 + in4;
    let d_at = args.d_output + row * args.out_width4 + out4;
    let x00 = input_0[x_at];
    let x01 = input_0[x_at + 1u];
    let x02 = input_0[x_at + 2u];
    let x03 = input_0[x_at + 3u];
    let both = row < args.rows_1;
    let x10 = select(vec4f(0.0), input_1[x_at], both);
    let x11 = select(vec4f(0.0), input_1[x_at + 1u], both);
    let x12 = select(vec4f(0.0), input_1[x_at + 2u], both);
    let x13 = select(vec4f(0.0), input_1[x_at + 3u], both);
    let d00 = d_output_0[d_at];
    let d10 = select(vec4f(0.0), d_output_1[d_at], both);
    b0 += d00 + d10;
    g00 += outer(x00, d00) + outer(x10, d10);
    g01 += outer(x01, d00) + outer(x11, d10);
    g02 += outer(x02, d00) + outer(x12, d10);
    g03 += outer(x03, d00) + outer(x13, d10);
    let d01 = d_output_0[d_at + 1u];
    let d11 = select(vec4f(0.0), d_output_1[d_at + 1u], both);
    b1 += d01 + d11;
    g10 += outer(x00, d01) + outer(x10, d11);
    g11 += outer(x01, d01) + outer(x11, d11);
    g12 += outer(x02, d01) + outer(x12, d11);
    g13 += outer(x03, d01) + outer(x13, d11);
    let d02 = d_output_0[d_at + 2u];
    let d12 = select(vec4f(0.0), d_output_1[d_at + 2u], both);
    b2 += d02 + d12;
    g20 += outer(x00, d02) + outer(x10, d12);
    g21 += outer(x01, d02) + outer(x11, d12);
    g22 += outer(x02, d02) + outer(x12, d12);
    g23 += outer(x03, d02) + outer(x13, d12);
    let d03 = d_output_0[d_at + 3u];
    let d13 = select(vec4f(0.0), d_output_1[d_at + 3u], both);
    b3 += d03 + d13;
    g30 += outer(x00, d03) + outer(x10, d13);
    g31 += outer(x01, d03) + outer(x11, d13);
    g32 += outer(x02, d03) + outer(x12, d13);
    g33 += outer(x03, d03) + outer(x13, d13);
  }
  keep_block(out4, in4, g00);
  keep_block(out4, in4 + 1u, g01);
  keep_block(out4, in4 + 2u, g02);
  keep_block(out4, in4 + 3u, g03);
  keep_block(out4 + 1u, in4, g10);
  keep_block(out4 + 1u, in4 + 1u, g11);
  keep_block(out4 + 1u, in4 + 2u, g12);
  keep_block(out4 + 1u, in4 + 3u, g13);
  keep_block(out4 + 2u, in4, g20);
  keep_block(out4 + 2u, in4 + 1u, g21);
  keep_block(out4 + 2u, in4 + 2u, g22);
  keep_block(out4 + 2u, in4 + 3u, g23);
  keep_block(out4 + 3u, in4, g30);
  keep_block(out4 + 3u, in4 + 1u, g31);
  keep_block(out4 + 3u, in4 + 2u, g32);
  keep_block(out4 + 3u, in4 + 3u, g33);
  // One column of tiles keeps the bias gradient as well.
  if in4 == 0u {
    keep_bias(out4, b0);
    keep_bias(out4 + 1u, b1);
    keep_bias(out4 + 2u, b2);
    keep_bias(out4 + 3u, b3);
  }
}
