struct Args {
  /// widths in vec4; only the first in_width4 of a row's weight_stride4 are packed
  in_width4: u32,
  out_width4: u32,
  /// where the layer's weight starts and how long its rows are, in vec4
  weight: u32,
  weight_stride4: u32,
  /// where its bias starts, in vec4
  bias: u32,
  /// where the layer's outputs stand among those of all layers
  outputs_at: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
// flat parameters; the layer's weight is [4 * out_width4, 4 * weight_stride4], as in torch.nn.Linear
@group(0) @binding(1) var<storage, read> weights: array<f32>;
// [outputs of all layers, 4 * blocks] texels: in blocks of 16 inputs each lane of a quad has one, whose j-th number belongs
// to input 4 j + lane
@group(0) @binding(2) var packed: texture_storage_2d<rgba32float, write>;
// [outputs of all layers]
@group(0) @binding(3) var<storage, read_write> biases: array<f32>;

/// A layer's weights in the order in which quads read them.
@compute @workgroup_size(64)
fn pack_weights(@builtin(global_invocation_id) id: vec3u) {
  let length = 4u * ((args.in_width4 + 3u) / 4u);
  let row = id.x / length;
  let column = id.x % length;
  if row >= 4u * args.out_width4 {
    return;
  }
  if column == 0u {
    biases[args.outputs_at + row] = weights[4u * args.bias + row];
  }
  var four: vec4f;
  for (var j = 0u; j < 4u; j++) {
    let input = 4u * (column & ~3u) + 4u * j + (column & 3u);
    let at = 4u * (args.weight + row * args.weight_stride4) + input;
    four[j] = select(0.0, weights[at], input < 4u * args.in_width4);
  }
  textureStore(packed, vec2u(column, args.outputs_at + row), four);
}
