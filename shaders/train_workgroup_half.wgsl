#include "lib/halves.wgsl"
#include "lib/train_rows.wgsl"

// the inputs of each layer, one layer after the other: [room, its input width]
@group(0) @binding(7) var<storage, read_write> activations: array<vec2u>;
// the gradients with respect to each layer's pre-activations, likewise: [room, its output width]
@group(0) @binding(8) var<storage, read_write> gradients: array<vec2u>;

fn keep_input(at: u32, input: vec4f) {
  activations[at] = to_halves(input);
}

fn keep_derivative(at: u32, derivative: vec4f) {
  gradients[at] = to_halves(derivative);
}

fn derivative_at(at: u32) -> vec4f {
  return from_halves(gradients[at]);
}

fn keep_gradient(at: u32, gradient: vec4f) {
  gradients[at] = to_halves(GRADIENT_SCALE * gradient);
}

/// Everything of a training step but the products over rows; what goes through memory does so as halves.
@compute @workgroup_size(128)
fn train_workgroup_half(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) invocation: u32) {
  train_rows(group.x, invocation);
}
