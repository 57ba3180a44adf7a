#include "normal.wgsl"
#include "steps.wgsl"

// The update of a sample by a row of a sampler's table. The file that includes this one declares `args` with count,
// data_dim and history, the arrays x [count, data_dim] and x0_history [history, count, data_dim] (x0 of the last step,
// of the one before), and
//   fn answer(d: u32) -> f32        what the denoiser answers for coordinate d of the sample

/// From the denoiser's answer to x at the next time.
fn update_sample(row: SampleStep, sample: u32) {
  let older = args.count * args.data_dim;
  var drawn: vec4f;
  for (var d = 0u; d < args.data_dim; d++) {
    let at = sample * args.data_dim + d;
    let out = answer(d);
    let x0 = clamp(row.a_x * x[at] + row.a_out * out, -row.clip, row.clip);
    var next = row.c_x * x[at] + row.c_out * out + row.c_0 * x0;
    if args.history > 0u {
      let last = x0_history[at];
      next += row.c_1 * last;
      if args.history > 1u {
        next += row.c_2 * x0_history[older + at];
        x0_history[older + at] = last;
      }
      x0_history[at] = x0;
    }
    if row.c_z != 0.0 {
      if (d & 3u) == 0u {
        drawn = normals(vec4u(sample, row.index, STREAM_SAMPLER, d >> 2u), row.seed);
      }
      next += row.c_z * drawn[d & 3u];
    }
    x[at] = next;
  }
}
