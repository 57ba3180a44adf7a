enable subgroups;

#include "lib/private_rows.wgsl"

struct Args {
  rows: u32,
  hidden_layers: u32,
}

/// Widths in vec4, of the hidden layers and of the answer, 1 to 32.
override WIDTH4: u32 = 32u;
override OUT_WIDTH4: u32 = 16u;
/// Rows of `derivatives`.
override DERIVATIVES: u32 = 1024u;

@group(0) @binding(0) var<uniform> args: Args;
// [rows, 4 * OUT_WIDTH4]
@group(0) @binding(1) var<storage, read> d_output: array<f32>;
// [PACKED_ROWS, PACKED_TEXELS]: after the outputs of all layers, the transposed weights of all but the first
@group(0) @binding(2) var packed: texture_2d<f32>;
@group(0) @binding(3) var nearest: sampler;
// [DERIVATIVES = quads * hidden_layers, 32 * WIDTH4] texels of four rows, of the hidden layers' activations
@group(0) @binding(4) var derivatives: texture_2d<f32>;
// [slabs * (hidden_layers + 1), 32 * widest], likewise: gradients with respect to each layer's pre-activations
@group(0) @binding(5) var gradients: texture_storage_2d<rgba32float, write>;

fn write_gradient(layer: u32, i: u32, values: Sums) {
  write_to_slab(gradients, args.hidden_layers + 1u, layer, i, values);
}

fn gradient_at(e: u32, i: u32) -> f32 {
  let row = row_at(e);
  return select(0.0, d_output[min(row, args.rows - 1u) * 4u * OUT_WIDTH4 + i], row < args.rows);
}

/// The gradients of the answer; past the end they are zero, and so are all that follow from them.
fn load_gradients() {
  for (var i = 0u; i < 4u * OUT_WIDTH4; i++) {
    let values = Sums(
      gradient_at(0u, i), gradient_at(1u, i), gradient_at(2u, i), gradient_at(3u, i), gradient_at(4u, i),
      gradient_at(5u, i), gradient_at(6u, i), gradient_at(7u, i));
    keep(i, values);
    write_gradient(args.hidden_layers, i, values);
  }
}

fn four_derivatives(texel: vec2u) -> vec4f {
  let at = (vec2f(texel) + 0.5) / vec2f(f32(32u * WIDTH4), f32(DERIVATIVES));
  return textureSampleLevel(derivatives, nearest, at, 0.0);
}

/// The gradient of output i of a hidden layer, kept: that of the layer above it times its weights, and the derivative.
fn pass_back(layer: u32, i: u32, above_width4: u32) {
  let outputs = args.hidden_layers * 4u * WIDTH4 + 4u * OUT_WIDTH4;
  let sums = multiply(0.0, outputs + layer * 4u * WIDTH4 + i, above_width4);
  let texel = own_texel(args.hidden_layers, layer, i);
  let a = four_derivatives(texel);
  let b = four_derivatives(texel + vec2u(1u, 0u));
  let values = Sums(
    sums.s0 * a.x, sums.s1 * a.y, sums.s2 * a.z, sums.s3 * a.w, sums.s4 * b.x,
    sums.s5 * b.y, sums.s6 * b.z, sums.s7 * b.w);
  keep(i, values);
  write_gradient(layer, i, values);
}

/// The way back of what forward_private has taken through the network.
@compute @workgroup_size(4)
fn backward_private(
  @builtin(workgroup_id) group: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  lane = invocation & 3u;
  quad = group.x;
  load_gradients();
  pass_on(OUT_WIDTH4);
  let last = args.hidden_layers - 1u;
  for (var i = 0u; i < 4u * WIDTH4; i++) {
    pass_back(last, i, OUT_WIDTH4);
  }
  for (var above = last; above > 0u; above--) {
    pass_on(WIDTH4);
    for (var i = 0u; i < 4u * WIDTH4; i++) {
      pass_back(above - 1u, i, WIDTH4);
    }
  }
}
