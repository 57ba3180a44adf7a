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
// [4 * parameters4]
@group(0) @binding(1) var<storage, read_write> gradient: array<vec4f>;
// the same piece of eight slabs of partial gradients, each [4 * count]
#repeat s 8
@group(0) @binding(2 + $s) var<uniform> slab_$s: array<vec4f, 4096>;
#end

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
#repeat s 8
  sum += select(vec4f(0.0), slab_$s[at], args.slabs > $su);
#end
  gradient[args.begin + at] = sum;
}
