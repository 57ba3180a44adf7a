#include "lib/uniform_backward_weight.wgsl"

/// Pairs of windows.
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

/// Weight gradient d_output^T input and bias gradient of some rows; an invocation computes a tile of outputs x inputs.
@compute @workgroup_size(8)
fn linear_backward_weight_uniform(@builtin(global_invocation_id) id: vec3u) {
  backward_weight(id.x);
}
