#include "private_layer.wgsl"

const EACH = 8u;

// The rows of lib/private_layer.wgsl and where they stand in textures, in texels of four rows of a feature: a quad has eight of
// them, of which two are an invocation's. What is read together stands together in memory: at strides of kilobytes, texels
// come past all caches.

/// Which of all quads this is.
var<private> quad: u32;

/// Row e of this invocation.
fn row_at(e: u32) -> u32 {
  return 32u * quad + 8u * lane + e;
}

fn write_texels(texture: texture_storage_2d<rgba32float, write>, at: vec2u, rows: Sums) {
  textureStore(texture, at, vec4f(rows.s0, rows.s1, rows.s2, rows.s3));
  textureStore(texture, at + vec2u(1u, 0u), vec4f(rows.s4, rows.s5, rows.s6, rows.s7));
}

/// Writes a feature of one of some layers into a texture [slabs * layers, 32 * widest]: four quads are a slab.
fn write_to_slab(texture: texture_storage_2d<rgba32float, write>, layers: u32, layer: u32, feature: u32, rows: Sums) {
  let at = vec2u(32u * feature + 8u * (quad & 3u) + 2u * lane, (quad >> 2u) * layers + layer);
  write_texels(texture, at, rows);
}

/// The first texel of a feature of a hidden layer, in a texture [quads * hidden layers, 8 * width].
fn own_texel(hidden_layers: u32, layer: u32, feature: u32) -> vec2u {
  return vec2u(8u * feature + 2u * lane, quad * hidden_layers + layer);
}
