#include "lib/normal.wgsl"

struct Args {
  /// particles begin .. begin + rows - 1 of count
  begin: u32,
  rows: u32,
  count: u32,
  steps: u32,
  /// steps between two frames
  every: u32,
  seed: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
// [count]
@group(0) @binding(1) var<storage, read> x0: array<f32>;
// [steps]: what a step keeps of x, and how much noise it adds
@group(0) @binding(2) var<storage, read> chain: array<vec2f>;
// [frames, count]; frame 0 is x_0, the last one x_T
@group(0) @binding(3) var<storage, read_write> paths: array<f32>;

/// The forward process step by step, x_t = sqrt(1 - beta_t) x_{t-1} + sqrt(beta_t) z (Ho et al. 2020, eq. 2), D = 1.
@compute @workgroup_size(64)
fn forward_chain(@builtin(global_invocation_id) id: vec3u) {
  if id.x >= args.rows {
    return;
  }
  let particle = args.begin + id.x;
  var x = x0[particle];
  paths[particle] = x;
  var frame = 0u;
  var drawn: vec4f;
  for (var t = 0u; t < args.steps; t++) {
    if (t & 3u) == 0u {
      drawn = normals(vec4u(particle, t >> 2u, STREAM_FORWARD, 0u), args.seed);
    }
    let step = chain[t];
    x = step.x * x + step.y * drawn[t & 3u];
    let done = t + 1u;
    if done % args.every == 0u || done == args.steps {
      frame++;
      paths[frame * args.count + particle] = x;
    }
  }
}
