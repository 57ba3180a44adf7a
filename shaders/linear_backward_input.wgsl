struct Args {
  rows: u32,
  /// widths in vec4
  in_width4: u32,
  out_width4: u32,
  /// where the layer's weight starts in the flat parameters, in vec4
  weight: u32,
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

fn d_output_block(rows: vec4u, out4: u32) -> mat4x4f {
  return mat4x4f(d_output[rows.x + out4], d_output[rows.y + out4], d_output[rows.z + out4], d_output[rows.w + out4]);
}

fn weight_block(out4: u32, in4: u32) -> mat4x4f {
  let at = args.weight + 4u * out4 * args.in_width4 + in4;
  return mat4x4f(
    weights[at], weights[at + args.in_width4], weights[at + 2u * args.in_width4], weights[at + 3u * args.in_width4]);
}

fn store(row: u32, in4: u32, gradient: vec4f) {
  if row < args.rows && in4 < args.in_width4 {
    let at = row * args.in_width4 + in4;
    d_input[at] = gradient * derivative[at];
  }
}

fn store_block(row: u32, in4: u32, gradient: mat4x4f) {
  store(row, in4, gradient[0]);
  store(row + 1u, in4, gradient[1]);
  store(row + 2u, in4, gradient[2]);
  store(row + 3u, in4, gradient[3]);
}

/// d_input = (d_output weight) * activation'; a thread computes 8 rows x 16 inputs.
@compute @workgroup_size(64)
fn linear_backward_input(@builtin(global_invocation_id) id: vec3u) {
  let in_tiles = (args.in_width4 + 3u) / 4u;
  let row = (id.x / in_tiles) * 8u;
  let in4 = (id.x % in_tiles) * 4u;
  if row >= args.rows {
    return;
  }
  let rows0 = min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(args.rows - 1u)) * args.out_width4;
  let rows1 = min(vec4u(row + 4u, row + 5u, row + 6u, row + 7u), vec4u(args.rows - 1u)) * args.out_width4;
  let last4 = args.in_width4 - 1u;

  var g00 = mat4x4f();
  var g01 = mat4x4f();
  var g02 = mat4x4f();
  var g03 = mat4x4f();
  var g10 = mat4x4f();
  var g11 = mat4x4f();
  var g12 = mat4x4f();
  var g13 = mat4x4f();
  for (var o = 0u; o < args.out_width4; o++) {
    let d0 = d_output_block(rows0, o);
    let d1 = d_output_block(rows1, o);
    let w0 = weight_block(o, min(in4, last4));
    g00 += w0 * d0;
    g10 += w0 * d1;
    let w1 = weight_block(o, min(in4 + 1u, last4));
    g01 += w1 * d0;
    g11 += w1 * d1;
    let w2 = weight_block(o, min(in4 + 2u, last4));
    g02 += w2 * d0;
    g12 += w2 * d1;
    let w3 = weight_block(o, min(in4 + 3u, last4));
    g03 += w3 * d0;
    g13 += w3 * d1;
  }
  store_block(row, in4, g00);
  store_block(row, in4 + 1u, g01);
  store_block(row, in4 + 2u, g02);
  store_block(row, in4 + 3u, g03);
  store_block(row + 4u, in4, g10);
  store_block(row + 4u, in4 + 1u, g11);
  store_block(row + 4u, in4 + 2u, g12);
  store_block(row + 4u, in4 + 3u, g13);
}
