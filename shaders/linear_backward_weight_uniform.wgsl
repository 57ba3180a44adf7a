#include "lib/uniform_tile.wgsl"

struct Args {
  rows: u32,
  /// rows that are taken from each window; the last windows may hold fewer, or none
  window_rows: u32,
  /// widths in vec4
  in_width4: u32,
  out_width4: u32,
  /// where the rows start in their first windows, in vec4; every window begins at a multiple of 16
  input: u32,
  d_output: u32,
  /// places in the partial gradients, in vec4
  weight: u32,
  bias: u32,
  /// 1: add to what is there (a slab's later rows, a batch's later micro-batches)
  accumulate: u32,
}

/// vec4s of outputs and of inputs that an invocation computes, 1 to 4.
override TILE_OUT4: u32 = 4u;
override TILE_IN4: u32 = 4u;

@group(0) @binding(0) var<uniform> args: Args;
// five runs of rows, each [window_rows, 4 * in_width4], one after the other
@group(0) @binding(1) var<uniform> input_0: array<vec4f, 4096>;
@group(0) @binding(2) var<uniform> input_1: array<vec4f, 4096>;
@group(0) @binding(3) var<uniform> input_2: array<vec4f, 4096>;
@group(0) @binding(4) var<uniform> input_3: array<vec4f, 4096>;
@group(0) @binding(5) var<uniform> input_4: array<vec4f, 4096>;
// the same rows, each [window_rows, 4 * out_width4]
@group(0) @binding(6) var<uniform> d_output_0: array<vec4f, 4096>;
@group(0) @binding(7) var<uniform> d_output_1: array<vec4f, 4096>;
@group(0) @binding(8) var<uniform> d_output_2: array<vec4f, 4096>;
@group(0) @binding(9) var<uniform> d_output_3: array<vec4f, 4096>;
@group(0) @binding(10) var<uniform> d_output_4: array<vec4f, 4096>;
// [slabs, 4 * parameters4]
@group(0) @binding(11) var<storage, read_write> partial_gradients: array<vec4f>;

/// This tile's part of a row of each window, and its gradients. Indices are constant once calls are inlined.
var<private> x: array<mat4x4f, 5>;
var<private> d: array<mat4x4f, 5>;
var<private> sums: array<mat4x4f, 16>;
var<private> bias_sums: mat4x4f;

/// Where a row of a window starts in it. `first` is where the first window's rows do.
fn place(first: u32, window: u32, row: u32, width4: u32) -> u32 {
  return ((first + window * args.window_rows * width4) & 15u) + row * width4;
}

/// A row that the window does not hold counts as zero.
fn held(values: mat4x4f, window: u32, row: u32) -> mat4x4f {
  let is_held = window * args.window_rows + row < args.rows;
  let zero = vec4f(0.0);
  return mat4x4f(
    select(zero, values[0], is_held), select(zero, values[1], is_held),
    select(zero, values[2], is_held), select(zero, values[3], is_held));
}

fn input_0_at(at: u32) -> mat4x4f {
  return mat4x4f(input_0[at], input_0[at + 1u], input_0[at + 2u], input_0[at + 3u]);
}

fn input_1_at(at: u32) -> mat4x4f {
  return mat4x4f(input_1[at], input_1[at + 1u], input_1[at + 2u], input_1[at + 3u]);
}

fn input_2_at(at: u32) -> mat4x4f {
  return mat4x4f(input_2[at], input_2[at + 1u], input_2[at + 2u], input_2[at + 3u]);
}

fn input_3_at(at: u32) -> mat4x4f {
  return mat4x4f(input_3[at], input_3[at + 1u], input_3[at + 2u], input_3[at + 3u]);
}

fn input_4_at(at: u32) -> mat4x4f {
  return mat4x4f(input_4[at], input_4[at + 1u], input_4[at + 2u], input_4[at + 3u]);
}

fn d_output_0_at(at: u32) -> mat4x4f {
  return mat4x4f(d_output_0[at], d_output_0[at + 1u], d_output_0[at + 2u], d_output_0[at + 3u]);
}

fn d_output_1_at(at: u32) -> mat4x4f {
  return mat4x4f(d_output_1[at], d_output_1[at + 1u], d_output_1[at + 2u], d_output_1[at + 3u]);
}

fn d_output_2_at(at: u32) -> mat4x4f {
  return mat4x4f(d_output_2[at], d_output_2[at + 1u], d_output_2[at + 2u], d_output_2[at + 3u]);
}

fn d_output_3_at(at: u32) -> mat4x4f {
  return mat4x4f(d_output_3[at], d_output_3[at + 1u], d_output_3[at + 2u], d_output_3[at + 3u]);
}

fn d_output_4_at(at: u32) -> mat4x4f {
  return mat4x4f(d_output_4[at], d_output_4[at + 1u], d_output_4[at + 2u], d_output_4[at + 3u]);
}

fn load_row(row: u32, out4: u32, in4: u32) {
  x[0] = held(input_0_at(place(args.input, 0u, row, args.in_width4) + in4), 0u, row);
  x[1] = held(input_1_at(place(args.input, 1u, row, args.in_width4) + in4), 1u, row);
  x[2] = held(input_2_at(place(args.input, 2u, row, args.in_width4) + in4), 2u, row);
  x[3] = held(input_3_at(place(args.input, 3u, row, args.in_width4) + in4), 3u, row);
  x[4] = held(input_4_at(place(args.input, 4u, row, args.in_width4) + in4), 4u, row);
  d[0] = held(d_output_0_at(place(args.d_output, 0u, row, args.out_width4) + out4), 0u, row);
  d[1] = held(d_output_1_at(place(args.d_output, 1u, row, args.out_width4) + out4), 1u, row);
  d[2] = held(d_output_2_at(place(args.d_output, 2u, row, args.out_width4) + out4), 2u, row);
  d[3] = held(d_output_3_at(place(args.d_output, 3u, row, args.out_width4) + out4), 3u, row);
  d[4] = held(d_output_4_at(place(args.d_output, 4u, row, args.out_width4) + out4), 4u, row);
}

/// Adds the products of four outputs and four inputs.
fn add_block(o: u32, i: u32) {
  if o < TILE_OUT4 && i < TILE_IN4 {
    sums[4u * o + i] += outer(x[0][i], d[0][o]) + outer(x[1][i], d[1][o]) + outer(x[2][i], d[2][o])
      + outer(x[3][i], d[3][o]) + outer(x[4][i], d[4][o]);
  }
}

fn add_blocks(o: u32) {
  add_block(o, 0u);
  add_block(o, 1u);
  add_block(o, 2u);
  add_block(o, 3u);
}

fn keep(at: u32, gradient: vec4f) {
  if args.accumulate == 1u {
    partial_gradients[at] += gradient;
  } else {
    partial_gradients[at] = gradient;
  }
}

fn keep_block(out4: u32, in4: u32, o: u32, i: u32) {
  if o < TILE_OUT4 && i < TILE_IN4 && out4 + o < args.out_width4 && in4 + i < args.in_width4 {
    let at = args.weight + 4u * (out4 + o) * args.in_width4 + in4 + i;
    let gradient = sums[4u * o + i];
    keep(at, gradient[0]);
    keep(at + args.in_width4, gradient[1]);
    keep(at + 2u * args.in_width4, gradient[2]);
    keep(at + 3u * args.in_width4, gradient[3]);
  }
}

/// One column of tiles keeps the bias gradient as well.
fn keep_blocks(out4: u32, in4: u32, o: u32) {
  keep_block(out4, in4, o, 0u);
  keep_block(out4, in4, o, 1u);
  keep_block(out4, in4, o, 2u);
  keep_block(out4, in4, o, 3u);
  if in4 == 0u && o < TILE_OUT4 && out4 + o < args.out_width4 {
    keep(args.bias + out4 + o, bias_sums[o]);
  }
}

/// Weight gradient d_output^T input and bias gradient of some rows; an invocation computes up to 16 outputs x 16 inputs.
@compute @workgroup_size(8)
fn linear_backward_weight_uniform(@builtin(global_invocation_id) id: vec3u) {
  let in_tiles = (args.in_width4 + TILE_IN4 - 1u) / TILE_IN4;
  let out4 = TILE_OUT4 * (id.x / in_tiles);
  let in4 = TILE_IN4 * (id.x % in_tiles);
  if out4 >= args.out_width4 {
    return;
  }
  // Past the last input or output, whatever is there is read; only the stores are guarded.
  for (var row = 0u; row < args.window_rows; row++) {
    load_row(row, out4, in4);
    bias_sums += d[0] + d[1] + d[2] + d[3] + d[4];
    add_blocks(0u);
    add_blocks(1u);
    add_blocks(2u);
    add_blocks(3u);
  }
  keep_blocks(out4, in4, 0u);
  keep_blocks(out4, in4, 1u);
  keep_blocks(out4, in4, 2u);
  keep_blocks(out4, in4, 3u);
}
