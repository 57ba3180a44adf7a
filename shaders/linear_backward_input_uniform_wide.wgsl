#include "lib/uniform_backward_input.wgsl"

const WINDOWS = 6u;

@group(0) @binding(0) var<uniform> args: Args;
// six runs of rows, each [window_rows, 4 * out_width4], one after the other
@group(0) @binding(1) var<uniform> d_output_0: array<vec4f, 4096>;
@group(0) @binding(2) var<uniform> d_output_1: array<vec4f, 4096>;
@group(0) @binding(3) var<uniform> d_output_2: array<vec4f, 4096>;
@group(0) @binding(4) var<uniform> d_output_3: array<vec4f, 4096>;
@group(0) @binding(5) var<uniform> d_output_4: array<vec4f, 4096>;
@group(0) @binding(6) var<uniform> d_output_5: array<vec4f, 4096>;
// the same rows, each [window_rows, 4 * in_width4]: the derivative of the activation that made the layer's input
@group(0) @binding(7) var<uniform> derivative_0: array<vec4f, 4096>;
@group(0) @binding(8) var<uniform> derivative_1: array<vec4f, 4096>;
@group(0) @binding(9) var<uniform> derivative_2: array<vec4f, 4096>;
@group(0) @binding(10) var<uniform> derivative_3: array<vec4f, 4096>;
@group(0) @binding(11) var<uniform> derivative_4: array<vec4f, 4096>;
@group(0) @binding(12) var<uniform> derivative_5: array<vec4f, 4096>;
// the layer's weight [4 * out_width4, 4 * in_width4]
@group(0) @binding(13) var<uniform> weights: array<vec4f, 4096>;
// [all rows, 4 * in_width4]: the gradient with respect to that activation's pre-activation
@group(0) @binding(14) var<storage, read_write> d_input: array<vec4f>;

/// d_input = (d_output weight) * activation' where 15 uniforms can be bound;
/// an invocation computes 4 rows of each window x up to 16 inputs.
@compute @workgroup_size(8)
fn linear_backward_input_uniform_wide(@builtin(global_invocation_id) id: vec3u) {
  backward_input(id.x);
}
