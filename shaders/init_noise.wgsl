#include "lib/normal.wgsl"
#include "lib/normal_quantile.wgsl"

struct Args {
  /// samples begin .. begin + rows - 1 of count
  begin: u32,
  rows: u32,
  count: u32,
  data_dim: u32,
  seed: u32,
  /// 1: the normal quantiles of (i + 0.5) / count instead of draws (data_dim 1)
  stratified: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
// [count, data_dim]
@group(0) @binding(1) var<storage, read_write> x: array<f32>;

/// x_T: standard normal noise, drawn or stratified.
@compute @workgroup_size(64)
fn init_noise(@builtin(global_invocation_id) id: vec3u) {
  if id.x >= args.rows {
    return;
  }
  let i = args.begin + id.x;
  if args.stratified == 1u {
    // The upper half mirrors the lower one, so that the set is symmetric to the bit.
    let lower = min(i, args.count - 1u - i);
    let z = normal_quantile_lower((f32(lower) + 0.5) / f32(args.count));
    x[i] = select(-z, z, i == lower);
    return;
  }
  var drawn: vec4f;
  for (var d = 0u; d < args.data_dim; d++) {
    if (d & 3u) == 0u {
      drawn = normals(vec4u(i, 0u, STREAM_INIT, d >> 2u), args.seed);
    }
    x[i * args.data_dim + d] = drawn[d & 3u];
  }
}
