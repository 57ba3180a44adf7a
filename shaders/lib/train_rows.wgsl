// Everything of a training step but the products over rows: a workgroup takes ROWS rows from their draws through the
// network and back. What the weights' gradients are made of goes through memory, one layer after the other, row by row.
// The file that includes this one binds it and defines
//   fn keep_input(at: u32, input: vec4f)              a layer's inputs
//   fn keep_derivative(at: u32, derivative: vec4f)    the activations' derivatives, where the gradients will be
//   fn derivative_at(at: u32) -> vec4f
//   fn keep_gradient(at: u32, gradient: vec4f)        the gradients with respect to a layer's pre-activations

#include "activation.wgsl"
#include "draw_timestep.wgsl"
#include "normal.wgsl"
#include "steps.wgsl"
#include "trig.wgsl"

struct Args {
  /// rows begin .. begin + rows - 1 of the batch
  begin: u32,
  rows: u32,
  data_count: u32,
  data_dim: u32,
  num_timesteps: u32,
  /// 0: epsilon, 1: sample, 2: v_prediction
  prediction_type: u32,
  hidden_layers: u32,
  /// sine and cosine pairs per coordinate, and the lowest frequency, in turns per unit of x; the next ones double it
  fourier_features: u32,
  fourier_base: f32,
  /// 1 / (batch * data_dim)
  scale: f32,
  /// rows that activations and gradients have room for
  room: u32,
  /// where the second layer's weight starts in the flat parameters, and how far it is from each to the next, in vec4
  second_weight: u32,
  next_weight: u32,
}

/// Widths in vec4: of the features of x, of those of t, of the hidden layers, of the answer.
override X_WIDTH4: u32 = 1u;
override TIME_WIDTH4: u32 = 8u;
override WIDTH4: u32 = 32u;
override OUT_WIDTH4: u32 = 1u;
/// Rows of a workgroup, a multiple of 8, and the vec4s that it needs for them: ROWS / 4 times the largest width, and
/// 128 more than ROWS OUT_WIDTH4 at least. ROWS / 8 times the largest output width / 4 is at most 128.
override ROWS: u32 = 32u;
override TILE4: u32 = 1024u;

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: TrainStep;
// [data_count, data_dim]
@group(0) @binding(2) var<storage, read> data: array<f32>;
// [num_timesteps]: sqrtAlphasCumprod, sqrtOneMinusAlphasCumprod, loss weight, probability of drawing up to this t
@group(0) @binding(3) var<storage, read> schedule: array<vec4f>;
// [num_timesteps, 4 * TIME_WIDTH4]
@group(0) @binding(4) var<storage, read> time_features: array<f32>;
// flat parameters
@group(0) @binding(5) var<storage, read> weights: array<vec4f>;
// [room, 2 + data_dim]: of each row the data point, t and the noise's bits
@group(0) @binding(6) var<storage, read_write> draws: array<u32>;
// [ceil(rows / ROWS)]
@group(0) @binding(9) var<storage, read_write> partial_losses: array<f32>;

const INVOCATIONS = 128u;

/// [width, ROWS / 4]: what goes into a layer, then what comes out; on the way back gradients. A vec4 holds four rows, so
/// that neighbouring invocations read neighbouring banks.
var<workgroup> tile: array<vec4f, TILE4>;

/// 8 rows x 4 features: feature c of rows 0 .. 3 and of rows 4 .. 7.
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

fn in_width4() -> u32 {
  return X_WIDTH4 + TIME_WIDTH4;
}

/// Where a layer's weight starts in the flat parameters, in vec4.
fn weight_at(layer: u32) -> u32 {
  if layer == 0u {
    return 0u;
  }
  return args.second_weight + (layer - 1u) * args.next_weight;
}

fn draw_at(row: u32) -> u32 {
  return row * (2u + args.data_dim);
}

/// Draws a data point, a time and noise for each row, as add_noise does. Rows past the end are drawn and count nothing.
fn draw(first: u32, invocation: u32) {
  for (var row = first + invocation; row < first + ROWS; row += INVOCATIONS) {
    let words = philox4x32(vec4u(args.begin + row, step.index, STREAM_TRAIN, 0u), step.seed);
    draws[draw_at(row)] = below(words.x, args.data_count);
    draws[draw_at(row) + 1u] = draw_timestep(unit_uniform(words.y), args.num_timesteps);
  }
  let fours = (args.data_dim + 3u) / 4u;
  for (var i = invocation; i < ROWS * fours; i += INVOCATIONS) {
    let row = first + i / fours;
    let d0 = 4u * (i % fours);
    let z = normals(vec4u(args.begin + row, step.index, STREAM_TRAIN, 1u + d0 / 4u), step.seed);
    for (var d = d0; d < min(d0 + 4u, args.data_dim); d++) {
      draws[draw_at(row) + 2u + d] = bitcast<u32>(z[d - d0]);
    }
  }
}

fn timestep_of(row: u32) -> u32 {
  return draws[draw_at(row) + 1u];
}

/// (x_0, z) of a row's coordinate.
fn pair_at(row: u32, d: u32) -> vec2f {
  let at = draw_at(row);
  return vec2f(data[draws[at] * args.data_dim + d], bitcast<f32>(draws[at + 2u + d]));
}

fn noised(row: u32, d: u32) -> f32 {
  let scale = schedule[timestep_of(row)];
  let pair = pair_at(row, d);
  return scale.x * pair.x + scale.y * pair.y;
}

/// Coordinate d of x_t in four rows.
fn coordinates(row: u32, d: u32) -> vec4f {
  return vec4f(noised(row, d), noised(row + 1u, d), noised(row + 2u, d), noised(row + 3u, d));
}

fn time_feature(row: u32, k: u32) -> f32 {
  return time_features[timestep_of(row) * 4u * TIME_WIDTH4 + k];
}

/// The coordinates of x_t, sin and cos of each at rising frequencies, zeros up to the padding, the features of t.
fn embed(first: u32, invocation: u32) {
  let fours = ROWS / 4u;
  let waves = args.data_dim * args.fourier_features;
  let features = args.data_dim + 2u * waves;
  for (var i = invocation; i < (4u * X_WIDTH4 - waves) * fours; i += INVOCATIONS) {
    let four = i % fours;
    let item = i / fours;
    if item < args.data_dim {
      tile[item * fours + four] = coordinates(first + 4u * four, item);
    } else if item < args.data_dim + waves {
      let wave = item - args.data_dim;
      let turns = ldexp(args.fourier_base, i32(wave / args.data_dim));
      let phases = turns * coordinates(first + 4u * four, wave % args.data_dim);
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
  for (var i = invocation; i < 4u * TIME_WIDTH4 * fours; i += INVOCATIONS) {
    let four = i % fours;
    let k = i / fours;
    let row = first + 4u * four;
    tile[(4u * X_WIDTH4 + k) * fours + four] = vec4f(
      time_feature(row, k), time_feature(row + 1u, k), time_feature(row + 2u, k), time_feature(row + 3u, k));
  }
}

/// Four features of a row, as the tile holds them.
fn features_of(row: u32, feature4: u32) -> vec4f {
  let fours = ROWS / 4u;
  let at = 4u * feature4 * fours + row / 4u;
  let i = row & 3u;
  return vec4f(tile[at][i], tile[at + fours][i], tile[at + 2u * fours][i], tile[at + 3u * fours][i]);
}

/// Adds one feature of 8 rows, times its weight to each of 4 others.
fn add_feature(sums: ptr<function, Products>, w: vec4f, feature: u32, eight: u32) {
  let at = feature * (ROWS / 4u) + 2u * eight;
  let low = tile[at];
  let high = tile[at + 1u];
  (*sums).low0 += w.x * low;
  (*sums).low1 += w.y * low;
  (*sums).low2 += w.z * low;
  (*sums).low3 += w.w * low;
  (*sums).high0 += w.x * high;
  (*sums).high1 += w.y * high;
  (*sums).high2 += w.z * high;
  (*sums).high3 += w.w * high;
}

/// bias + weight times the tile, for 8 rows and 4 outputs.
fn forward_products(weight: u32, eight: u32, out4: u32, width4: u32, out_width4: u32) -> Products {
  let bias = weights[weight + 4u * out_width4 * width4 + out4];
  var sums = Products(
    vec4f(bias.x), vec4f(bias.y), vec4f(bias.z), vec4f(bias.w),
    vec4f(bias.x), vec4f(bias.y), vec4f(bias.z), vec4f(bias.w));
  for (var i = 0u; i < width4; i++) {
    let at = weight + 4u * out4 * width4 + i;
    let w = transpose(
      mat4x4f(weights[at], weights[at + width4], weights[at + 2u * width4], weights[at + 3u * width4]));
    add_feature(&sums, w[0], 4u * i, eight);
    add_feature(&sums, w[1], 4u * i + 1u, eight);
    add_feature(&sums, w[2], 4u * i + 2u, eight);
    add_feature(&sums, w[3], 4u * i + 3u, eight);
  }
  return sums;
}

/// The gradients in the tile times the weight, for 8 rows and 4 inputs.
fn backward_products(weight: u32, eight: u32, in4: u32, out_width4: u32) -> Products {
  var sums: Products;
  for (var out = 0u; out < 4u * out_width4; out++) {
    add_feature(&sums, weights[weight + out * WIDTH4 + in4], out, eight);
  }
  return sums;
}

fn keep_in_tile(eight: u32, feature4: u32, p: Products) {
  let fours = ROWS / 4u;
  let at = 4u * feature4 * fours + 2u * eight;
  tile[at] = p.low0;
  tile[at + 1u] = p.high0;
  tile[at + fours] = p.low1;
  tile[at + fours + 1u] = p.high1;
  tile[at + 2u * fours] = p.low2;
  tile[at + 2u * fours + 1u] = p.high2;
  tile[at + 3u * fours] = p.low3;
  tile[at + 3u * fours + 1u] = p.high3;
}

/// A hidden layer's activations and, for the way back, their derivatives.
fn keep_hidden(layer: u32, row: u32, eight: u32, out4: u32, z: Products) {
  let low0 = activate(z.low0);
  let low1 = activate(z.low1);
  let low2 = activate(z.low2);
  let low3 = activate(z.low3);
  let high0 = activate(z.high0);
  let high1 = activate(z.high1);
  let high2 = activate(z.high2);
  let high3 = activate(z.high3);
  keep_in_tile(eight, out4, Products(
    low0.value, low1.value, low2.value, low3.value, high0.value, high1.value, high2.value, high3.value));
  let low_values = transpose(mat4x4f(low0.value, low1.value, low2.value, low3.value));
  let high_values = transpose(mat4x4f(high0.value, high1.value, high2.value, high3.value));
  let low_slopes = transpose(mat4x4f(low0.derivative, low1.derivative, low2.derivative, low3.derivative));
  let high_slopes = transpose(mat4x4f(high0.derivative, high1.derivative, high2.derivative, high3.derivative));
  let input_at = args.room * (in_width4() + layer * WIDTH4) + row * WIDTH4 + out4;
  let slope_at = args.room * layer * WIDTH4 + row * WIDTH4 + out4;
  for (var i = 0u; i < 4u; i++) {
    keep_input(input_at + i * WIDTH4, low_values[i]);
    keep_input(input_at + (4u + i) * WIDTH4, high_values[i]);
    keep_derivative(slope_at + i * WIDTH4, low_slopes[i]);
    keep_derivative(slope_at + (4u + i) * WIDTH4, high_slopes[i]);
  }
}

/// Turns a hidden layer's derivatives into the gradients with respect to its pre-activations.
fn keep_gradients(layer: u32, row: u32, eight: u32, in4: u32, p: Products) {
  let at = args.room * layer * WIDTH4 + row * WIDTH4 + in4;
  let low = transpose(mat4x4f(
    derivative_at(at), derivative_at(at + WIDTH4),
    derivative_at(at + 2u * WIDTH4), derivative_at(at + 3u * WIDTH4)));
  let high_at = at + 4u * WIDTH4;
  let high = transpose(mat4x4f(
    derivative_at(high_at), derivative_at(high_at + WIDTH4),
    derivative_at(high_at + 2u * WIDTH4), derivative_at(high_at + 3u * WIDTH4)));
  let d = Products(
    p.low0 * low[0], p.low1 * low[1], p.low2 * low[2], p.low3 * low[3],
    p.high0 * high[0], p.high1 * high[1], p.high2 * high[2], p.high3 * high[3]);
  keep_in_tile(eight, in4, d);
  let low_rows = transpose(mat4x4f(d.low0, d.low1, d.low2, d.low3));
  let high_rows = transpose(mat4x4f(d.high0, d.high1, d.high2, d.high3));
  for (var i = 0u; i < 4u; i++) {
    keep_gradient(at + i * WIDTH4, low_rows[i]);
    keep_gradient(high_at + i * WIDTH4, high_rows[i]);
  }
}

/// The answer in the tile becomes the gradient of the weighted mean squared error; each invocation leaves its share of
/// the error behind it.
fn turn_into_gradient(first: u32, invocation: u32) {
  let fours = ROWS / 4u;
  var sum = 0.0;
  for (var item = invocation; item < 4u * OUT_WIDTH4 * fours; item += INVOCATIONS) {
    let d = item / fours;
    let row = first + 4u * (item % fours);
    var gradient = vec4f(0.0);
    if d < args.data_dim {
      for (var i = 0u; i < 4u; i++) {
        let scale = schedule[timestep_of(row + i)];
        let pair = pair_at(row + i, d);
        let error = tile[item][i] - training_target_of(pair.x, pair.y, scale.x, scale.y, args.prediction_type);
        let weight = select(0.0, scale.z * args.scale, row + i < args.rows);
        sum += weight * error * error;
        gradient[i] = 2.0 * weight * error;
      }
    }
    tile[item] = gradient;
  }
  tile[ROWS * OUT_WIDTH4 + invocation] = vec4f(sum);
}

/// Draws ROWS rows, forms x_t, embeds it, goes through the network, measures the loss and goes back; leaves each layer's
/// inputs and gradients.
fn train_rows(group: u32, invocation: u32) {
  let first = group * ROWS;
  let eight = invocation % (ROWS / 8u);
  let feature4 = invocation / (ROWS / 8u);
  let row = first + 8u * eight;

  draw(first, invocation);
  storageBarrier();
  embed(first, invocation);
  workgroupBarrier();
  for (var i = invocation; i < ROWS * in_width4(); i += INVOCATIONS) {
    keep_input(first * in_width4() + i, features_of(i / in_width4(), i % in_width4()));
  }

  for (var layer = 0u; layer < args.hidden_layers; layer++) {
    let width4 = select(WIDTH4, in_width4(), layer == 0u);
    var z: Products;
    if feature4 < WIDTH4 {
      z = forward_products(weight_at(layer), eight, feature4, width4, WIDTH4);
    }
    workgroupBarrier();
    if feature4 < WIDTH4 {
      keep_hidden(layer, row, eight, feature4, z);
    }
    workgroupBarrier();
  }
  var answer: Products;
  if feature4 < OUT_WIDTH4 {
    answer = forward_products(weight_at(args.hidden_layers), eight, feature4, WIDTH4, OUT_WIDTH4);
  }
  workgroupBarrier();
  if feature4 < OUT_WIDTH4 {
    keep_in_tile(eight, feature4, answer);
  }
  workgroupBarrier();

  turn_into_gradient(first, invocation);
  workgroupBarrier();
  if invocation == 0u {
    var sum = 0.0;
    for (var i = 0u; i < INVOCATIONS; i++) {
      sum += tile[ROWS * OUT_WIDTH4 + i].x;
    }
    partial_losses[group] = sum;
  }
  let answer_at = args.room * args.hidden_layers * WIDTH4 + first * OUT_WIDTH4;
  for (var i = invocation; i < ROWS * OUT_WIDTH4; i += INVOCATIONS) {
    keep_gradient(answer_at + i, features_of(i / OUT_WIDTH4, i % OUT_WIDTH4));
  }

  for (var layer = args.hidden_layers; layer > 0u; layer--) {
    let out_width4 = select(WIDTH4, OUT_WIDTH4, layer == args.hidden_layers);
    var d_input: Products;
    if feature4 < WIDTH4 {
      d_input = backward_products(weight_at(layer), eight, feature4, out_width4);
    }
    workgroupBarrier();
    if feature4 < WIDTH4 {
      keep_gradients(layer - 1u, row, eight, feature4, d_input);
    }
    workgroupBarrier();
  }
}
