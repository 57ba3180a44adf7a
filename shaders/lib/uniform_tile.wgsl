// Matrix products for adapters that load uniforms faster than storage: Mesa's lavapipe loads the latter lane by lane, some
// 20 times as slowly. Both factors are bound as uniforms, in windows of 64 KiB, the most that WebGPU guarantees. Loops go
// number by number: a tile of 16 x 16 sums is then 64 multiply-adds of four in a loop, which compiles fast.

/// left right^T
fn outer(left: vec4f, right: vec4f) -> mat4x4f {
  return mat4x4f(left * right.x, left * right.y, left * right.z, left * right.w);
}
