enable subgroups;

#include "lib/private_layer.wgsl"
#include "lib/sampler_update.wgsl"
#include "lib/trig.wgsl"

const EACH = 12u;

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
// 1 SiLU, 2 ReLU, 3 GELU in its tanh form.
override ACTIVATION: u32 = 1u;

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: SampleBlock;
@group(0) @binding(2) var<storage, read> table: array<SampleStep>;
// [PACKED_ROWS, PACKED_TEXELS]
@group(0) @binding(3) var packed: texture_2d<f32>;
@group(0) @binding(4) var nearest: sampler;
// [PACKED_ROWS]
@group(0) @binding(5) var<storage, read> biases: array<f32>;
// [rows of the table, 4 * WIDTH4]: the first layer's bias, with the features of t folded in
@group(0) @binding(6) var<storage, read> folded_bias: array<f32>;
// [count, data_dim]
@group(0) @binding(7) var<storage, read_write> x: array<f32>;
// [history, count, data_dim]: x0 of the last step, of the one before
@group(0) @binding(8) var<storage, read_write> x0_history: array<f32>;

/// Which of its samples an invocation walks at the moment.
var<private> current: u32;

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

fn keep_activated(i: u32, sums: Sums, hidden: f32) {
  keep(i, Sums(
#repeat e EACH
    activate_or_halve(sums.s$e, hidden),
#end
  ));
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

/// The network's answers for the samples that `embed` has put in.
fn evaluate(table_row: u32) {
  var row = 0u;
  for (var i = 0u; i < 4u * WIDTH4; i++) {
    keep_activated(i, multiply(folded_bias[table_row * 4u * WIDTH4 + i], row, X_WIDTH4), 1.0);
    row++;
  }
  for (var layer = 1u; layer <= args.hidden_layers; layer++) {
    let is_hidden = layer < args.hidden_layers;
    let hidden = select(0.0, 1.0, is_hidden);
    let width = select(args.data_dim, 4u * WIDTH4, is_hidden);
    pass_on(WIDTH4);
    for (var i = 0u; i < width; i++) {
      keep_activated(i, multiply(biases[row], row, WIDTH4), hidden);
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
