#include "lib/uniform_forward.wgsl"

/// Rows of each window that an invocation computes, and windows in fours, whose rows go together.
const ROWS = 2u;
const FOURS = 3u;

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: Step;
// twelve runs of rows, each [window_rows, 4 * in_width4], one after the other
@group(0) @binding(2) var<uniform> input_0: array<vec4f, 4096>;
@group(0) @binding(3) var<uniform> input_1: array<vec4f, 4096>;
@group(0) @binding(4) var<uniform> input_2: array<vec4f, 4096>;
@group(0) @binding(5) var<uniform> input_3: array<vec4f, 4096>;
@group(0) @binding(6) var<uniform> input_4: array<vec4f, 4096>;
@group(0) @binding(7) var<uniform> input_5: array<vec4f, 4096>;
@group(0) @binding(8) var<uniform> input_6: array<vec4f, 4096>;
@group(0) @binding(9) var<uniform> input_7: array<vec4f, 4096>;
@group(0) @binding(10) var<uniform> input_8: array<vec4f, 4096>;
@group(0) @binding(11) var<uniform> input_9: array<vec4f, 4096>;
@group(0) @binding(12) var<uniform> input_10: array<vec4f, 4096>;
@group(0) @binding(13) var<uniform> input_11: array<vec4f, 4096>;
// the layer's weight [4 * out_width4, 4 * weight_stride4], as in torch.nn.Linear
@group(0) @binding(14) var<uniform> weights: array<vec4f, 4096>;
// flat parameters or [steps, 4 * out_width4]
@group(0) @binding(15) var<storage, read> biases: array<vec4f>;
// [all rows, 4 * out_width4]
@group(0) @binding(16) var<storage, read_write> output: array<vec4f>;
// [all rows, 4 * out_width4], written where STORE_DERIVATIVE
@group(0) @binding(17) var<storage, read_write> derivative: array<vec4f>;

/// One input of a row of each of four windows, which stands there at `at`.
fn four_rows_0(at: u32, i: u32) -> vec4f {
  return vec4f(input_0[at][i], input_1[at][i], input_2[at][i], input_3[at][i]);
}

fn four_rows_1(at: u32, i: u32) -> vec4f {
  return vec4f(input_4[at][i], input_5[at][i], input_6[at][i], input_7[at][i]);
}

fn four_rows_2(at: u32, i: u32) -> vec4f {
  return vec4f(input_8[at][i], input_9[at][i], input_10[at][i], input_11[at][i]);
}

/// output = activation(input weight^T + bias) where 15 uniforms can be bound;
/// an invocation computes 2 rows of each window x up to 16 outputs.
@compute @workgroup_size(8)
fn linear_forward_uniform_wide(@builtin(global_invocation_id) id: vec3u) {
  forward(id.x);
}
