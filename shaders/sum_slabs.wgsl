struct Args {
  /// length of the flat gradient, in vec4
  parameters4: u32,
  slabs: u32,
  /// rows of texels that a slab's gradient takes
  slab_texels: u32,
  /// 1: add to what is there (a batch's later micro-batches)
  accumulate: u32,
}

/// Rows of `partial_gradients`.
override TEXEL_ROWS: u32 = 1024u;

@group(0) @binding(0) var<uniform> args: Args;
// [TEXEL_ROWS, 1024]: the flat gradient of each slab
@group(0) @binding(1) var partial_gradients: texture_2d<f32>;
@group(0) @binding(2) var nearest: sampler;
// [4 * parameters4]
@group(0) @binding(3) var<storage, read_write> gradient: array<vec4f>;

/// Sums the gradients that linear_backward_weight_texture leaves, always in the same order.
@compute @workgroup_size(64)
fn sum_slabs(@builtin(global_invocation_id) id: vec3u) {
  let at = id.x;
  if at >= args.parameters4 {
    return;
  }
  var sum = vec4f(0.0);
  if args.accumulate == 1u {
    sum = gradient[at];
  }
  let x = (f32(at % 1024u) + 0.5) / 1024.0;
  for (var slab = 0u; slab < args.slabs; slab++) {
    let row = slab * args.slab_texels + at / 1024u;
    sum += textureSampleLevel(partial_gradients, nearest, vec2f(x, (f32(row) + 0.5) / f32(TEXEL_ROWS)), 0.0);
  }
  gradient[at] = sum;
}
