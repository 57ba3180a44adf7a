/// numbers that an invocation updates side by side: 4, 8 or 10, for 12 need more registers than some adapters have
override CHAINS: u32 = 4;

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

// Straight lines of names that are set once, the chains abreast: loops within, variables or structs cost some adapters
// more than the arithmetic.

fn four_chains(start: vec4f) -> vec4f {
  let m = args.multiplier;
  let add = args.addend;
  var a = start;
  for (var i = 0u; i < args.iterations; i++) {
    let a1 = a * m + add;
    let a2 = a1 * m + add;
    let a3 = a2 * m + add;
    let a4 = a3 * m + add;
    let a5 = a4 * m + add;
    let a6 = a5 * m + add;
    let a7 = a6 * m + add;
    let a8 = a7 * m + add;
    let a9 = a8 * m + add;
    let a10 = a9 * m + add;
    let a11 = a10 * m + add;
    let a12 = a11 * m + add;
    let a13 = a12 * m + add;
    let a14 = a13 * m + add;
    let a15 = a14 * m + add;
    let a16 = a15 * m + add;
    a = a16;
  }
  return a;
}

fn eight_chains(start: vec4f) -> vec4f {
  let m = args.multiplier;
  let add = args.addend;
  var a = start;
  var b = start + 1.0;
  for (var i = 0u; i < args.iterations; i++) {
    let a1 = a * m + add; let b1 = b * m + add;
    let a2 = a1 * m + add; let b2 = b1 * m + add;
    let a3 = a2 * m + add; let b3 = b2 * m + add;
    let a4 = a3 * m + add; let b4 = b3 * m + add;
    let a5 = a4 * m + add; let b5 = b4 * m + add;
    let a6 = a5 * m + add; let b6 = b5 * m + add;
    let a7 = a6 * m + add; let b7 = b6 * m + add;
    let a8 = a7 * m + add; let b8 = b7 * m + add;
    let a9 = a8 * m + add; let b9 = b8 * m + add;
    let a10 = a9 * m + add; let b10 = b9 * m + add;
    let a11 = a10 * m + add; let b11 = b10 * m + add;
    let a12 = a11 * m + add; let b12 = b11 * m + add;
    let a13 = a12 * m + add; let b13 = b12 * m + add;
    let a14 = a13 * m + add; let b14 = b13 * m + add;
    let a15 = a14 * m + add; let b15 = b14 * m + add;
    let a16 = a15 * m + add; let b16 = b15 * m + add;
    a = a16;
    b = b16;
  }
  return a + b;
}

fn ten_chains(start: vec4f) -> vec4f {
  let m = args.multiplier;
  let add = args.addend;
  var a = start;
  var b = start + 1.0;
  var c = start.xy + 2.0;
  for (var i = 0u; i < args.iterations; i++) {
    let a1 = a * m + add; let b1 = b * m + add; let c1 = c * m + add;
    let a2 = a1 * m + add; let b2 = b1 * m + add; let c2 = c1 * m + add;
    let a3 = a2 * m + add; let b3 = b2 * m + add; let c3 = c2 * m + add;
    let a4 = a3 * m + add; let b4 = b3 * m + add; let c4 = c3 * m + add;
    let a5 = a4 * m + add; let b5 = b4 * m + add; let c5 = c4 * m + add;
    let a6 = a5 * m + add; let b6 = b5 * m + add; let c6 = c5 * m + add;
    let a7 = a6 * m + add; let b7 = b6 * m + add; let c7 = c6 * m + add;
    let a8 = a7 * m + add; let b8 = b7 * m + add; let c8 = c7 * m + add;
    let a9 = a8 * m + add; let b9 = b8 * m + add; let c9 = c8 * m + add;
    let a10 = a9 * m + add; let b10 = b9 * m + add; let c10 = c9 * m + add;
    let a11 = a10 * m + add; let b11 = b10 * m + add; let c11 = c10 * m + add;
    let a12 = a11 * m + add; let b12 = b11 * m + add; let c12 = c11 * m + add;
    let a13 = a12 * m + add; let b13 = b12 * m + add; let c13 = c12 * m + add;
    let a14 = a13 * m + add; let b14 = b13 * m + add; let c14 = c13 * m + add;
    let a15 = a14 * m + add; let b15 = b14 * m + add; let c15 = c14 * m + add;
    let a16 = a15 * m + add; let b16 = b15 * m + add; let c16 = c15 * m + add;
    a = a16;
    b = b16;
    c = c16;
  }
  return a + b + vec4f(c, 0.0, 0.0);
}

/// Multiplies and adds, sixteen updates of every chain an iteration, and touches no memory before the end.
@compute @workgroup_size(64)
fn measure_arithmetic(@builtin(global_invocation_id) id: vec3u) {
  let start = vec4f(0.0, 0.25, 0.5, 0.75) + f32(id.x % 64u) / 64.0;
  var sum: vec4f;
  if CHAINS == 4u {
    sum = four_chains(start);
  } else if CHAINS == 8u {
    sum = eight_chains(start);
  } else {
    sum = ten_chains(start);
  }
  if id.x < args.count {
    sums[id.x] = dot(sum, vec4f(1.0, 2.0, 3.0, 4.0));
  }
}
