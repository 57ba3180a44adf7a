#include "lib/steps.wgsl"

struct Args {
  /// length of the flat parameters, in vec4
  parameters4: u32,
  slabs: u32,
  beta1: f32,
  beta2: f32,
  /// 1 - beta, subtracted in float64: in float32 it loses its digits
  one_minus_beta1: f32,
  one_minus_beta2: f32,
  eps: f32,
  /// losses that are summed as well; 0 where sum_loss does it
  losses: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: TrainStep;
// [slabs, 4 * parameters4]
@group(0) @binding(2) var<storage, read> partial_gradients: array<vec4f>;
// each [4 * parameters4]
@group(0) @binding(3) var<storage, read_write> weights: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> first_moment: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> second_moment: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> ema_weights: array<vec4f>;
// [losses]
@group(0) @binding(7) var<storage, read> losses: array<f32>;
// [slots]
@group(0) @binding(8) var<storage, read_write> loss_history: array<f32>;

/// Sums the partial gradients, in one invocation the losses too, and applies Adam (Kingma and Ba 2015, algorithm 1), decoupled weight decay and the moving average.
@compute @workgroup_size(64)
fn adam(@builtin(global_invocation_id) id: vec3u) {
  let at = id.x;
  if at == args.parameters4 && args.losses > 0u {
    var loss = 0.0;
    for (var i = 0u; i < args.losses; i++) {
      loss += losses[i];
    }
    loss_history[step.slot] = loss;
  }
  if at >= args.parameters4 {
    return;
  }
  var gradient = vec4f(0.0);
  for (var slab = 0u; slab < args.slabs; slab++) {
    gradient += partial_gradients[slab * args.parameters4 + at];
  }
  let m = args.beta1 * first_moment[at] + args.one_minus_beta1 * gradient;
  let v = args.beta2 * second_moment[at] + args.one_minus_beta2 * gradient * gradient;
  let w = weights[at] * step.weight_keep - step.step_size * m / (sqrt(v) * step.second_moment_scale + args.eps);
  first_moment[at] = m;
  second_moment[at] = v;
  weights[at] = w;
  ema_weights[at] = w + step.ema_decay * (ema_weights[at] - w);
}
