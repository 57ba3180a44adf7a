#include "lib/mixture.wgsl"
#include "lib/steps.wgsl"

struct Args {
  /// samples begin .. begin + rows - 1 of x
  begin: u32,
  rows: u32,
  data_dim: u32,
  out_width4: u32,
  components: u32,
  /// 0: epsilon, 1: sample, 2: v_prediction
  prediction_type: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: SampleStep;
// [all samples, data_dim]
@group(0) @binding(2) var<storage, read> x: array<f32>;
// [components, 1 + data_dim]: (log weight, 0), then (mean, standard deviation) of each coordinate
@group(0) @binding(3) var<storage, read> mixture: array<vec2f>;
// [rows, 4 * out_width4]; the padding is left as it is
@group(0) @binding(4) var<storage, read_write> model_output: array<f32>;

/// The exact denoiser of a Gaussian mixture with diagonal covariances: E[noise | x_t], E[x_0 | x_t] or E[v | x_t].
@compute @workgroup_size(64)
fn mixture_denoise(@builtin(global_invocation_id) id: vec3u) {
  let d = id.x % args.data_dim;
  let row = id.x / args.data_dim;
  if row >= args.rows {
    return;
  }
  let answer = mixture_answer(Level(step.signal, step.sigma), args.begin + row, d);
  model_output[row * 4u * args.out_width4 + d] = answer;
}
