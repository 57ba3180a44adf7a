#include "lib/sampler_update.wgsl"

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

/// The sample's place in model_output.
var<private> answered: u32;

fn answer(d: u32) -> f32 {
  return model_output[answered * 4u * args.out_width4 + d];
}

/// One row of the sampler's table, applied to every sample: from the network's output to x at the next time.
@compute @workgroup_size(64)
fn sampler_step(@builtin(global_invocation_id) id: vec3u) {
  if id.x >= args.rows {
    return;
  }
  answered = id.x;
  update_sample(step, args.begin + id.x);
}
