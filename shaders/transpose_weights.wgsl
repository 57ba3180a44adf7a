struct Args {
  /// widths in vec4; only the first in_width4 of a row's weight_stride4 are taken
  in_width4: u32,
  out_width4: u32,
  /// where the layer's weight starts and how long its rows are, in vec4
  weight: u32,
  weight_stride4: u32,
  /// where its bias starts, in vec4
  bias: u32,
  /// where the transposed rows start, in vec4
  transposed_at: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
// flat parameters; the layer's weight is [4 * out_width4, 4 * weight_stride4], as in torch.nn.Linear
@group(0) @binding(1) var<storage, read> weights: array<f32>;
// [4 * in_width4 + 1, out_width4]: a row for each input, and the bias
@group(0) @binding(2) var<storage, read_write> transposed: array<vec4f>;

/// A layer's weights with the outputs side by side, as neighbouring invocations want them.
@compute @workgroup_size(64)
fn transpose_weights(@builtin(global_invocation_id) id: vec3u) {
  let input = id.x / args.out_width4;
  let out4 = id.x % args.out_width4;
  if input > 4u * args.in_width4 {
    return;
  }
  let stride = 4u * args.weight_stride4;
  let at = 4u * (args.weight + 4u * out4 * args.weight_stride4) + input;
  var four = vec4f(weights[at], weights[at + stride], weights[at + 2u * stride], weights[at + 3u * stride]);
  if input == 4u * args.in_width4 {
    let bias = 4u * (args.bias + out4);
    four = vec4f(weights[bias], weights[bias + 1u], weights[bias + 2u], weights[bias + 3u]);
  }
  transposed[args.transposed_at + id.x] = four;
}
