#include "lib/draw_timestep.wgsl"
#include "lib/normal.wgsl"
#include "lib/steps.wgsl"

struct Args {
  /// the first row's place in the batch; rows below count from it
  begin: u32,
  rows: u32,
  data_count: u32,
  data_dim: u32,
  num_timesteps: u32,
  /// 0: epsilon, 1: sample, 2: v_prediction
  prediction_type: u32,
  /// 1: timesteps and noise are given, and row i takes data point begin + i
  given: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: TrainStep;
// [data_count, data_dim]
@group(0) @binding(2) var<storage, read> data: array<f32>;
// [num_timesteps]: sqrtAlphasCumprod, sqrtOneMinusAlphasCumprod, loss weight, probability of drawing up to this t
@group(0) @binding(3) var<storage, read> schedule: array<vec4f>;
// [rows]
@group(0) @binding(4) var<storage, read_write> timesteps: array<u32>;
// [rows, data_dim]
@group(0) @binding(5) var<storage, read_write> noise: array<f32>;
// [rows, data_dim]
@group(0) @binding(6) var<storage, read_write> xt: array<f32>;
// [rows, data_dim]
@group(0) @binding(7) var<storage, read_write> training_target: array<f32>;

/// Draws a data point, a time and noise for each row and forms x_t and the network's target (Ho et al. 2020, eq. 4).
@compute @workgroup_size(64)
fn add_noise(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if row >= args.rows {
    return;
  }
  let counter = vec4u(args.begin + row, step.index, STREAM_TRAIN, 0u);
  var source = args.begin + row;
  if args.given == 0u {
    let words = philox4x32(counter, step.seed);
    source = below(words.x, args.data_count);
    timesteps[row] = draw_timestep(unit_uniform(words.y), args.num_timesteps);
  }
  let scale = schedule[timesteps[row]];
  var drawn: vec4f;
  for (var d = 0u; d < args.data_dim; d++) {
    let at = row * args.data_dim + d;
    if args.given == 0u {
      if (d & 3u) == 0u {
        drawn = normals(vec4u(counter.xyz, 1u + (d >> 2u)), step.seed);
      }
      noise[at] = drawn[d & 3u];
    }
    let x0 = data[source * args.data_dim + d];
    let z = noise[at];
    xt[at] = scale.x * x0 + scale.y * z;
    training_target[at] = training_target_of(x0, z, scale.x, scale.y, args.prediction_type);
  }
}
