struct Args {
  /// invocations
  count: u32,
  /// vec4 that an invocation reads
  reads: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
// [reads, count], in vec4
@group(0) @binding(1) var<storage, read> source: array<vec4f>;
// [count], in vec4
@group(0) @binding(2) var<storage, read_write> sums: array<vec4f>;

/// Reads vec4s a column each and writes their sum: with one read a copy, with more nearly all reading.
@compute @workgroup_size(64)
fn measure_bandwidth(@builtin(global_invocation_id) id: vec3u) {
  if id.x >= args.count {
    return;
  }
  var sum = source[id.x];
  for (var i = 1u; i < args.reads; i++) {
    sum += source[i * args.count + id.x];
  }
  sums[id.x] = sum;
}
