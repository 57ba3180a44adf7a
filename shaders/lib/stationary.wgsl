// Matrix products without barriers or workgroup memory, for adapters on which a load costs ten multiplications
// (programs on the CPU): an invocation keeps up to 128 x 16 numbers of one matrix to itself and lets the rows of the
// other pass by. The file that includes this one defines `fn operand(k: u32) -> vec4f`: numbers 4k .. 4k + 3 of the
// passing row.

/// vec4s of a passing row that a block covers, 1 to 32. Constant, as such adapters run both sides of every branch.
override LENGTH4: u32 = 32u;
/// vec4s of sums, 1 to 4.
override TILE4: u32 = 4u;
/// Whether a row takes more than one block.
override MANY_BLOCKS: bool = true;

/// block[4 k + c]: from numbers 4k .. 4k + 3 of a passing row to sums 4c .. 4c + 3. Read at constant indices only, once
/// calls are inlined: else it costs as much as memory.
var<private> block: array<mat4x4f, 128>;

/// 4 * TILE4 running sums.
struct Sums {
  s0: vec4f,
  s1: vec4f,
  s2: vec4f,
  s3: vec4f,
}

fn add_product(sums: ptr<function, Sums>, k: u32) {
  if k >= LENGTH4 {
    return;
  }
  let v = operand(k);
  (*sums).s0 += block[4u * k] * v;
  if TILE4 > 1u {
    (*sums).s1 += block[4u * k + 1u] * v;
  }
  if TILE4 > 2u {
    (*sums).s2 += block[4u * k + 2u] * v;
  }
  if TILE4 > 3u {
    (*sums).s3 += block[4u * k + 3u] * v;
  }
}

fn add_eight_products(sums: ptr<function, Sums>, k: u32) {
  add_product(sums, k);
  add_product(sums, k + 1u);
  add_product(sums, k + 2u);
  add_product(sums, k + 3u);
  add_product(sums, k + 4u);
  add_product(sums, k + 5u);
  add_product(sums, k + 6u);
  add_product(sums, k + 7u);
}

/// Adds a passing row times the block. Where the row ends before LENGTH4 the block must be zero and the operand finite.
fn add_products(sums: ptr<function, Sums>) {
  add_eight_products(sums, 0u);
  if LENGTH4 > 8u {
    add_eight_products(sums, 8u);
  }
  if LENGTH4 > 16u {
    add_eight_products(sums, 16u);
  }
  if LENGTH4 > 24u {
    add_eight_products(sums, 24u);
  }
}
