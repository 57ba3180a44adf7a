// Layers of a network for adapters that are programs on the CPU and have subgroups of four: an invocation keeps what goes
// into a layer of a few rows and what comes out to itself, and a quad shares the weights. Layers of up to 128 inputs.
//
// The file that includes this one declares
//   packed: texture_2d<f32>   as pack_weights leaves it. What samples a texture is a function that such programs call;
//                             what loads from a buffer is written out at every place, and the loop over outputs no
//                             longer fits the instruction cache.
//   nearest: sampler
//   EACH: how many rows an invocation takes. Twelve sums are as many as a CPU has registers for; eight rows are two texels
//         of four.

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

/// A number for each row.
struct Sums {
#repeat e EACH
  s$e: f32,
#end
}

fn all_rows(value: f32) -> Sums {
  return Sums(
#repeat e EACH
    value,
#end
  );
}

/// One number at a time, as a CPU loads it right where it multiplies.
fn add_products(sums: ptr<function, Sums>, weight: f32, at: u32) {
#repeat e EACH
  (*sums).s$e = fma(input[at][$e], weight, (*sums).s$e);
#end
}

fn place(i: u32) -> u32 {
  return (i & ~3u) + ((i & 3u) ^ lane);
}

/// Keeps number i of each row as what comes out of the layer.
fn keep(i: u32, rows: Sums) {
  output[place(i)] = array<f32, EACH>(
#repeat e EACH
    rows.s$e,
#end
  );
}

/// The weights of one output: the centre of a texel is half a texel away from its edge.
fn load_weights(row: u32, width4: u32) {
  let at = vec2f((f32(lane) + 0.5) / f32(PACKED_TEXELS), (f32(row) + 0.5) / f32(PACKED_ROWS));
#repeat block 8
  if 4u * $blocku < width4 {
    weights[$block] = textureSampleLevel(
      packed, nearest, at + vec2f(f32(4u * $blocku) / f32(PACKED_TEXELS), 0.0), 0.0);
  }
#end
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

/// The bias and the products of row `row` of the weights with the input of each row.
fn multiply(bias: f32, row: u32, width4: u32) -> Sums {
  load_weights(row, width4);
  var sums = all_rows(bias);
#repeat block 8
#repeat j 4
  add_four(&sums, $blocku, $ju, width4);
#end
#end
  return sums;
}

/// What came out of a layer, of a width in vec4, goes into the next.
fn pass_on(width4: u32) {
#repeat block 8
  if 4u * $blocku < width4 {
#repeat i 16
    input[16u * $blocku + $iu] = output[16u * $blocku + $iu];
#end
  }
#end
}
