#include "lib/mixture.wgsl"
#include "lib/sampler_update.wgsl"

struct Args {
  /// samples begin .. begin + rows - 1 of count
  begin: u32,
  rows: u32,
  count: u32,
  /// 1: what is answered for the next coordinate would depend on what this one has become
  data_dim: u32,
  /// how many earlier x0 the sampler looks back at: 0, 1 or 2
  history: u32,
  components: u32,
  /// 0: epsilon, 1: sample, 2: v_prediction
  prediction_type: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: SampleBlock;
@group(0) @binding(2) var<storage, read> table: array<SampleStep>;
// [components, 1 + data_dim]: (log weight, 0), then (mean, standard deviation) of each coordinate
@group(0) @binding(3) var<storage, read> mixture: array<vec2f>;
// [count, data_dim]
@group(0) @binding(4) var<storage, read_write> x: array<f32>;
// [history, count, data_dim]: x0 of the last step, of the one before
@group(0) @binding(5) var<storage, read_write> x0_history: array<f32>;

var<private> sample: u32;
var<private> level: Level;

fn answer(d: u32) -> f32 {
  return mixture_answer(level, sample, d);
}

/// The exact denoiser and the update for several rows of the table.
@compute @workgroup_size(64)
fn sample_mixture(@builtin(global_invocation_id) id: vec3u) {
  if id.x >= args.rows {
    return;
  }
  sample = args.begin + id.x;
  for (var table_row = step.first; table_row <= step.index; table_row++) {
    let row = table[table_row];
    level = Level(row.signal, row.sigma);
    update_sample(row, sample);
  }
}
