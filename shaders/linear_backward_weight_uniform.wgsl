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

/// vec4s of outputs and of inputs that an invocation computes.
override TILE_OUT4: u32 = 4u;
override TILE_IN4: u32 = 4u;
/// Windows come in pairs, a loop for each: one loop for all would outgrow the first instruction cache.
const PAIRS = 2u;

@group(0) @binding(0) var<uniform> args: Args;
// four runs of rows, each [window_rows, 4 * in_width4], one after the other
@group(0) @binding(1) var<uniform> input_0_0: array<vec4f, 4096>;
@group(0) @binding(2) var<uniform> input_0_1: array<vec4f, 4096>;
@group(0) @binding(3) var<uniform> input_1_0: array<vec4f, 4096>;
@group(0) @binding(4) var<uniform> input_1_1: array<vec4f, 4096>;
// the same rows, each [window_rows, 4 * out_width4]
@group(0) @binding(5) var<uniform> d_output_0_0: array<vec4f, 4096>;
@group(0) @binding(6) var<uniform> d_output_0_1: array<vec4f, 4096>;
@group(0) @binding(7) var<uniform> d_output_1_0: array<vec4f, 4096>;
@group(0) @binding(8) var<uniform> d_output_1_1: array<vec4f, 4096>;
// [slabs, 4 * parameters4]
@group(0) @binding(9) var<storage, read_write> partial_gradients: array<vec4f>;

/// Sums of this tile, and one row of zeros.
var<private> sums: array<array<mat4x4f, $TILE_IN4>, $TILE_OUT4 + 1>;
var<private> bias_sums: array<vec4f, $TILE_OUT4 + 1>;

/// The first row of a window: the last of all where it would hold none.
fn first_row(window: u32) -> u32 {
  return min(window * args.window_rows, args.rows - 1u);
}

/// Where a window's rows start in it. `first` is where the first window's do.
fn place(first: u32, window: u32, width4: u32) -> u32 {
  return (first + first_row(window) * width4) & 15u;
}

fn keep(at: u32, gradient: vec4f) {
  if args.accumulate == 1u {
    partial_gradients[at] += gradient;
  } else {
    partial_gradients[at] = gradient;
  }
}

/// Four outputs of four inputs.
fn keep_block(out4: u32, in4: u32, gradient: mat4x4f) {
  if in4 < args.in_width4 {
    let at = args.weight + 4u * out4 * args.in_width4 + in4;
#repeat o 4
    keep(at + $ou * args.in_width4, gradient[$o]);
#end
  }
}

/// Weight gradient d_output^T input and bias gradient of some rows; an invocation computes a tile of outputs x inputs.
@compute @workgroup_size(8)
fn linear_backward_weight_uniform(@builtin(global_invocation_id) id: vec3u) {
  let in_tiles = (args.in_width4 + TILE_IN4 - 1u) / TILE_IN4;
  let out4 = TILE_OUT4 * (id.x / in_tiles);
  let in4 = TILE_IN4 * (id.x % in_tiles);
  if out4 >= args.out_width4 {
    return;
  }
  // Past the last input or output, whatever is there is read; only the stores are guarded.
#repeat p PAIRS
#repeat n 2
  let window$p_$n = 2u * $pu + $nu;
  let x_at$p_$n = place(args.input, window$p_$n, args.in_width4) + in4;
  let d_at$p_$n = place(args.d_output, window$p_$n, args.out_width4) + out4;
#end
  for (var row = 0u; row < args.window_rows; row++) {
#repeat n 2
    // A row that the window does not hold counts as zero. As a product: `select` takes a sixth longer.
    let held$n = select(0.0, 1.0, window$p_$n * args.window_rows + row < args.rows);
    let row$n = min(row, args.rows - 1u - first_row(window$p_$n));
#repeat i TILE_IN4
    let x$n_$i = input_$p_$n[x_at$p_$n + row$n * args.in_width4 + $iu];
#end
#repeat o TILE_OUT4
    let d$n_$o = held$n * d_output_$p_$n[d_at$p_$n + row$n * args.out_width4 + $ou];
#end
#end
#repeat o TILE_OUT4
    bias_sums[$o] += d0_$o + d1_$o;
#repeat i TILE_IN4
    sums[$o][$i] += outer(x0_$i, d0_$o) + outer(x1_$i, d1_$o);
#end
#end
  }
#end
  for (var o = 0u; o < TILE_OUT4; o++) {
    if out4 + o < args.out_width4 {
#repeat i TILE_IN4
      keep_block(out4 + o, in4 + $iu, sums[0][$i]);
#end
      // One column of tiles keeps the bias gradient as well.
      if in4 == 0u {
        keep(args.bias + out4 + o, bias_sums[0]);
      }
    }
#repeat n TILE_OUT4
    sums[$n] = sums[$n + 1];
    bias_sums[$n] = bias_sums[$n + 1];
#end
  }
}
