struct Args {
  /// numbers that are kept of each frame: the first paths * data_dim of x
  count: u32,
  /// steps between two frames
  every: u32,
  /// steps in all; the last one is kept too
  steps: u32,
}

struct Step {
  index: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: Step;
// [samples, data_dim]
@group(0) @binding(2) var<storage, read> x: array<f32>;
// [frames, paths, data_dim]; frame 0 is the start
@group(0) @binding(3) var<storage, read_write> paths: array<f32>;

/// Keeps where the first samples stand after every few steps, for pictures of their paths.
@compute @workgroup_size(64)
fn record_paths(@builtin(global_invocation_id) id: vec3u) {
  let done = step.index + 1u;
  if id.x >= args.count || (done % args.every != 0u && done != args.steps) {
    return;
  }
  let frame = (done + args.every - 1u) / args.every;
  paths[frame * args.count + id.x] = x[id.x];
}
