struct Args {
  /// vec4s begin .. begin + count - 1 of the gradient
  begin: u32,
  count: u32,
  /// slabs that are summed, 1 to 8; the other windows are ignored
  slabs: u32,
  /// 1: add to what is there (later slabs)
  accumulate: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
// the same piece of eight slabs of partial gradients, each [4 * count]
@group(0) @binding(1) var<uniform> slab_0: array<vec4f, 4096>;
@group(0) @binding(2) var<uniform> slab_1: array<vec4f, 4096>;
@group(0) @binding(3) var<uniform> slab_2: array<vec4f, 4096>;
@group(0) @binding(4) var<uniform> slab_3: array<vec4f, 4096>;
@group(0) @binding(5) var<uniform> slab_4: array<vec4f, 4096>;
@group(0) @binding(6) var<uniform> slab_5: array<vec4f, 4096>;
@group(0) @binding(7) var<uniform> slab_6: array<vec4f, 4096>;
@group(0) @binding(8) var<uniform> slab_7: array<vec4f, 4096>;
// [4 * parameters4]
@group(0) @binding(9) var<storage, read_write> gradient: array<vec4f>;

/// Sums up to eight slabs of partial gradients, always in the same order.
@compute @workgroup_size(64)
fn sum_gradients(@builtin(global_invocation_id) id: vec3u) {
  let at = id.x;
  if at >= args.count {
    return;
  }
  var sum = vec4f(0.0);
  if args.accumulate == 1u {
    sum = gradient[args.begin + at];
  }
  sum += slab_0[at];
  sum += select(vec4f(0.0), slab_1[at], args.slabs > 1u);
  sum += select(vec4f(0.0), slab_2[at], args.slabs > 2u);
  sum += select(vec4f(0.0), slab_3[at], args.slabs > 3u);
  sum += select(vec4f(0.0), slab_4[at], args.slabs > 4u);
  sum += select(vec4f(0.0), slab_5[at], args.slabs > 5u);
  sum += select(vec4f(0.0), slab_6[at], args.slabs > 6u);
  sum += select(vec4f(0.0), slab_7[at], args.slabs > 7u);
  gradient[args.begin + at] = sum;
}
