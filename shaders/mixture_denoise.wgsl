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

/// log(weight * density of x_t) of one component, up to a constant; x_t has variance signal^2 sd^2 + sigma^2 there.
fn log_weighted_density(row: u32, component: u32) -> f32 {
  let at = component * (1u + args.data_dim);
  var sum = mixture[at].x;
  for (var d = 0u; d < args.data_dim; d++) {
    let shape = mixture[at + 1u + d];
    let spread = step.signal * shape.y;
    let variance = spread * spread + step.sigma * step.sigma;
    let distance = x[row * args.data_dim + d] - step.signal * shape.x;
    sum -= 0.5 * (distance * distance / variance + log(variance));
  }
  return sum;
}

/// What the component alone would have the network answer: linear in x_t.
fn component_answer(row: u32, component: u32, d: u32) -> f32 {
  let shape = mixture[component * (1u + args.data_dim) + 1u + d];
  let spread = step.signal * shape.y;
  let variance = spread * spread + step.sigma * step.sigma;
  let scaled = (x[row * args.data_dim + d] - step.signal * shape.x) / variance;
  let noise = step.sigma * scaled;
  let x0 = shape.x + spread * shape.y * scaled;
  switch args.prediction_type {
    case 1u { return x0; }
    case 2u { return step.signal * noise - step.sigma * x0; }
    default { return noise; }
  }
}

/// The exact denoiser of a Gaussian mixture with diagonal covariances: E[noise | x_t], E[x_0 | x_t] or E[v | x_t].
@compute @workgroup_size(64)
fn mixture_denoise(@builtin(global_invocation_id) id: vec3u) {
  let d = id.x % args.data_dim;
  if id.x / args.data_dim >= args.rows {
    return;
  }
  let row = args.begin + id.x / args.data_dim;
  // A running maximum keeps the exponentials in range wherever x_t lies.
  var highest = log_weighted_density(row, 0u);
  var total = 1.0;
  var answer = component_answer(row, 0u, d);
  for (var k = 1u; k < args.components; k++) {
    let height = log_weighted_density(row, k);
    let top = max(highest, height);
    let keep = exp(highest - top);
    let weight = exp(height - top);
    total = total * keep + weight;
    answer = answer * keep + weight * component_answer(row, k, d);
    highest = top;
  }
  model_output[(id.x / args.data_dim) * 4u * args.out_width4 + d] = answer / total;
}
