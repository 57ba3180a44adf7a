// WGSL promises little of sin and cos (2^-11 within [-pi, pi], nothing outside), so these reduce the argument and
// evaluate polynomials: 2e-7 absolute on every adapter.

/// (sin, cos) of 2 pi * turns.
fn sin_cos_turns(turns: f32) -> vec2f {
  let reduced = turns - round(turns);
  let quadrant = round(reduced * 4.0);
  let x = (reduced * 4.0 - quadrant) * 1.5707963267948966;
  let x2 = x * x;
  let s = x + x * x2 * (-1.6666654611e-1 + x2 * (8.3321608736e-3 + x2 * -1.9515295891e-4));
  let c = 1.0 - 0.5 * x2 + x2 * x2 * (4.166664568298827e-2 + x2 * (-1.388731625493765e-3 + x2 * 2.443315711809948e-5));
  // Turning by a quadrant swaps sine and cosine and flips a sign; selects, as lanes rarely agree.
  let turned = u32(i32(quadrant)) & 3u;
  let swapped = select(vec2f(s, c), vec2f(c, s), (turned & 1u) == 1u);
  return select(swapped, -swapped, vec2<bool>((turned & 2u) != 0u, ((turned + 1u) & 2u) != 0u));
}
