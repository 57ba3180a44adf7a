// Matrix products for adapters that load uniforms faster than storage: Mesa's lavapipe loads the latter lane by lane, some
// 20 times as slowly. Both factors are bound as uniforms, in windows of 64 KiB, the most that WebGPU guarantees. An
// invocation adds a tile of sums number by number in a loop whose code fits the first instruction cache, and stores the
// tile column by column: the others move up, so that every index is constant and the code a column long. Invocations past the
// last row or tile do not return early, and store nothing: where a branch around it all depends on a uniform, Mesa writes the
// uniforms into the program, and may compile that anew for every submit.

/// left right^T
fn outer(left: vec4f, right: vec4f) -> mat4x4f {
  return mat4x4f(left * right.x, left * right.y, left * right.z, left * right.w);
}
