struct Args {
  /// widths in vec4: of the features of the input that are taken, of the first weight's rows, of the hidden layers, of the
  /// answer
  in_width4: u32,
  weight_stride4: u32,
  width4: u32,
  out_width4: u32,
  hidden_layers: u32,
  /// where the second layer's weight starts, and how far it is to the next one's, in vec4
  second_weight: u32,
  next_weight: u32,
  /// rows and texels of `packed`
  rows: u32,
  texels: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
// flat parameters: the first layer's weight at 0, a layer's bias behind its weight
@group(0) @binding(1) var<storage, read> weights: array<f32>;
// [rows, texels]: a row for each output of all layers, then one for each input of all but the first, of the transposed
// weights. In blocks of 16 numbers each lane of a quad has a texel, whose j-th belongs to number 4 j + lane.
@group(0) @binding(2) var packed: texture_storage_2d<rgba32float, write>;
// [outputs of all layers]
@group(0) @binding(3) var<storage, read_write> biases: array<f32>;

/// All layers' weights in the order in which quads read them. Layers are told apart by numbers, not by branches, as programs on
/// the CPU run both sides of those.
@compute @workgroup_size(64)
fn pack_weights(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x / args.texels;
  let column = id.x % args.texels;
  if row >= args.rows {
    return;
  }
  let width = 4u * args.width4;
  let outputs = args.hidden_layers * width + 4u * args.out_width4;
  let transposed = row >= outputs;
  // Transposed rows begin with the second layer.
  let line_of_all = select(row, row - outputs + width, transposed);
  let layer = min(line_of_all / width, args.hidden_layers);
  let line = line_of_all - layer * width;
  let is_first = layer == 0u;
  let begin = select(4u * (args.second_weight + (layer - 1u) * args.next_weight), 0u, is_first);
  let stride = select(width, 4u * args.weight_stride4, is_first);
  let layer_outputs = select(width, 4u * args.out_width4, layer == args.hidden_layers);
  let layer_inputs = select(width, 4u * args.in_width4, is_first);
  let length = select(layer_inputs, layer_outputs, transposed);
  let start = begin + line * select(stride, 1u, transposed);
  let step = select(1u, stride, transposed);
  var four: vec4f;
  for (var j = 0u; j < 4u; j++) {
    let number = 4u * (column & ~3u) + 4u * j + (column & 3u);
    four[j] = select(0.0, weights[start + number * step], number < length);
  }
  textureStore(packed, vec2u(column, row), four);
  if column == 0u && !transposed {
    biases[row] = weights[begin + layer_outputs * stride + line];
  }
}
