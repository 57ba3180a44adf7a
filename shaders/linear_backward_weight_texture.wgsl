enable subgroups;

#include "lib/quad.wgsl"

struct Args {
  /// widths in vec4
  in_width4: u32,
  out_width4: u32,
  /// which of how many layers
  layer: u32,
  layers: u32,
  /// places in the flat gradient, in vec4
  weight: u32,
  bias: u32,
  /// rows of texels that a slab's gradient takes
  slab_texels: u32,
}

/// Texels of a row of `input` and `d_output`, and their rows.
override TEXELS: u32 = 4096u;
override TEXEL_ROWS: u32 = 512u;

@group(0) @binding(0) var<uniform> args: Args;
// [TEXEL_ROWS = slabs * layers, TEXELS]: 32 texels of four rows for each feature
@group(0) @binding(1) var input: texture_2d<f32>;
// likewise
@group(0) @binding(2) var d_output: texture_2d<f32>;
@group(0) @binding(3) var nearest: sampler;
// [slabs * slab_texels, 1024]: the flat gradient of each slab
@group(0) @binding(4) var partial_gradients: texture_storage_2d<rgba32float, write>;

const CONTIGUOUS = true;

/// The slab, and this invocation's first vec4 of inputs.
var<private> slab: u32;
var<private> in4: u32;
/// What the loop over outputs needs of `args`, as loading it takes as long as a texel: the layer's width, where the slab's
/// gradient begins, and where the slab's numbers of the layer are, down the textures.
var<private> in_width4: u32;
var<private> first_row: u32;
var<private> down: f32;

/// Texel k of a feature of the slab's.
fn texel_at(feature: u32, k: u32) -> vec2f {
  return vec2f((f32(32u * feature + k) + 0.5) / f32(TEXELS), down);
}

fn load_four(j: u32, at: vec2f) {
  block[PASSING + j] = textureSampleLevel(d_output, nearest, at + vec2f(f32(4u * j) / f32(TEXELS), 0.0), 0.0);
}

/// Loads this invocation's quarter of a row of d_output.
fn load_row(output: u32) {
  let at = texel_at(output, lane);
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
      let k = place(j, swap) / 4u;
      for (var c = 0u; c < 4u * TILE4; c++) {
        let four = textureSampleLevel(input, nearest, texel_at(4u * in4 + c, k), 0.0);
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
  down = (f32(slab * args.layers + args.layer) + 0.5) / f32(TEXEL_ROWS);
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
