#include "lib/steps.wgsl"

struct Args {
  count: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: TrainStep;
// [count]
@group(0) @binding(2) var<storage, read> partial_losses: array<f32>;
// [slots]
@group(0) @binding(3) var<storage, read_write> loss_history: array<f32>;

var<workgroup> sums: array<f32, 64>;

/// Sums a batch's partial losses, always in the same order, into the step's slot of the history. One workgroup.
@compute @workgroup_size(64)
fn sum_loss(@builtin(local_invocation_index) lane: u32) {
  var sum = 0.0;
  for (var i = lane; i < args.count; i += 64u) {
    sum += partial_losses[i];
  }
  sums[lane] = sum;
  workgroupBarrier();
  if lane == 0u {
    var total = 0.0;
    for (var i = 0u; i < 64u; i++) {
      total += sums[i];
    }
    loss_history[step.slot] = total;
  }
}
