#include "lib/stationary.wgsl"

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
@group(0) @binding(2) var<storage, read> d_output: array<vec4f>;
// [slabs, 4 * parameters4]
@group(0) @binding(3) var<storage, read_write> partial_gradients: array<f32>;

/// The passing column's place in the first row of the block, and the block's last row, counted from there.
var<private> passing: u32;
var<private> last: u32;

/// Rows 4k .. 4k + 3 of the passing column.
fn operand(k: u32) -> vec4f {
  let rows = min(4u * k + vec4u(0u, 1u, 2u, 3u), vec4u(last)) * (4u * args.in_width4);
  return vec4f(input[passing + rows.x], input[passing + rows.y], input[passing + rows.z], input[passing + rows.w]);
}

/// Gradients of outputs 4 out4 .. 4 out4 + 3 in one row; zero past the edges.
fn d_output_at(row: u32, end: u32, out4: u32) -> vec4f {
  if row >= end || out4 >= args.out_width4 {
    return vec4f(0.0);
  }
  return d_output[row * args.out_width4 + out4];
}

/// Keeps one number of a partial gradient: set or added to.
fn keep(at: u32, sum: f32, add: bool) {
  if add {
    partial_gradients[at] += sum;
  } else {
    partial_gradients[at] = sum;
  }
}

/// Keeps the gradients that one column has with four outputs.
fn keep_outputs(slab: u32, out4: u32, column: u32, sums: vec4f, add: bool) {
  if out4 >= args.out_width4 {
    return;
  }
  let stride = 4u * args.in_width4;
  let at = 4u * (slab * args.parameters4 + args.weight) + 4u * out4 * stride + column;
  for (var j = 0u; j < 4u; j++) {
    keep(at + j * stride, sums[j], add);
  }
}

/// Weight and bias gradients of one slab of rows; an invocation keeps d_output of 4 LENGTH4 rows and 4 TILE4 outputs at a time.
@compute @workgroup_size(8)
fn linear_backward_weight_stationary(@builtin(global_invocation_id) id: vec3u) {
  let columns = 4u * args.in_width4;
  let out_tiles = (args.out_width4 + TILE4 - 1u) / TILE4;
  let slab = id.x / out_tiles;
  if slab >= args.slabs {
    return;
  }
  let out4 = (id.x % out_tiles) * TILE4;
  let begin = slab * args.slab_rows;
  let end = min(begin + args.slab_rows, args.rows);
  for (var row = begin; row < end; row += 4u * LENGTH4) {
    for (var k = 0u; k < LENGTH4; k++) {
      for (var c = 0u; c < TILE4; c++) {
        let at = row + 4u * k;
        block[4u * k + c] = mat4x4f(
          d_output_at(at, end, out4 + c), d_output_at(at + 1u, end, out4 + c),
          d_output_at(at + 2u, end, out4 + c), d_output_at(at + 3u, end, out4 + c));
      }
    }
    last = min(4u * LENGTH4, end - row) - 1u;
    let add = row > begin || args.accumulate == 1u;
    for (var column = 0u; column < columns; column++) {
      passing = row * columns + column;
      var sums = Sums();
      add_products(&sums);
      keep_outputs(slab, out4, column, sums.s0, add);
      if TILE4 > 1u {
        keep_outputs(slab, out4 + 1u, column, sums.s1, add);
      }
      if TILE4 > 2u {
        keep_outputs(slab, out4 + 2u, column, sums.s2, add);
      }
      if TILE4 > 3u {
        keep_outputs(slab, out4 + 3u, column, sums.s3, add);
      }
    }
  }
  for (var c = out4; c < min(out4 + TILE4, args.out_width4); c++) {
    var sum = vec4f(0.0);
    for (var row = begin; row < end; row++) {
      sum += d_output[row * args.out_width4 + c];
    }
    let at = 4u * (slab * args.parameters4 + args.bias + c);
    for (var j = 0u; j < 4u; j++) {
      keep(at + j, sum[j], args.accumulate == 1u);
    }
  }
}
