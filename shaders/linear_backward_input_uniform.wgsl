#include "lib/uniform_tile.wgsl"

struct Args {
  /// the first row's place in d_input
  begin: u32,
  rows: u32,
  /// rows that are taken from each window
  window_rows: u32,
  /// widths in vec4
  in_width4: u32,
  out_width4: u32,
  /// where the layer's weight starts in its window, in vec4
  weight: u32,
}

/// vec4s of inputs that an invocation computes, 1 to 4, for four rows of each window.
override TILE4: u32 = 4u;

/// Windows of rows.
override WINDOWS: u32 = 5u;

@group(0) @binding(0) var<uniform> args: Args;
// the layer's weight [4 * out_width4, 4 * in_width4]
@group(0) @binding(1) var<uniform> weights: array<vec4f, 4096>;
// [all rows, 4 * in_width4]: the gradient with respect to the pre-activation of the layer's input
@group(0) @binding(2) var<storage, read_write> d_input: array<vec4f>;
// runs of rows, each [window_rows, 4 * out_width4], one after the other
#repeat n WINDOWS
@group(0) @binding(3 + $n) var<uniform> d_output_$n: array<vec4f, 4096>;
#end
// the same rows, each [window_rows, 4 * in_width4]: the derivative of the activation that made the layer's input
#repeat n WINDOWS
@group(0) @binding(3 + $WINDOWS + $n) var<uniform> derivative_$n: array<vec4f, 4096>;
#end

/// Sums of four rows of each window, and one column of zeros.
#repeat n WINDOWS
var<private> g$n: array<mat4x4f, $TILE4 + 1>;
#end

fn store(window: u32, row: u32, in4: u32, gradient: vec4f) {
  let place = window * args.window_rows + row;
  // Not `&&`: it branches, and some compilers take a loop with so many branches for minutes.
  if (row < args.window_rows) & (place < args.rows) & (in4 < args.in_width4) {
    d_input[(args.begin + place) * args.in_width4 + in4] = gradient;
  }
}

#repeat n WINDOWS
/// One output of four rows of a window, which stand there at `at`.
fn four_rows_$n(at: vec4u, o: u32) -> vec4f {
  return vec4f(d_output_$n[at.x][o], d_output_$n[at.y][o], d_output_$n[at.z][o], d_output_$n[at.w][o]);
}
#end

/// d_input = (d_output weight) * activation'; an invocation computes 4 rows of each window x up to 16 inputs.
@compute @workgroup_size(8)
fn linear_backward_input_uniform(@builtin(global_invocation_id) id: vec3u) {
  let in_tiles = (args.in_width4 + TILE4 - 1u) / TILE4;
  let row = 4u * (id.x / in_tiles);
  let in4 = TILE4 * (id.x % in_tiles);
  let rows = vec4u(row, row + 1u, row + 2u, row + 3u);
  // Past the last input or row, whatever is there is read; only the stores are guarded.
  // Two outputs a turn, so that a sum is loaded and stored once for both.
  for (var o = 0u; o < 4u * args.out_width4; o += 2u) {
    let at = rows * args.out_width4 + o / 4u;
    let i = o & 3u;
    let j = i + 1u;
#repeat n WINDOWS
    let d$n = four_rows_$n(at, i);
    let e$n = four_rows_$n(at, j);
#end
    let w_at = args.weight + o * args.in_width4 + in4;
    let v_at = w_at + args.in_width4;
#repeat t TILE4
    {
      let w = weights[w_at + $tu];
      let v = weights[v_at + $tu];
#repeat n WINDOWS
      g$n[$t] += outer(w, d$n) + outer(v, e$n);
#end
    }
#end
  }
  for (var t = 0u; t < TILE4; t++) {
#repeat n WINDOWS
#repeat r 4
    store($nu, row + $ru, in4 + t, g$n[0][$r] * derivative_$n[rows[$r] * args.in_width4 + in4 + t]);
#end
#repeat m TILE4
    g$n[$m] = g$n[$m + 1];
#end
#end
  }
}
