#include "eight_rows.wgsl"
#include "private_layer.wgsl"

// The rows of lib/private_layer.wgsl and where they stand in textures [features, rows / 4], of texels of four rows of a
// feature: an invocation has two.

/// The first texel of this invocation.
var<private> texel: u32;

/// Row e of this invocation.
fn row_at(e: u32) -> u32 {
  return 4u * texel + e;
}

/// Writes a feature of all rows.
fn write_rows(texture: texture_storage_2d<rgba32float, write>, feature: u32, rows: Sums) {
  textureStore(texture, vec2u(texel, feature), vec4f(rows.s0, rows.s1, rows.s2, rows.s3));
  textureStore(texture, vec2u(texel + 1u, feature), vec4f(rows.s4, rows.s5, rows.s6, rows.s7));
}
