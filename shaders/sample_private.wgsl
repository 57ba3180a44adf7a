enable subgroups;

#include "lib/activation.wgsl"
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

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: SampleBlock;
@group(0) @binding(2) var<storage, read> table: array<SampleStep>;
// layer after layer, as pack_weights leaves them. An array of fixed length is read faster.
@group(0) @binding(3) var<storage, read> packed: array<vec4f, 40960>;
// [rows of the table, 4 * WIDTH4]: the first layer's bias, with the features of t folded in
@group(0) @binding(4) var<storage, read> folded_bias: array<f32>;
// [count, data_dim]
@group(0) @binding(5) var<storage, read_write> x: array<f32>;
// [history, count, data_dim]: x0 of the last step, of the one before
@group(0) @binding(6) var<storage, read_write> x0_history: array<f32>;

/// Samples that an invocation walks: with more the sums no longer fit a CPU's registers.
const EACH = 6u;

/// What goes into a layer and what comes out, [128, EACH]. Read at constant indices, once calls are inlined: else it costs
/// as much as memory. Lane l of a quad keeps number 4 i + (m ^ l) at place 4 i + m, so that the weights a lane has loaded
/// serve its whole quad: swapped m lanes away they meet the numbers they belong to.
var<private> input: array<f32, 768>;
var<private> output: array<f32, 768>;
/// Which of the quad's four invocations this is, and which of its samples is walked at the moment.
var<private> lane: u32;
var<private> current: u32;

struct Sums {
  s0: f32,
  s1: f32,
  s2: f32,
  s3: f32,
  s4: f32,
  s5: f32,
}

fn place(i: u32) -> u32 {
  return EACH * ((i & ~3u) + ((i & 3u) ^ lane));
}

/// One number at a time, as a CPU loads it right where it multiplies.
fn add_products(sums: ptr<function, Sums>, weight: f32, at: u32) {
  (*sums).s0 = fma(input[at], weight, (*sums).s0);
  (*sums).s1 = fma(input[at + 1u], weight, (*sums).s1);
  (*sums).s2 = fma(input[at + 2u], weight, (*sums).s2);
  (*sums).s3 = fma(input[at + 3u], weight, (*sums).s3);
  (*sums).s4 = fma(input[at + 4u], weight, (*sums).s4);
  (*sums).s5 = fma(input[at + 5u], weight, (*sums).s5);
}

fn add_four(sums: ptr<function, Sums>, weight: f32, i4: u32, width4: u32) {
  if i4 < width4 {
    let at = 4u * EACH * i4;
    add_products(sums, weight, at);
    let across = quadSwapX(weight);
    add_products(sums, across, at + EACH);
    let below = quadSwapDiagonal(across);
    add_products(sums, below, at + 2u * EACH);
    add_products(sums, quadSwapX(below), at + 3u * EACH);
  }
}

fn add_sixteen(sums: ptr<function, Sums>, row: u32, block: u32, width4: u32) {
  if 4u * block < width4 {
    let weights = packed[row + 4u * block + lane];
    add_four(sums, weights.x, 4u * block, width4);
    add_four(sums, weights.y, 4u * block + 1u, width4);
    add_four(sums, weights.z, 4u * block + 2u, width4);
    add_four(sums, weights.w, 4u * block + 3u, width4);
  }
}

/// Adds the products of the packed row and the input of each sample.
fn add_row(sums: ptr<function, Sums>, row: u32, width4: u32) {
  add_sixteen(sums, row, 0u, width4);
  add_sixteen(sums, row, 1u, width4);
  add_sixteen(sums, row, 2u, width4);
  add_sixteen(sums, row, 3u, width4);
  add_sixteen(sums, row, 4u, width4);
  add_sixteen(sums, row, 5u, width4);
  add_sixteen(sums, row, 6u, width4);
  add_sixteen(sums, row, 7u, width4);
}

/// vec4s of a packed row: blocks of 16 inputs, and the bias.
fn row_length(width4: u32) -> u32 {
  return 4u * ((width4 + 3u) / 4u) + 1u;
}

fn keep(at: u32, sums: Sums, hidden: bool) {
  let low = vec4f(sums.s0, sums.s1, sums.s2, sums.s3);
  let high = vec4f(sums.s4, sums.s5, 0.0, 0.0);
  let low_out = select(low, activate(low).value, hidden);
  let high_out = select(high, activate(high).value, hidden);
  output[at] = low_out.x;
  output[at + 1u] = low_out.y;
  output[at + 2u] = low_out.z;
  output[at + 3u] = low_out.w;
  output[at + 4u] = high_out.x;
  output[at + 5u] = high_out.y;
}

fn put_feature(i: u32, value: f32) {
  input[place(i) + current] = value;
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
  return output[place(d) + current];
}

/// The network's answers for the samples that `embed` has put in.
fn evaluate(table_row: u32) {
  var row = 0u;
  for (var i = 0u; i < 4u * WIDTH4; i++) {
    let bias = folded_bias[table_row * 4u * WIDTH4 + i];
    var sums = Sums(bias, bias, bias, bias, bias, bias);
    add_row(&sums, row, X_WIDTH4);
    keep(place(i), sums, true);
    row += row_length(X_WIDTH4);
  }
  for (var layer = 1u; layer <= args.hidden_layers; layer++) {
    let hidden = layer < args.hidden_layers;
    let width = select(args.data_dim, 4u * WIDTH4, hidden);
    input = output;
    for (var i = 0u; i < width; i++) {
      let bias = packed[row + row_length(WIDTH4) - 1u].x;
      var sums = Sums(bias, bias, bias, bias, bias, bias);
      add_row(&sums, row, WIDTH4);
      keep(place(i), sums, hidden);
      row += row_length(WIDTH4);
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
