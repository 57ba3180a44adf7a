struct Args {
  /// widths in vec4, of what the packed layer takes and of what it gives
  in_width4: u32,
  out_width4: u32,
  /// where the weight of its first output and input starts, and how far it is to the next output's and the next input's
  weight: u32,
  out_stride: u32,
  in_stride: u32,
  /// where its bias starts; read where has_bias is 1
  bias: u32,
  has_bias: u32,
  /// where its outputs stand among those of all layers
  outputs_at: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
// flat parameters
@group(0) @binding(1) var<storage, read> weights: array<f32>;
// [outputs of all layers, 4 * blocks] texels: in blocks of 16 inputs each lane of a quad has one, whose j-th number belongs
// to input 4 j + lane
@group(0) @binding(2) var packed: texture_storage_2d<rgba32float, write>;
// [outputs of all layers]
@group(0) @binding(3) var<storage, read_write> biases: array<f32>;

/// A layer's weights in the order in which quads read them; with the strides exchanged, its transposed weights.
@compute @workgroup_size(64)
fn pack_weights(@builtin(global_invocation_id) id: vec3u) {
  let length = 4u * ((args.in_width4 + 3u) / 4u);
  let row = id.x / length;
  let column = id.x % length;
  if row >= 4u * args.out_width4 {
    return;
  }
  if column == 0u {
    biases[args.outputs_at + row] = select(0.0, weights[args.bias + row], args.has_bias == 1u);
  }
  var four: vec4f;
  for (var j = 0u; j < 4u; j++) {
    let input = 4u * (column & ~3u) + 4u * j + (column & 3u);
    let at = args.weight + row * args.out_stride + input * args.in_stride;
    four[j] = select(0.0, weights[at], input < 4u * args.in_width4);
  }
  textureStore(packed, vec2u(column, args.outputs_at + row), four);
}
