// Layers of a network for adapters that are programs on the CPU and have subgroups of four: an invocation keeps what goes
// into a layer of a few rows and what comes out to itself, and a quad shares the weights. Layers of up to 128 inputs.
//
// The file that includes this one declares
//   packed: texture_2d<f32>   as pack_weights leaves it. What samples a texture is a function that such programs call;
//                             what loads from a buffer is written out at every place, and the loop over outputs no
//                             longer fits the instruction cache.
//   nearest: sampler
// and includes eight_rows.wgsl or twelve_rows.wgsl: how many rows an invocation takes.

/// Texels of a row of `packed`, 4 for each 16 inputs, and its rows.
override PACKED_TEXELS: u32 = 32u;
override PACKED_ROWS: u32 = 1024u;

/// What goes into a layer and what comes out. Read at constant indices, once calls are inlined: else it costs as much as
/// memory. Lane l of a quad keeps number 4 i + (m ^ l) at place 4 i + m, so that the weights a lane has loaded serve its
/// whole quad: swapped m lanes away they meet the numbers they belong to.
var<private> input: array<array<f32, EACH>, 128>;
var<private> output: array<array<f32, EACH>, 128>;
/// This lane's quarter of the weights of an output.
var<private> weights: array<vec4f, 8>;
/// Which of the quad's four invocations this is.
var<private> lane: u32;

fn place(i: u32) -> u32 {
  return (i & ~3u) + ((i & 3u) ^ lane);
}

fn load_sixteen(block: u32, at: vec2f, width4: u32) {
  if 4u * block < width4 {
    weights[block] = textureSampleLevel(packed, nearest, at + vec2f(f32(4u * block) / f32(PACKED_TEXELS), 0.0), 0.0);
  }
}

/// The weights of one output: the centre of a texel is half a texel away from its edge.
fn load_weights(row: u32, width4: u32) {
  let at = vec2f((f32(lane) + 0.5) / f32(PACKED_TEXELS), (f32(row) + 0.5) / f32(PACKED_ROWS));
  load_sixteen(0u, at, width4);
  load_sixteen(1u, at, width4);
  load_sixteen(2u, at, width4);
  load_sixteen(3u, at, width4);
  load_sixteen(4u, at, width4);
  load_sixteen(5u, at, width4);
  load_sixteen(6u, at, width4);
  load_sixteen(7u, at, width4);
}

fn add_four(sums: ptr<function, Sums>, block: u32, j: u32, width4: u32) {
  let i4 = 4u * block + j;
  if i4 < width4 {
    // Swapped step by step: each is used at once and no other waits for its turn.
    let across = quadSwapX(weights[block][j]);
    add_products(sums, across, 4u * i4 + 1u);
    let below = quadSwapDiagonal(across);
    add_products(sums, below, 4u * i4 + 2u);
    let opposite = quadSwapX(below);
    add_products(sums, opposite, 4u * i4 + 3u);
    add_products(sums, quadSwapDiagonal(opposite), 4u * i4);
  }
}

fn add_sixteen(sums: ptr<function, Sums>, block: u32, width4: u32) {
  add_four(sums, block, 0u, width4);
  add_four(sums, block, 1u, width4);
  add_four(sums, block, 2u, width4);
  add_four(sums, block, 3u, width4);
}

/// The bias and the products of row `row` of the weights with the input of each row.
fn multiply(bias: f32, row: u32, width4: u32) -> Sums {
  load_weights(row, width4);
  var sums = all_rows(bias);
  add_sixteen(&sums, 0u, width4);
  add_sixteen(&sums, 1u, width4);
  add_sixteen(&sums, 2u, width4);
  add_sixteen(&sums, 3u, width4);
  add_sixteen(&sums, 4u, width4);
  add_sixteen(&sums, 5u, width4);
  add_sixteen(&sums, 6u, width4);
  add_sixteen(&sums, 7u, width4);
  return sums;
}

fn pass_on_sixteen(block: u32, width4: u32) {
  if 4u * block < width4 {
    let at = 16u * block;
    input[at + 0u] = output[at + 0u];
    input[at + 1u] = output[at + 1u];
    input[at + 2u] = output[at + 2u];
    input[at + 3u] = output[at + 3u];
    input[at + 4u] = output[at + 4u];
    input[at + 5u] = output[at + 5u];
    input[at + 6u] = output[at + 6u];
    input[at + 7u] = output[at + 7u];
    input[at + 8u] = output[at + 8u];
    input[at + 9u] = output[at + 9u];
    input[at + 10u] = output[at + 10u];
    input[at + 11u] = output[at + 11u];
    input[at + 12u] = output[at + 12u];
    input[at + 13u] = output[at + 13u];
    input[at + 14u] = output[at + 14u];
    input[at + 15u] = output[at + 15u];
  }
}

/// What came out of a layer, of a width in vec4, goes into the next.
fn pass_on(width4: u32) {
  pass_on_sixteen(0u, width4);
  pass_on_sixteen(1u, width4);
  pass_on_sixteen(2u, width4);
  pass_on_sixteen(3u, width4);
  pass_on_sixteen(4u, width4);
  pass_on_sixteen(5u, width4);
  pass_on_sixteen(6u, width4);
  pass_on_sixteen(7u, width4);
}
