// Matrix products for adapters that are programs on the CPU and have subgroups of four. Like lib/stationary.wgsl: an
// invocation keeps a block of one matrix and lets the rows of the other pass. But each row is loaded once for the four
// invocations of a quad, which swap its numbers, and no more values are alive at once than a CPU has registers.
//
// The file that includes this one defines
//   const CONTIGUOUS: bool    whether four numbers of a passing row are found side by side

/// vec4s of a passing row that a block covers, 1 to 32. Constant, as such adapters run both sides of every branch.
override LENGTH4: u32 = 32u;
/// vec4s of sums, 1 to 4.
override TILE4: u32 = 4u;
/// Whether a row takes more than one block.
override MANY_BLOCKS: bool = true;

/// Which of the quad's four invocations this is.
var<private> lane: u32;

const PASSING = 512u;
const START = 520u;
/// block[TILE4 k + c4]: the factors; from PASSING on: what this invocation has loaded of the passing row; from START on:
/// what the sums start from. Read at constant indices only, once calls are inlined: else it costs as much as memory.
/// One array, as short ones become values that live long and take the registers.
var<private> block: array<vec4f, 524>;

/// The place in the passing row of what comes from the invocation `swap` lanes away when the j-th number is due.
fn place(j: u32, swap: u32) -> u32 {
  if CONTIGUOUS && (j | 3u) < LENGTH4 {
    return 16u * (j / 4u) + 4u * (lane ^ swap) + (j & 3u);
  }
  return 4u * j + (lane ^ swap);
}

/// One number at a time, so that a factor is used as soon as it is loaded, and swapped step by step, so that no other
/// waits for its turn. Spelt out, as calls take long to compile.
fn add_four(sums: vec4f, j: u32, c4: u32) -> vec4f {
  if j >= LENGTH4 {
    return sums;
  }
  let k = TILE4 * 4u * j + c4;
  let l = k + TILE4;
  let m = l + TILE4;
  let n = m + TILE4;
  let v = block[PASSING + j / 4u][j & 3u];
  let x0 = sums.x + block[k].x * v;
  let y0 = sums.y + block[k].y * v;
  let z0 = sums.z + block[k].z * v;
  let w0 = sums.w + block[k].w * v;
  let v1 = quadSwapX(v);
  let x1 = x0 + block[l].x * v1;
  let y1 = y0 + block[l].y * v1;
  let z1 = z0 + block[l].z * v1;
  let w1 = w0 + block[l].w * v1;
  let v2 = quadSwapDiagonal(v1);
  let x2 = x1 + block[m].x * v2;
  let y2 = y1 + block[m].y * v2;
  let z2 = z1 + block[m].z * v2;
  let w2 = w1 + block[m].w * v2;
  let v3 = quadSwapX(v2);
  let x3 = x2 + block[n].x * v3;
  let y3 = y2 + block[n].y * v3;
  let z3 = z2 + block[n].z * v3;
  let w3 = w2 + block[n].w * v3;
  return vec4f(x3, y3, z3, w3);
}

fn add_sixteen(sums: vec4f, j: u32, c4: u32) -> vec4f {
  return add_four(add_four(add_four(add_four(sums, j, c4), j + 1u, c4), j + 2u, c4), j + 3u, c4);
}

/// `sums` and the products of the passing row with the factors of sums 4 c4 .. 4 c4 + 3.
fn add_products(sums: vec4f, c4: u32) -> vec4f {
  let quarter = add_sixteen(add_sixteen(sums, 0u, c4), 4u, c4);
  let half = add_sixteen(add_sixteen(quarter, 8u, c4), 12u, c4);
  let most = add_sixteen(add_sixteen(half, 16u, c4), 20u, c4);
  return add_sixteen(add_sixteen(most, 24u, c4), 28u, c4);
}

/// The sum of the passing row. What a short row leaves of the eight vec4s is zero.
fn sum_passing() -> f32 {
  let low = (block[PASSING] + block[PASSING + 1u]) + (block[PASSING + 2u] + block[PASSING + 3u]);
  let high = (block[PASSING + 4u] + block[PASSING + 5u]) + (block[PASSING + 6u] + block[PASSING + 7u]);
  let four = low + high;
  let own = (four.x + four.y) + (four.z + four.w);
  let pair = own + quadSwapX(own);
  return pair + quadSwapY(pair);
}
