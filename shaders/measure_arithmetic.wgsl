/// vec4 accumulators that an invocation keeps: 1, 2 or 4
override CHAINS: u32 = 1;
/// Whether an update is a 4 x 4 matrix times an accumulator (16 multiply-adds) instead of 4 multiply-adds.
override MATRICES: bool = false;

struct Args {
  /// invocations
  count: u32,
  iterations: u32,
  multiplier: f32,
  addend: f32,
}

@group(0) @binding(0) var<uniform> args: Args;
// [count]
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;

/// Sixteen updates of an accumulator in a straight line, as one expression: what stands in a variable in between costs
/// more on some adapters.
fn update(a: vec4f) -> vec4f {
  let m = args.multiplier;
  let c = vec4f(args.addend);
  if MATRICES {
    let w = mat4x4f(vec4f(m, c.xxx), vec4f(c.x, m, c.xx), vec4f(c.xx, m, c.x), vec4f(c.xxx, m));
    return w * (w * (w * (w * (w * (w * (w * (w * (w * (w * (w * (w * (w * (w * (w * (w * a)))))))))))))));
  }
  return ((((((((((((((((a * m + c) * m + c) * m + c) * m + c) * m + c) * m + c) * m + c) * m + c)
    * m + c) * m + c) * m + c) * m + c) * m + c) * m + c) * m + c) * m + c);
}

/// Multiplies and adds, sixteen updates of every accumulator an iteration, and touches no memory before the end.
@compute @workgroup_size(64)
fn measure_arithmetic(@builtin(global_invocation_id) id: vec3u) {
  let start = vec4f(0.0, 0.25, 0.5, 0.75) + f32(id.x % 64u) / 64.0;
  var a = start;
  var b = start + 1.0;
  var c = start + 2.0;
  var d = start + 3.0;
  for (var i = 0u; i < args.iterations; i++) {
    a = update(a);
    if CHAINS >= 2u {
      b = update(b);
    }
    if CHAINS >= 4u {
      c = update(c);
      d = update(d);
    }
  }
  if id.x < args.count {
    sums[id.x] = dot(a + b + c + d, vec4f(1.0, 2.0, 3.0, 4.0));
  }
}
