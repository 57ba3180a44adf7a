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
@group(0) @binding(3) var<storage, read> time_features: array<f32>;
// [rows, 4 * (x_width4 + time_width4)]
@group(0) @binding(4) var<storage, read_write> input: array<f32>;

/// Writes the network's input row: the coordinates of x, sin and cos of each at rising frequencies, zeros up to the
/// padding, then the features of t.
@compute @workgroup_size(64)
fn embed_input(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if row >= args.rows {
    return;
  }
  let begin = row * 4u * (args.x_width4 + args.time_width4);
  var feature = args.data_dim;
  for (var d = 0u; d < args.data_dim; d++) {
    input[begin + d] = x[(args.begin + row) * args.data_dim + d];
  }
  for (var frequency = 0u; frequency < args.fourier_features; frequency++) {
    let turns = ldexp(args.fourier_base, i32(frequency));
    for (var d = 0u; d < args.data_dim; d++) {
      let waves = sin_cos_turns(x[(args.begin + row) * args.data_dim + d] * turns);
      input[begin + feature] = waves.x;
      input[begin + feature + 1u] = waves.y;
      feature += 2u;
    }
  }
  for (; feature < 4u * args.x_width4; feature++) {
    input[begin + feature] = 0.0;
  }
  if args.time_width4 > 0u {
    let time = timesteps[row] * 4u * args.time_width4;
    for (var i = 0u; i < 4u * args.time_width4; i++) {
      input[begin + feature + i] = time_features[time + i];
    }
  }
}
