#include "lib/halves.wgsl"
#include "lib/slab_gradients.wgsl"

// the inputs of each layer, one layer after the other: [room, its input width]
@group(0) @binding(1) var<storage, read> activations: array<vec2u>;
// the gradients with respect to each layer's pre-activations, likewise: [room, its output width]
@group(0) @binding(2) var<storage, read> d_outputs: array<vec2u>;

fn input_at(at: u32) -> vec4f {
  return from_halves(activations[at]);
}

fn d_output_at(at: u32) -> vec4f {
  return from_halves(d_outputs[at]);
}

fn keep(at: u32, gradient: vec4f) {
  add_gradient(at, gradient / GRADIENT_SCALE);
}

/// The gradients of all layers over one slab of rows, and the slab's loss; an invocation computes 16 outputs x 8 inputs
/// from halves.
@compute @workgroup_size(64)
fn weight_gradients_half(@builtin(global_invocation_id) id: vec3u) {
  add_slabs(id.x);
}
