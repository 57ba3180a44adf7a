#include "lib/normal.wgsl"
#include "lib/steps.wgsl"

struct Args {
  /// samples begin .. begin + rows - 1 of count
  begin: u32,
  rows: u32,
  count: u32,
  data_dim: u32,
  out_width4: u32,
  /// how many earlier x0 the sampler looks back at: 0, 1 or 2
  history: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: SampleStep;
// [rows, 4 * out_width4]
@group(0) @binding(2) var<storage, read> model_output: array<f32>;
// [count, data_dim]
@group(0) @binding(3) var<storage, read_write> x: array<f32>;
// [history, count, data_dim]: x0 of the last step, of the one before
@group(0) @binding(4) var<storage, read_write> x0_history: array<f32>;

/// One row of the sampler's table, applied to every sample: from the network's output to x at the next time.
@compute @workgroup_size(64)
fn sampler_step(@builtin(global_invocation_id) id: vec3u) {
  if id.x >= args.rows {
    return;
  }
  let sample = args.begin + id.x;
  let older = args.count * args.data_dim;
  var drawn: vec4f;
  for (var d = 0u; d < args.data_dim; d++) {
    let at = sample * args.data_dim + d;
    let out = model_output[id.x * 4u * args.out_width4 + d];
    let x0 = clamp(step.a_x * x[at] + step.a_out * out, -step.clip, step.clip);
    var next = step.c_x * x[at] + step.c_out * out + step.c_0 * x0;
    if args.history > 0u {
      let last = x0_history[at];
      next += step.c_1 * last;
      if args.history > 1u {
        next += step.c_2 * x0_history[older + at];
        x0_history[older + at] = last;
      }
      x0_history[at] = x0;
    }
    if step.c_z != 0.0 {
      if (d & 3u) == 0u {
        drawn = normals(vec4u(sample, step.index, STREAM_SAMPLER, d >> 2u), step.seed);
      }
      next += step.c_z * drawn[d & 3u];
    }
    x[at] = next;
  }
}
