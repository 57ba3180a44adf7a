// The gradient of a layer's weight and bias over some rows; an invocation computes 16 outputs x 8 inputs in registers.
// The file that includes this one defines
//   fn input_at(at: u32) -> vec4f             a layer's inputs, row by row
//   fn d_output_at(at: u32) -> vec4f          the gradients with respect to its pre-activations, row by row
//   fn keep(at: u32, gradient: vec4f)         where a gradient goes

struct Layer {
  /// where its rows start in both, in vec4
  input: u32,
  d_output: u32,
  /// widths in vec4
  in_width4: u32,
  out_width4: u32,
  /// where the gradients of its weight and bias go, in vec4
  weight: u32,
  bias: u32,
}

/// Invocations that a layer takes for a slab of rows.
fn tiles_of(in_width4: u32, out_width4: u32) -> u32 {
  return ((out_width4 + 3u) / 4u) * ((in_width4 + 1u) / 2u);
}

fn keep_block(layer: Layer, out4: u32, in4: u32, gradient: mat4x4f) {
  if out4 < layer.out_width4 && in4 < layer.in_width4 {
    let at = layer.weight + 4u * out4 * layer.in_width4 + in4;
    keep(at, gradient[0]);
    keep(at + layer.in_width4, gradient[1]);
    keep(at + 2u * layer.in_width4, gradient[2]);
    keep(at + 3u * layer.in_width4, gradient[3]);
  }
}

/// A vec4 of columns of up to four rows; rows from `end` on count as the last.
fn input_block(layer: Layer, row: u32, end: u32, in4: u32) -> mat4x4f {
  let rows = min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(end - 1u)) * layer.in_width4 + layer.input + in4;
  return mat4x4f(input_at(rows.x), input_at(rows.y), input_at(rows.z), input_at(rows.w));
}

/// The same of the gradients; rows from `end` on count as zero.
fn d_output_block(layer: Layer, row: u32, end: u32, out4: u32) -> mat4x4f {
  let rows = vec4u(row, row + 1u, row + 2u, row + 3u);
  let inside = select(vec4f(0.0), vec4f(1.0), rows < vec4u(end));
  let at = min(rows, vec4u(end - 1u)) * layer.out_width4 + layer.d_output + out4;
  return mat4x4f(
    d_output_at(at.x) * inside.x, d_output_at(at.y) * inside.y,
    d_output_at(at.z) * inside.z, d_output_at(at.w) * inside.w);
}

/// Computes one tile, 0 .. tiles_of() - 1, over rows begin .. end - 1.
fn add_weight_gradient(layer: Layer, tile: u32, begin: u32, end: u32) {
  let in_tiles = (layer.in_width4 + 1u) / 2u;
  let out4 = (tile / in_tiles) * 4u;
  let in4 = (tile % in_tiles) * 2u;
  let last_out = layer.out_width4 - 1u;
  let second_in = min(in4 + 1u, layer.in_width4 - 1u);

  var g00 = mat4x4f();
  var g10 = mat4x4f();
  var g20 = mat4x4f();
  var g30 = mat4x4f();
  var g01 = mat4x4f();
  var g11 = mat4x4f();
  var g21 = mat4x4f();
  var g31 = mat4x4f();
  for (var row = begin; row < end; row += 4u) {
    let x0 = input_block(layer, row, end, in4);
    let x1 = input_block(layer, row, end, second_in);
    let d0 = transpose(d_output_block(layer, row, end, out4));
    g00 += x0 * d0;
    g01 += x1 * d0;
    let d1 = transpose(d_output_block(layer, row, end, min(out4 + 1u, last_out)));
    g10 += x0 * d1;
    g11 += x1 * d1;
    let d2 = transpose(d_output_block(layer, row, end, min(out4 + 2u, last_out)));
    g20 += x0 * d2;
    g21 += x1 * d2;
    let d3 = transpose(d_output_block(layer, row, end, min(out4 + 3u, last_out)));
    g30 += x0 * d3;
    g31 += x1 * d3;
  }
  keep_block(layer, out4, in4, g00);
  keep_block(layer, out4 + 1u, in4, g10);
  keep_block(layer, out4 + 2u, in4, g20);
  keep_block(layer, out4 + 3u, in4, g30);
  keep_block(layer, out4, in4 + 1u, g01);
  keep_block(layer, out4 + 1u, in4 + 1u, g11);
  keep_block(layer, out4 + 2u, in4 + 1u, g21);
  keep_block(layer, out4 + 3u, in4 + 1u, g31);

  // One column of tiles sums the bias gradient as well.
  if in4 == 0u {
    for (var o = out4; o < min(out4 + 4u, layer.out_width4); o++) {
      var sum = vec4f(0.0);
      for (var row = begin; row < end; row++) {
        sum += d_output_at(layer.d_output + row * layer.out_width4 + o);
      }
      keep(layer.bias + o, sum);
    }
  }
}
