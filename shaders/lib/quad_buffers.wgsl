#include "quad.wgsl"

// Loads what lib/quad.wgsl multiplies. The file that includes this one defines
//   fn factors(k: u32, c4: u32) -> vec4f    from number k of a passing row to this invocation's sums 4 c4 .. 4 c4 + 3,
//                                           zero past the edges
//   fn operand(k: u32) -> f32               number k of the passing row, finite past its end
//   fn four_operands(k4: u32) -> vec4f      numbers 4 k4 .. 4 k4 + 3 of it, where they lie side by side

fn fill_block() {
  for (var j = 0u; j < LENGTH4; j++) {
    for (var swap = 0u; swap < 4u; swap++) {
      for (var c4 = 0u; c4 < TILE4; c4++) {
        block[TILE4 * (4u * j + swap) + c4] = factors(place(j, swap), c4);
      }
    }
  }
}

fn load_one(j: u32) {
  if j < LENGTH4 {
    block[PASSING + j / 4u][j & 3u] = operand(place(j, 0u));
  }
}

fn load_four(j: u32) {
  if CONTIGUOUS && j + 3u < LENGTH4 {
    block[PASSING + j / 4u] = four_operands(j + lane);
    return;
  }
  load_one(j);
  load_one(j + 1u);
  load_one(j + 2u);
  load_one(j + 3u);
}

/// Loads this invocation's quarter of the passing row.
fn load_row() {
  load_four(0u);
  load_four(4u);
  load_four(8u);
  load_four(12u);
  load_four(16u);
  load_four(20u);
  load_four(24u);
  load_four(28u);
}
