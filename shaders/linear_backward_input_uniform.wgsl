#include "lib/uniform_tile.wgsl"

struct Args {
  /// the first row's place in d_input
  begin: u32,
  rows: u32,
  /// rows that are taken from each window, a multiple of 4
  window_rows: u32,
  /// widths in vec4
  in_width4: u32,
  out_width4: u32,
  /// where the layer's weight starts in its window, in vec4
  weight: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
// four runs of rows, each [window_rows, 4 * out_width4], one after the other
@group(0) @binding(1) var<uniform> d_output_0: array<vec4f, 4096>;
@group(0) @binding(2) var<uniform> d_output_1: array<vec4f, 4096>;
@group(0) @binding(3) var<uniform> d_output_2: array<vec4f, 4096>;
@group(0) @binding(4) var<uniform> d_output_3: array<vec4f, 4096>;
// the same rows, each [window_rows, 4 * in_width4]: the derivative of the activation that made the layer's input
@group(0) @binding(5) var<uniform> derivative_0: array<vec4f, 4096>;
@group(0) @binding(6) var<uniform> derivative_1: array<vec4f, 4096>;
@group(0) @binding(7) var<uniform> derivative_2: array<vec4f, 4096>;
@group(0) @binding(8) var<uniform> derivative_3: array<vec4f, 4096>;
// the layer's weight [4 * out_width4, 4 * in_width4]
@group(0) @binding(9) var<uniform> weights: array<vec4f, 4096>;
// [all rows, 4 * in_width4]: the gradient with respect to that activation's pre-activation
@group(0) @binding(10) var<storage, read_write> d_input: array<vec4f>;

fn store(row: u32, in4: u32, gradient: vec4f) {
  if row < args.rows && in4 < args.in_width4 {
    d_input[(args.begin + row) * args.in_width4 + in4] = gradient;
  }
}

/// Four rows of a window.
fn store_block(row: u32, in4: u32, gradient: mat4x4f, slope: mat4x4f) {
  store(row, in4, gradient[0] * slope[0]);
  store(row + 1u, in4, gradient[1] * slope[1]);
  store(row + 2u, in4, gradient[2] * slope[2]);
  store(row + 3u, in4, gradient[3] * slope[3]);
}

/// Where four rows stand in a window, at one vec4 of their columns.
fn places(row: u32, width4: u32, column4: u32) -> vec4u {
  return vec4u(row, row + 1u, row + 2u, row + 3u) * width4 + column4;
}

fn d_output_0_at(at: vec4u, i: u32) -> vec4f {
  return vec4f(d_output_0[at.x][i], d_output_0[at.y][i], d_output_0[at.z][i], d_output_0[at.w][i]);
}

fn d_output_1_at(at: vec4u, i: u32) -> vec4f {
  return vec4f(d_output_1[at.x][i], d_output_1[at.y][i], d_output_1[at.z][i], d_output_1[at.w][i]);
}

fn d_output_2_at(at: vec4u, i: u32) -> vec4f {
  return vec4f(d_output_2[at.x][i], d_output_2[at.y][i], d_output_2[at.z][i], d_output_2[at.w][i]);
}

fn d_output_3_at(at: vec4u, i: u32) -> vec4f {
  return vec4f(d_output_3[at.x][i], d_output_3[at.y][i], d_output_3[at.z][i], d_output_3[at.w][i]);
}

fn derivative_0_at(at: vec4u) -> mat4x4f {
  return mat4x4f(derivative_0[at.x], derivative_0[at.y], derivative_0[at.z], derivative_0[at.w]);
}

fn derivative_1_at(at: vec4u) -> mat4x4f {
  return mat4x4f(derivative_1[at.x], derivative_1[at.y], derivative_1[at.z], derivative_1[at.w]);
}

fn derivative_2_at(at: vec4u) -> mat4x4f {
  return mat4x4f(derivative_2[at.x], derivative_2[at.y], derivative_2[at.z], derivative_2[at.w]);
}

fn derivative_3_at(at: vec4u) -> mat4x4f {
  return mat4x4f(derivative_3[at.x], derivative_3[at.y], derivative_3[at.z], derivative_3[at.w]);
}

/// d_input = (d_output weight) * activation'; an invocation computes 4 rows of each window x 16 inputs.
@compute @workgroup_size(8)
fn linear_backward_input_uniform(@builtin(global_invocation_id) id: vec3u) {
  let in_tiles = (args.in_width4 + 3u) / 4u;
  let row = 4u * (id.x / in_tiles);
  let in4 = 4u * (id.x % in_tiles);
  if row >= args.window_rows {
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
  // Past the last input or row, whatever is there is read; only the stores are guarded.
  // Two outputs a turn, so that a sum is loaded and stored once for both.
  for (var o = 0u; o < 4u * args.out_width4; o += 2u) {
    let at = places(row, args.out_width4, o / 4u);
    let i = o & 3u;
    let j = i + 1u;
    let d0 = d_output_0_at(at, i);
    let d1 = d_output_1_at(at, i);
    let d2 = d_output_2_at(at, i);
    let d3 = d_output_3_at(at, i);
    let e0 = d_output_0_at(at, j);
    let e1 = d_output_1_at(at, j);
    let e2 = d_output_2_at(at, j);
    let e3 = d_output_3_at(at, j);
    let w_at = args.weight + o * args.in_width4 + in4;
    let v_at = w_at + args.in_width4;
    let w0 = weights[w_at];
    let v0 = weights[v_at];
    g00 += outer(w0, d0) + outer(v0, e0);
    g10 += outer(w0, d1) + outer(v0, e1);
    g20 += outer(w0, d2) + outer(v0, e2);
    g30 += outer(w0, d3) + outer(v0, e3);
    let w1 = weights[w_at + 1u];
    let v1 = weights[v_at + 1u];
    g01 += outer(w1, d0) + outer(v1, e0);
    g11 += outer(w1, d1) + outer(v1, e1);
    g21 += outer(w1, d2) + outer(v1, e2);
    g31 += outer(w1, d3) + outer(v1, e3);
    let w2 = weights[w_at + 2u];
    let v2 = weights[v_at + 2u];
    g02 += outer(w2, d0) + outer(v2, e0);
    g12 += outer(w2, d1) + outer(v2, e1);
    g22 += outer(w2, d2) + outer(v2, e2);
    g32 += outer(w2, d3) + outer(v2, e3);
    let w3 = weights[w_at + 3u];
    let v3 = weights[v_at + 3u];
    g03 += outer(w3, d0) + outer(v3, e0);
    g13 += outer(w3, d1) + outer(v3, e1);
    g23 += outer(w3, d2) + outer(v3, e2);
    g33 += outer(w3, d3) + outer(v3, e3);
  }
  let at0 = places(row, args.in_width4, in4);
  store_block(row, in4, g00, derivative_0_at(at0));
  store_block(row + 1u * args.window_rows, in4, g10, derivative_1_at(at0));
  store_block(row + 2u * args.window_rows, in4, g20, derivative_2_at(at0));
  store_block(row + 3u * args.window_rows, in4, g30, derivative_3_at(at0));
  let at1 = places(row, args.in_width4, in4 + 1u);
  store_block(row, in4 + 1u, g01, derivative_0_at(at1));
  store_block(row + 1u * args.window_rows, in4 + 1u, g11, derivative_1_at(at1));
  store_block(row + 2u * args.window_rows, in4 + 1u, g21, derivative_2_at(at1));
  store_block(row + 3u * args.window_rows, in4 + 1u, g31, derivative_3_at(at1));
  let at2 = places(row, args.in_width4, in4 + 2u);
  store_block(row, in4 + 2u, g02, derivative_0_at(at2));
  store_block(row + 1u * args.window_rows, in4 + 2u, g12, derivative_1_at(at2));
  store_block(row + 2u * args.window_rows, in4 + 2u, g22, derivative_2_at(at2));
  store_block(row + 3u * args.window_rows, in4 + 2u, g32, derivative_3_at(at2));
  let at3 = places(row, args.in_width4, in4 + 3u);
  store_block(row, in4 + 3u, g03, derivative_0_at(at3));
  store_block(row + 1u * args.window_rows, in4 + 3u, g13, derivative_1_at(at3));
  store_block(row + 2u * args.window_rows, in4 + 3u, g23, derivative_2_at(at3));
  store_block(row + 3u * args.window_rows, in4 + 3u, g33, derivative_3_at(at3));
}
