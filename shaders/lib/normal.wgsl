#include "philox.wgsl"
#include "trig.wgsl"

/// A word as a number in (0, 1), the same in float32 and float64.
fn unit_uniform(word: u32) -> f32 {
  return (f32(word >> 9u) + 0.5) * 1.1920928955078125e-7;
}

/// Two independent standard normals from two words (Box and Muller, 1958).
fn box_muller(word0: u32, word1: u32) -> vec2f {
  // WGSL allows log an error of 2^-21 near 1, so it may come out above 0 there.
  let radius = sqrt(max(0.0, -2.0 * log(unit_uniform(word0))));
  return radius * sin_cos_turns(unit_uniform(word1)).yx;
}

/// Four independent standard normals of one counter.
fn normals(counter: vec4u, seed: u32) -> vec4f {
  let words = philox4x32(counter, seed);
  return vec4f(box_muller(words.x, words.y), box_muller(words.z, words.w));
}
