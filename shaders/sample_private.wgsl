enable subgroups;

#include "lib/sampler_update.wgsl"
#include "lib/trig.wgsl"

struct Args {
  /// samples begin .. begin + rows - 1 of count
  begin: u32,
  rows: u32,
  count: u32,
  data_dim: u32,
  /// how many earlier x0 the sampler looks back at: 0, 1 or 2
  history: u32,
  hidden_layers: u32,
  /// sine and cosine pairs per coordinate, and the lowest frequency, in turns per unit of x; the next ones double it
  fourier_features: u32,
  fourier_base: f32,
}

/// Widths in vec4, of the features of x and of the hidden layers, 1 to 32. Constant, as adapters that are programs run
/// both sides of every branch.
override X_WIDTH4: u32 = 32u;
override WIDTH4: u32 = 32u;
/// Outputs of all layers: rows of `packed`.
override OUTPUTS: u32 = 1024u;
// 1 SiLU, 2 ReLU, 3 GELU in its tanh form.
override ACTIVATION: u32 = 1u;

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: SampleBlock;
@group(0) @binding(2) var<storage, read> table: array<SampleStep>;
// [OUTPUTS, 4 * blocks] texels, as pack_weights leaves them. What samples a texture is a function that such programs call;
// what loads from a buffer is written out at every place, and the loop over outputs no longer fits the instruction cache.
@group(0) @binding(3) var packed: texture_2d<f32>;
@group(0) @binding(4) var nearest: sampler;
// [OUTPUTS]
@group(0) @binding(5) var<storage, read> biases: array<f32>;
// [rows of the table, 4 * WIDTH4]: the first layer's bias, with the features of t folded in
@group(0) @binding(6) var<storage, read> folded_bias: array<f32>;
// [count, data_dim]
@group(0) @binding(7) var<storage, read_write> x: array<f32>;
// [history, count, data_dim]: x0 of the last step, of the one before
@group(0) @binding(8) var<storage, read_write> x0_history: array<f32>;

/// Samples that an invocation walks: as many as a CPU has registers for sums.
const EACH = 12u;

/// What goes into a layer and what comes out. Read at constant indices, once calls are inlined: else it costs as much as
/// memory. Lane l of a quad keeps number 4 i + (m ^ l) at place 4 i + m, so that the weights a lane has loaded serve its
/// whole quad: swapped m lanes away they meet the numbers they belong to.
var<private> input: array<array<f32, EACH>, 128>;
var<private> output: array<array<f32, EACH>, 128>;
/// This lane's quarter of the weights of an output.
var<private> weights: array<vec4f, 8>;
/// Which of the quad's four invocations this is, and which of its samples is walked at the moment.
var<private> lane: u32;
var<private> current: u32;

/// A sum for each sample.
struct Sums {
  s0: f32,
  s1: f32,
  s2: f32,
  s3: f32,
  s4: f32,
  s5: f32,
  s6: f32,
  s7: f32,
  s8: f32,
  s9: f32,
  s10: f32,
  s11: f32,
}

fn place(i: u32) -> u32 {
  return (i & ~3u) + ((i & 3u) ^ lane);
}

/// Texels of a row of `packed`, in blocks of 16 inputs.
fn texels() -> f32 {
  return f32(4u * ((max(X_WIDTH4, WIDTH4) + 3u) / 4u));
}

fn load_sixteen(block: u32, at: vec2f, width4: u32) {
  if 4u * block < width4 {
    weights[block] = textureSampleLevel(packed, nearest, at + vec2f(f32(4u * block) / texels(), 0.0), 0.0);
  }
}

/// The weights of one output: the centre of a texel is half a texel away from its edge.
fn load_weights(row: u32, width4: u32) {
  let at = vec2f((f32(lane) + 0.5) / texels(), (f32(row) + 0.5) / f32(OUTPUTS));
  load_sixteen(0u, at, width4);
  load_sixteen(1u, at, width4);
  load_sixteen(2u, at, width4);
  load_sixteen(3u, at, width4);
  load_sixteen(4u, at, width4);
  load_sixteen(5u, at, width4);
  load_sixteen(6u, at, width4);
  load_sixteen(7u, at, width4);
}

/// One number at a time, as a CPU loads it right where it multiplies.
fn add_products(sums: ptr<function, Sums>, weight: f32, at: u32) {
  (*sums).s0 = fma(input[at][0], weight, (*sums).s0);
  (*sums).s1 = fma(input[at][1], weight, (*sums).s1);
  (*sums).s2 = fma(input[at][2], weight, (*sums).s2);
  (*sums).s3 = fma(input[at][3], weight, (*sums).s3);
  (*sums).s4 = fma(input[at][4], weight, (*sums).s4);
  (*sums).s5 = fma(input[at][5], weight, (*sums).s5);
  (*sums).s6 = fma(input[at][6], weight, (*sums).s6);
  (*sums).s7 = fma(input[at][7], weight, (*sums).s7);
  (*sums).s8 = fma(input[at][8], weight, (*sums).s8);
  (*sums).s9 = fma(input[at][9], weight, (*sums).s9);
  (*sums).s10 = fma(input[at][10], weight, (*sums).s10);
  (*sums).s11 = fma(input[at][11], weight, (*sums).s11);
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

/// The bias and the products of row `row` of the weights with the input of each sample.
fn multiply(bias: f32, row: u32, width4: u32) -> Sums {
  load_weights(row, width4);
  var sums = Sums(bias, bias, bias, bias, bias, bias, bias, bias, bias, bias, bias, bias);
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

/// The activation where `hidden` is 1, half of z where it is 0: without a branch, and with the fewest operations. As
/// exp(-z) overflows, 1 / (1 + exp(-z)) becomes 0.
fn activate_or_halve(z: f32, hidden: f32) -> f32 {
  switch ACTIVATION {
    case 1u { return z / (1.0 + exp(-hidden * z)); }
    case 2u { return max((0.5 + 0.5 * hidden) * z, (0.5 - 0.5 * hidden) * z); }
    default {
      let u = 1.5957691216057308 * z * (1.0 + 0.044715 * z * z);
      return z / (1.0 + exp(-hidden * u));
    }
  }
}

fn keep(i: u32, sums: Sums, hidden: f32) {
  output[place(i)] = array<f32, EACH>(
    activate_or_halve(sums.s0, hidden), activate_or_halve(sums.s1, hidden),
    activate_or_halve(sums.s2, hidden), activate_or_halve(sums.s3, hidden),
    activate_or_halve(sums.s4, hidden), activate_or_halve(sums.s5, hidden),
    activate_or_halve(sums.s6, hidden), activate_or_halve(sums.s7, hidden),
    activate_or_halve(sums.s8, hidden), activate_or_halve(sums.s9, hidden),
    activate_or_halve(sums.s10, hidden), activate_or_halve(sums.s11, hidden));
}

fn put_feature(i: u32, value: f32) {
  input[place(i)][current] = value;
}

/// The coordinates of x, sin and cos of each at rising frequencies, zeros up to the padding.
fn embed(sample: u32) {
  var feature = args.data_dim;
  for (var d = 0u; d < args.data_dim; d++) {
    put_feature(d, x[sample * args.data_dim + d]);
  }
  for (var frequency = 0u; frequency < args.fourier_features; frequency++) {
    let turns = ldexp(args.fourier_base, i32(frequency));
    for (var d = 0u; d < args.data_dim; d++) {
      let waves = sin_cos_turns(x[sample * args.data_dim + d] * turns);
      put_feature(feature, waves.x);
      put_feature(feature + 1u, waves.y);
      feature += 2u;
    }
  }
  for (; feature < 4u * X_WIDTH4; feature++) {
    put_feature(feature, 0.0);
  }
}

fn answer(d: u32) -> f32 {
  return 2.0 * output[place(d)][current];
}

fn pass_on_sixteen(block: u32) {
  if 4u * block < WIDTH4 {
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

/// What came out of a layer goes into the next.
fn pass_on() {
  pass_on_sixteen(0u);
  pass_on_sixteen(1u);
  pass_on_sixteen(2u);
  pass_on_sixteen(3u);
  pass_on_sixteen(4u);
  pass_on_sixteen(5u);
  pass_on_sixteen(6u);
  pass_on_sixteen(7u);
}

/// The network's answers for the samples that `embed` has put in.
fn evaluate(table_row: u32) {
  var row = 0u;
  for (var i = 0u; i < 4u * WIDTH4; i++) {
    keep(i, multiply(folded_bias[table_row * 4u * WIDTH4 + i], row, X_WIDTH4), 1.0);
    row++;
  }
  for (var layer = 1u; layer <= args.hidden_layers; layer++) {
    let is_hidden = layer < args.hidden_layers;
    let hidden = select(0.0, 1.0, is_hidden);
    let width = select(args.data_dim, 4u * WIDTH4, is_hidden);
    pass_on();
    for (var i = 0u; i < width; i++) {
      keep(i, multiply(biases[row], row, WIDTH4), hidden);
      row++;
    }
  }
}

/// Network and update for several rows of the table; a quad walks 4 EACH samples. For adapters that are programs on the
/// CPU and have subgroups of four: no barriers, no memory between layers.
@compute @workgroup_size(4)
fn sample_private(
  @builtin(workgroup_id) group: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  lane = invocation & 3u;
  let first = group.x * 4u * EACH + lane;
  for (var table_row = step.first; table_row <= step.index; table_row++) {
    for (current = 0u; current < EACH; current++) {
      // Past the end the last sample is walked again and not kept.
      embed(args.begin + min(first + 4u * current, args.rows - 1u));
    }
    evaluate(table_row);
    for (current = 0u; current < EACH; current++) {
      if first + 4u * current < args.rows {
        update_sample(table[table_row], args.begin + first + 4u * current);
      }
    }
  }
}
