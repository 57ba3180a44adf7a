#include "lib/trig.wgsl"

struct Args {
  rows: u32,
  /// the first row's place in x
  begin: u32,
  data_dim: u32,
  /// sine and cosine pairs per coordinate
  fourier_features: u32,
  /// widths in vec4: of the features of x, of the features of t (0: folded into the bias)
  x_width4: u32,
  time_width4: u32,
  /// the lowest frequency, in turns per unit of x; the next ones double it
  fourier_base: f32,
}

@group(0) @binding(0) var<uniform> args: Args;
// [all samples, data_dim]
@group(0) @binding(1) var<storage, read> x: array<f32>;
// [rows]
@group(0) @binding(2) var<storage, read> timesteps: array<u32>;
// [num_timesteps, 4 * time_width4]
@group(0) @binding(3) var<storage, read> time_features: array<vec4f>;
// [rows, 4 * (x_width4 + time_width4)]
@group(0) @binding(4) var<storage, read_write> input: array<vec4f>;

/// Feature `index` of a row: the coordinates, then sin and cos of each at rising frequencies, then zeros up to the padding.
fn x_feature(row: u32, index: u32) -> f32 {
  if index < args.data_dim {
    return x[(args.begin + row) * args.data_dim + index];
  }
  let wave = index - args.data_dim;
  let frequency = wave / (2u * args.data_dim);
  if frequency >= args.fourier_features {
    return 0.0;
  }
  let within = wave % (2u * args.data_dim);
  let value = x[(args.begin + row) * args.data_dim + within / 2u];
  let sin_cos = sin_cos_turns(value * ldexp(args.fourier_base, i32(frequency)));
  return select(sin_cos.x, sin_cos.y, (within & 1u) == 1u);
}

/// Writes the network's input row: features of x, then features of t.
@compute @workgroup_size(64)
fn embed_input(@builtin(global_invocation_id) id: vec3u) {
  let width4 = args.x_width4 + args.time_width4;
  let row = id.x;
  if row >= args.rows {
    return;
  }
  for (var i = 0u; i < args.x_width4; i++) {
    input[row * width4 + i] = vec4f(
      x_feature(row, 4u * i), x_feature(row, 4u * i + 1u), x_feature(row, 4u * i + 2u), x_feature(row, 4u * i + 3u));
  }
  for (var i = 0u; i < args.time_width4; i++) {
    input[row * width4 + args.x_width4 + i] = time_features[timesteps[row] * args.time_width4 + i];
  }
}
