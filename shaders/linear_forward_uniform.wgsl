#include "lib/activation.wgsl"
#include "lib/uniform_tile.wgsl"

struct Args {
  /// the first row's place in the output
  begin: u32,
  rows: u32,
  /// rows that are taken from each window
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
/// vec4s of outputs that an invocation computes, 1 to 4.
override TILE4: u32 = 4u;

/// Windows in fours, whose rows go together, and rows of each that an invocation computes.
override FOURS: u32 = 2u;
override ROWS: u32 = 3u;

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: Step;
// the layer's weight [4 * out_width4, 4 * weight_stride4], as in torch.nn.Linear
@group(0) @binding(2) var<uniform> weights: array<vec4f, 4096>;
// flat parameters or [steps, 4 * out_width4]
@group(0) @binding(3) var<storage, read> biases: array<vec4f>;
// [all rows, 4 * out_width4]
@group(0) @binding(4) var<storage, read_write> output: array<vec4f>;
// [all rows, 4 * out_width4], written where STORE_DERIVATIVE
@group(0) @binding(5) var<storage, read_write> derivative: array<vec4f>;
// runs of rows, each [window_rows, 4 * in_width4], one after the other
#repeat f FOURS
#repeat w 4
@group(0) @binding(6 + 4 * $f + $w) var<uniform> input_$f_$w: array<vec4f, 4096>;
#end
#end

/// Sums of four windows' rows, and one column of zeros.
#repeat f FOURS
#repeat r ROWS
var<private> z$f_$r: array<mat4x4f, $TILE4 + 1>;
#end
#end

fn store(window: u32, row: u32, out4: u32, z: vec4f) {
  let place = window * args.window_rows + row;
  // Not `&&`: it branches, and some compilers take a loop with so many branches for minutes.
  if (row < args.window_rows) & (place < args.rows) & (out4 < args.out_width4) {
    let at = (args.begin + place) * args.out_width4 + out4;
    let activated = activate(z);
    output[at] = activated.value;
    if STORE_DERIVATIVE {
      derivative[at] = activated.derivative;
    }
  }
}

/// A row of each of four windows.
fn store_four(first: u32, row: u32, out4: u32, z: mat4x4f) {
#repeat w 4
  store(first + $wu, row, out4, z[$w]);
#end
}

fn bias_block(out4: u32) -> mat4x4f {
  let bias = biases[args.bias + step.index * args.bias_step4 + min(out4, args.out_width4 - 1u)];
  return mat4x4f(bias, bias, bias, bias);
}

#repeat f FOURS
/// One input of a row of each of four windows, which stands there at `at`.
fn four_rows_$f(at: u32, i: u32) -> vec4f {
  return vec4f(input_$f_0[at][i], input_$f_1[at][i], input_$f_2[at][i], input_$f_3[at][i]);
}
#end

/// One input's weights for four outputs, the first of which has it at `at`.
fn four_weights(at: u32, i: u32) -> vec4f {
  let stride = args.weight_stride4;
  return vec4f(weights[at][i], weights[at + stride][i], weights[at + 2u * stride][i], weights[at + 3u * stride][i]);
}

/// output = activation(input weight^T + bias); an invocation computes some rows of each window x up to 16 outputs.
@compute @workgroup_size(8)
fn linear_forward_uniform(@builtin(global_invocation_id) id: vec3u) {
  let out_tiles = (args.out_width4 + TILE4 - 1u) / TILE4;
  let row = ROWS * (id.x / out_tiles);
  let out4 = TILE4 * (id.x % out_tiles);
  // Past the last output or row, whatever is there is read; only the stores are guarded.
  let outputs = args.weight + 4u * out4 * args.weight_stride4;
#repeat o TILE4
  let bias$o = bias_block(out4 + $ou);
#repeat f FOURS
#repeat r ROWS
  z$f_$r[$o] = bias$o;
#end
#end
#end
  // Two inputs a turn, so that a sum is loaded and stored once for both.
  for (var k = 0u; k < 4u * args.in_width4; k += 2u) {
    let i = k & 3u;
    let j = i + 1u;
#repeat r ROWS
    let at$r = (row + $ru) * args.in_width4 + k / 4u;
#repeat f FOURS
    let x$f_$r = four_rows_$f(at$r, i);
    let y$f_$r = four_rows_$f(at$r, j);
#end
#end
#repeat o TILE4
    {
      let at = outputs + 4u * $ou * args.weight_stride4 + k / 4u;
      let w = four_weights(at, i);
      let v = four_weights(at, j);
#repeat f FOURS
#repeat r ROWS
      z$f_$r[$o] += outer(w, x$f_$r) + outer(v, y$f_$r);
#end
#end
    }
#end
  }
  for (var o = 0u; o < TILE4; o++) {
#repeat f FOURS
#repeat r ROWS
    store_four(4u * $fu, row + $ru, out4 + o, z$f_$r[0]);
#repeat n TILE4
    z$f_$r[$n] = z$f_$r[$n + 1];
#end
#end
#end
  }
}
