enable subgroups;

#include "lib/quad.wgsl"

struct Args {
  /// widths in vec4
  in_width4: u32,
  out_width4: u32,
  /// where the layer's features start in the two textures
  input_at: u32,
  d_output_at: u32,
  /// places in the flat gradient, in vec4
  weight: u32,
  bias: u32,
  /// rows of texels that a slab's gradient takes
  slab_texels: u32,
}

/// Texels of a row of `input` and `d_output`, and the rows of each: features of all layers.
override TEXELS: u32 = 1024u;
override INPUTS: u32 = 512u;
override OUTPUTS: u32 = 512u;

@group(0) @binding(0) var<uniform> args: Args;
// [INPUTS, TEXELS] texels of four rows each
@group(0) @binding(1) var input: texture_2d<f32>;
// [OUTPUTS, TEXELS], likewise
@group(0) @binding(2) var d_output: texture_2d<f32>;
@group(0) @binding(3) var nearest: sampler;
// [slabs * slab_texels, 1024]: the flat gradient of each slab
@group(0) @binding(4) var partial_gradients: texture_storage_2d<rgba32float, write>;

/// Rows of a slab.
const SLAB_ROWS = 128u;
const CONTIGUOUS = true;

/// The slab, and this invocation's first vec4 of inputs.
var<private> slab: u32;
var<private> in4: u32;
/// What the loop over outputs needs of `args`, as loading it takes as long as a texel: where the slab's rows of texels and
/// the layer's features begin.
var<private> in_width4: u32;
var<private> first_row: u32;
var<private> first_d_output: u32;

/// Texel k4 of the slab's, across.
fn texel_at(k4: u32) -> f32 {
  return (f32(slab * SLAB_ROWS / 4u + k4) + 0.5) / f32(TEXELS);
}

fn load_four(j: u32, at: vec2f) {
  block[PASSING + j] = textureSampleLevel(d_output, nearest, at + vec2f(f32(4u * j) / f32(TEXELS), 0.0), 0.0);
}

/// Loads this invocation's quarter of a row of d_output.
fn load_row(output: u32) {
  let at = vec2f(texel_at(lane), (f32(first_d_output + output) + 0.5) / f32(OUTPUTS));
  load_four(0u, at);
  load_four(1u, at);
  load_four(2u, at);
  load_four(3u, at);
  load_four(4u, at);
  load_four(5u, at);
  load_four(6u, at);
  load_four(7u, at);
}

/// Keeps the slab's rows of the inputs: of a texel four numbers of one input.
fn fill_inputs() {
  for (var j = 0u; j < LENGTH4; j += 4u) {
    for (var swap = 0u; swap < 4u; swap++) {
      let x = texel_at(place(j, swap) / 4u);
      for (var c = 0u; c < 4u * TILE4; c++) {
        let y = (f32(args.input_at + 4u * in4 + c) + 0.5) / f32(INPUTS);
        let four = textureSampleLevel(input, nearest, vec2f(x, y), 0.0);
        let at = TILE4 * (4u * j + swap) + c / 4u;
        block[at][c & 3u] = four.x;
        block[at + 4u * TILE4][c & 3u] = four.y;
        block[at + 8u * TILE4][c & 3u] = four.z;
        block[at + 12u * TILE4][c & 3u] = four.w;
      }
    }
  }
}

fn keep(at: u32, gradient: vec4f) {
  textureStore(partial_gradients, vec2u(at % 1024u, first_row + at / 1024u), gradient);
}

/// Gradients that the passing output has with four inputs.
fn compute_four(weight: u32, c4: u32) {
  if c4 >= TILE4 {
    return;
  }
  let sums = add_products(vec4f(0.0), c4);
  if in4 + c4 < in_width4 {
    keep(weight + c4, sums);
  }
}

/// The sum of row `output` of d_output.
fn sum_row(output: u32) -> f32 {
  load_row(output);
  return sum_passing();
}

fn sum_rows() {
  for (var out4 = 0u; out4 < args.out_width4; out4++) {
    var sums: vec4f;
    for (var i = 0u; i < 4u; i++) {
      sums = vec4f(sums.yzw, sum_row(4u * out4 + i));
    }
    keep(args.bias + out4, sums);
  }
}

/// Weight and bias gradients of one slab of 128 rows, from transposed matrices in textures; a quad keeps 16 TILE4 inputs.
/// Past the last row d_output is zero up to the slab's end.
@compute @workgroup_size(4)
fn linear_backward_weight_texture(
  @builtin(workgroup_id) group: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  in_width4 = args.in_width4;
  let tiles = (args.in_width4 + 4u * TILE4 - 1u) / (4u * TILE4);
  let tile = group.x % tiles;
  slab = group.x / tiles;
  lane = invocation & 3u;
  in4 = (4u * tile + lane) * TILE4;
  first_row = slab * args.slab_texels;
  first_d_output = args.d_output_at;
  fill_inputs();
  let outputs = 4u * args.out_width4;
  var weight = args.weight + in4;
  for (var output = 0u; output < outputs; output++) {
    load_row(output);
    compute_four(weight, 0u);
    compute_four(weight, 1u);
    compute_four(weight, 2u);
    compute_four(weight, 3u);
    weight += in_width4;
  }
  // A loop, since a branch would be run anyway.
  for (var once = tile; once == 0u; once++) {
    sum_rows();
  }
}
