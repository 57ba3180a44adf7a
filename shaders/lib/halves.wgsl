// Numbers stored in half precision, four in 8 bytes. That needs no extension; arithmetic stays in 32 bits.

/// What gradients are multiplied by while they are halves, as those of a mean over a large batch would be too small: a power
/// of two, so that their digits stay.
override GRADIENT_SCALE: f32 = 1.0;

const LARGEST_HALF = vec4f(65504.0);

/// What is too large becomes the largest: WGSL does not say what it would become else.
fn to_halves(numbers: vec4f) -> vec2u {
  let inside = clamp(numbers, -LARGEST_HALF, LARGEST_HALF);
  return vec2u(pack2x16float(inside.xy), pack2x16float(inside.zw));
}

fn from_halves(halves: vec2u) -> vec4f {
  return vec4f(unpack2x16float(halves.x), unpack2x16float(halves.y));
}
