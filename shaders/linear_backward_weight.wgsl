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
@group(0) @binding(2) var<storage, read> d_output: array<vec4f>;
// [slabs, 4 * parameters4]
@group(0) @binding(3) var<storage, read_write> partial_gradients: array<vec4f>;

fn keep(at: u32, gradient: vec4f) {
  if args.accumulate == 1u {
    partial_gradients[at] += gradient;
  } else {
    partial_gradients[at] = gradient;
  }
}

fn keep_block(slab: u32, out4: u32, in4: u32, gradient: mat4x4f) {
  if out4 < args.out_width4 && in4 < args.in_width4 {
    let at = slab * args.parameters4 + args.weight + 4u * out4 * args.in_width4 + in4;
    keep(at, gradient[0]);
    keep(at + args.in_width4, gradient[1]);
    keep(at + 2u * args.in_width4, gradient[2]);
    keep(at + 3u * args.in_width4, gradient[3]);
  }
}

/// A vec4 of columns of up to four rows; rows from `end` on count as zero.
fn input_block(row: u32, end: u32, in4: u32) -> mat4x4f {
  let rows = min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(end - 1u)) * args.in_width4 + in4;
  return mat4x4f(input[rows.x], input[rows.y], input[rows.z], input[rows.w]);
}

fn d_output_block(row: u32, end: u32, out4: u32) -> mat4x4f {
  let rows = vec4u(row, row + 1u, row + 2u, row + 3u);
  let inside = select(vec4f(0.0), vec4f(1.0), rows < vec4u(end));
  let at = min(rows, vec4u(end - 1u)) * args.out_width4 + out4;
  return mat4x4f(
    d_output[at.x] * inside.x, d_output[at.y] * inside.y, d_output[at.z] * inside.z, d_output[at.w] * inside.w);
}

/// Weight gradient d_output^T input and bias gradient of one slab of rows; a thread computes 16 outputs x 8 inputs.
@compute @workgroup_size(64)
fn linear_backward_weight(@builtin(global_invocation_id) id: vec3u) {
  let out_tiles = (args.out_width4 + 3u) / 4u;
  let in_tiles = (args.in_width4 + 1u) / 2u;
  let slab = id.x / (out_tiles * in_tiles);
  if slab >= args.slabs {
    return;
  }
  let tile = id.x % (out_tiles * in_tiles);
  let out4 = (tile / in_tiles) * 4u;
  let in4 = (tile % in_tiles) * 2u;
  let end = min((slab + 1u) * args.slab_rows, args.rows);
  let last_out = args.out_width4 - 1u;
  let second_in = min(in4 + 1u, args.in_width4 - 1u);

  var g00 = mat4x4f();
  var g10 = mat4x4f();
  var g20 = mat4x4f();
  var g30 = mat4x4f();
  var g01 = mat4x4f();
  var g11 = mat4x4f();
  var g21 = mat4x4f();
  var g31 = mat4x4f();
  for (var row = slab * args.slab_rows; row < end; row += 4u) {
    let x0 = input_block(row, end, in4);
    let x1 = input_block(row, end, second_in);
    let d0 = transpose(d_output_block(row, end, out4));
    g00 += x0 * d0;
    g01 += x1 * d0;
    let d1 = transpose(d_output_block(row, end, min(out4 + 1u, last_out)));
    g10 += x0 * d1;
    g11 += x1 * d1;
    let d2 = transpose(d_output_block(row, end, min(out4 + 2u, last_out)));
    g20 += x0 * d2;
    g21 += x1 * d2;
    let d3 = transpose(d_output_block(row, end, min(out4 + 3u, last_out)));
    g30 += x0 * d3;
    g31 += x1 * d3;
  }
  keep_block(slab, out4, in4, g00);
  keep_block(slab, out4 + 1u, in4, g10);
  keep_block(slab, out4 + 2u, in4, g20);
  keep_block(slab, out4 + 3u, in4, g30);
  keep_block(slab, out4, in4 + 1u, g01);
  keep_block(slab, out4 + 1u, in4 + 1u, g11);
  keep_block(slab, out4 + 2u, in4 + 1u, g21);
  keep_block(slab, out4 + 3u, in4 + 1u, g31);

  // One column of tiles sums the bias gradient as well.
  if in4 == 0u {
    for (var o = out4; o < min(out4 + 4u, args.out_width4); o++) {
      var sum = vec4f(0.0);
      for (var row = slab * args.slab_rows; row < end; row++) {
        sum += d_output[row * args.out_width4 + o];
      }
      keep(slab * args.parameters4 + args.bias + o, sum);
    }
  }
}
