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

/// Widths in vec4: of the features of x, of the hidden layers, of the answer.
override X_WIDTH4: u32 = 32u;
override WIDTH4: u32 = 32u;
override OUT_WIDTH4: u32 = 1u;
/// Samples that a workgroup walks, a multiple of 8 up to 128, and the vec4s that it needs for them: SAMPLES / 4 times the
/// largest width, and no less than 512. (SAMPLES / 8) times the largest width / 4 is at most 128.
override SAMPLES: u32 = 32u;
override TILE4: u32 = 1024u;

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: SampleBlock;
@group(0) @binding(2) var<storage, read> table: array<SampleStep>;
// layer after layer, as transpose_weights leaves them
@group(0) @binding(3) var<storage, read> transposed: array<vec4f>;
// [rows of the table, WIDTH4]: the first layer's bias, with the features of t folded in
@group(0) @binding(4) var<storage, read> folded_bias: array<vec4f>;
// [count, data_dim]
@group(0) @binding(5) var<storage, read_write> x: array<f32>;
// [history, count, data_dim]: x0 of the last step, of the one before
@group(0) @binding(6) var<storage, read_write> x0_history: array<f32>;

const INVOCATIONS = 128u;
/// In the place of the folded bias: the layer has its own.
const NOT_FOLDED = 0xffffffffu;

/// [width, SAMPLES / 4]: what goes into a layer, then what comes out. A vec4 holds four samples, so that neighbouring
/// invocations read neighbouring banks.
var<workgroup> tile: array<vec4f, TILE4>;

/// The sample that this invocation updates, among the workgroup's.
var<private> updated: u32;

/// 8 samples x 4 outputs: output c of samples 0 .. 3 and of 4 .. 7.
struct Products {
  low0: vec4f,
  low1: vec4f,
  low2: vec4f,
  low3: vec4f,
  high0: vec4f,
  high1: vec4f,
  high2: vec4f,
  high3: vec4f,
}

fn sample_at(first: u32, i: u32) -> u32 {
  // Past the end the last sample is walked again and not kept.
  return args.begin + min(first + i, args.rows - 1u);
}

fn coordinates(first: u32, four: u32, d: u32) -> vec4f {
  return vec4f(
    x[sample_at(first, 4u * four) * args.data_dim + d],
    x[sample_at(first, 4u * four + 1u) * args.data_dim + d],
    x[sample_at(first, 4u * four + 2u) * args.data_dim + d],
    x[sample_at(first, 4u * four + 3u) * args.data_dim + d]);
}

/// The coordinates of x, sin and cos of each at rising frequencies, zeros up to the padding.
fn embed(first: u32, invocation: u32) {
  let fours = SAMPLES / 4u;
  let waves = args.data_dim * args.fourier_features;
  let features = args.data_dim + 2u * waves;
  for (var i = invocation; i < (4u * X_WIDTH4 - waves) * fours; i += INVOCATIONS) {
    let four = i % fours;
    let item = i / fours;
    if item < args.data_dim {
      tile[item * fours + four] = coordinates(first, four, item);
    } else if item < args.data_dim + waves {
      let wave = item - args.data_dim;
      let turns = ldexp(args.fourier_base, i32(wave / args.data_dim));
      let phases = turns * coordinates(first, four, wave % args.data_dim);
      let w0 = sin_cos_turns(phases.x);
      let w1 = sin_cos_turns(phases.y);
      let w2 = sin_cos_turns(phases.z);
      let w3 = sin_cos_turns(phases.w);
      let at = (args.data_dim + 2u * wave) * fours + four;
      tile[at] = vec4f(w0.x, w1.x, w2.x, w3.x);
      tile[at + fours] = vec4f(w0.y, w1.y, w2.y, w3.y);
    } else {
      tile[(features + item - args.data_dim - waves) * fours + four] = vec4f(0.0);
    }
  }
}

/// bias + weights times the tile, for 8 samples from 8 `eight` and the outputs of vec4 `out4`.
fn multiply(row: u32, bias: vec4f, eight: u32, out4: u32, width: u32, out_width4: u32) -> Products {
  var low0 = vec4f(bias.x);
  var low1 = vec4f(bias.y);
  var low2 = vec4f(bias.z);
  var low3 = vec4f(bias.w);
  var high0 = low0;
  var high1 = low1;
  var high2 = low2;
  var high3 = low3;
  for (var i = 0u; i < width; i++) {
    let w = transposed[row + i * out_width4 + out4];
    let low = tile[i * (SAMPLES / 4u) + 2u * eight];
    let high = tile[i * (SAMPLES / 4u) + 2u * eight + 1u];
    low0 += w.x * low;
    low1 += w.y * low;
    low2 += w.z * low;
    low3 += w.w * low;
    high0 += w.x * high;
    high1 += w.y * high;
    high2 += w.z * high;
    high3 += w.w * high;
  }
  return Products(low0, low1, low2, low3, high0, high1, high2, high3);
}

fn store(eight: u32, output: u32, low: vec4f, high: vec4f, hidden: bool) {
  let at = output * (SAMPLES / 4u) + 2u * eight;
  if hidden {
    tile[at] = activate(low).value;
    tile[at + 1u] = activate(high).value;
  } else {
    tile[at] = low;
    tile[at + 1u] = high;
  }
}

/// A layer in place: everything is read before anything is written.
fn layer(row: u32, folded_at: u32, invocation: u32, width: u32, out_width4: u32, hidden: bool) {
  let eight = invocation % (SAMPLES / 8u);
  let out4 = invocation / (SAMPLES / 8u);
  var products: Products;
  if out4 < out_width4 {
    var bias = transposed[row + width * out_width4 + out4];
    if folded_at != NOT_FOLDED {
      bias = folded_bias[folded_at + out4];
    }
    products = multiply(row, bias, eight, out4, width, out_width4);
  }
  workgroupBarrier();
  if out4 < out_width4 {
    store(eight, 4u * out4, products.low0, products.high0, hidden);
    store(eight, 4u * out4 + 1u, products.low1, products.high1, hidden);
    store(eight, 4u * out4 + 2u, products.low2, products.high2, hidden);
    store(eight, 4u * out4 + 3u, products.low3, products.high3, hidden);
  }
  workgroupBarrier();
}

/// The last layer where it has four outputs at most: the invocations share the inputs out, and `answer` adds up.
fn last_layer(row: u32, invocation: u32) {
  let fours = SAMPLES / 4u;
  let four = invocation % fours;
  let part = invocation / fours;
  let bias = select(vec4f(0.0), transposed[row + 4u * WIDTH4], part == 0u);
  var sum0 = vec4f(bias.x);
  var sum1 = vec4f(bias.y);
  var sum2 = vec4f(bias.z);
  var sum3 = vec4f(bias.w);
  for (var i = part; i < 4u * WIDTH4; i += INVOCATIONS / fours) {
    let w = transposed[row + i];
    let values = tile[i * fours + four];
    sum0 += w.x * values;
    sum1 += w.y * values;
    sum2 += w.z * values;
    sum3 += w.w * values;
  }
  workgroupBarrier();
  if part < INVOCATIONS / fours {
    let at = part * fours + four;
    tile[4u * at] = sum0;
    tile[4u * at + 1u] = sum1;
    tile[4u * at + 2u] = sum2;
    tile[4u * at + 3u] = sum3;
  }
  workgroupBarrier();
}

fn answer(d: u32) -> f32 {
  let fours = SAMPLES / 4u;
  let four = updated / 4u;
  let lane = updated & 3u;
  if OUT_WIDTH4 > 1u {
    return tile[d * fours + four][lane];
  }
  var sum = 0.0;
  for (var part = 0u; part < INVOCATIONS / fours; part++) {
    sum += tile[4u * (part * fours + four) + d][lane];
  }
  return sum;
}

/// Network and update for several rows of the table; a workgroup walks SAMPLES samples and keeps them in its memory between
/// layers.
@compute @workgroup_size(128)
fn sample_workgroup(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) invocation: u32,
) {
  let first = group.x * SAMPLES;
  updated = invocation;
  for (var table_row = step.first; table_row <= step.index; table_row++) {
    embed(first, invocation);
    workgroupBarrier();
    var row = 0u;
    var width = 4u * X_WIDTH4;
    for (var i = 0u; i < args.hidden_layers + select(0u, 1u, OUT_WIDTH4 > 1u); i++) {
      let hidden = i < args.hidden_layers;
      let out_width4 = select(OUT_WIDTH4, WIDTH4, hidden);
      layer(row, select(NOT_FOLDED, table_row * WIDTH4, i == 0u), invocation, width, out_width4, hidden);
      row += (width + 1u) * out_width4;
      width = 4u * WIDTH4;
    }
    if OUT_WIDTH4 == 1u {
      last_layer(row, invocation);
    }
    if invocation < SAMPLES && first + invocation < args.rows {
      update_sample(table[table_row], args.begin + first + invocation);
    }
    storageBarrier();
    workgroupBarrier();
  }
}
