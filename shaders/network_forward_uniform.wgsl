#include "lib/activation.wgsl"

struct Args {
  /// rows begin .. begin + rows - 1 of the input, whose rows are `input_stride` numbers long
  begin: u32,
  rows: u32,
  input_stride: u32,
  /// how long the rows of the output are
  out_width: u32,
  /// how long the rows of the first layer's weight are, in vec4; those of the others are as long as a layer is wide
  weight_stride4: u32,
  /// where the biases start in their windows, in vec4
  bias_1: u32,
  bias_2: u32,
  bias_3: u32,
  bias_last: u32,
}

/// Features of x, 1 to 16, and outputs, 1 to 8.
override X_FEATURES: u32 = 1u;
override OUTPUTS: u32 = 1u;
/// How wide the hidden layers are in vec4, an even number, and how many: two or three up to 128 wide, or four up to 64.
override WIDTH4: u32 = 32u;
override HIDDEN_LAYERS: u32 = 3u;
/// Places for numbers of a layer: the width in whole parts of 32; and 8 less.
override PLACES: u32 = 128u;
override MOVES: u32 = 120u;
/// Hidden layers whose sums are kept: the second and the fourth.
override KEPT_LAYERS: u32 = 1u;
/// Groups of four outputs of the first layer that are made in one turn: two are faster, one compiles sooner.
override GROUPS: u32 = 2u;

@group(0) @binding(0) var<uniform> args: Args;
// the hidden layers' weights [out, in] and the last layer's, as in torch.nn.Linear
@group(0) @binding(1) var<uniform> weight_0: array<vec4f, 4096>;
@group(0) @binding(2) var<uniform> weight_1: array<vec4f, 4096>;
@group(0) @binding(3) var<uniform> weight_2: array<vec4f, 4096>;
@group(0) @binding(4) var<uniform> weight_3: array<vec4f, 4096>;
@group(0) @binding(5) var<uniform> weight_last: array<vec4f, 4096>;
// [4 * WIDTH4]: the first layer's bias, with the features of t folded in
@group(0) @binding(6) var<uniform> folded_bias: array<vec4f, 4096>;
// from the other layers' biases [out] on
@group(0) @binding(7) var<uniform> biases_1: array<vec4f, 4096>;
@group(0) @binding(8) var<uniform> biases_2: array<vec4f, 4096>;
@group(0) @binding(9) var<uniform> biases_3: array<vec4f, 4096>;
@group(0) @binding(10) var<uniform> biases_last: array<vec4f, 4096>;
// [all rows, input_stride]
@group(0) @binding(11) var<storage, read> input: array<f32>;
// [rows, out_width], of which the first OUTPUTS numbers are written
@group(0) @binding(12) var<storage, read_write> output: array<f32>;

// An invocation has 16 rows, for which a weight is loaded once. All loops over places are written out, as these adapters
// would try every place of an array for an index that is not constant.

/// Features of x, four rows a vec4.
var<private> x: array<array<vec4f, 4>, $X_FEATURES>;
/// Sums of the second and the fourth hidden layer from the front on, and activations, 8 at a time, from the back.
#repeat kept KEPT_LAYERS
var<private> places$kept: array<array<f32, 16>, $PLACES>;
#end
var<private> answers: array<array<f32, 16>, $OUTPUTS>;

fn start_of(row: u32) -> u32 {
  // Past the end the last row is taken again and not kept.
  return (args.begin + min(row, args.rows - 1u)) * args.input_stride;
}

fn load(row: u32) {
#repeat r 4
  {
    let a = start_of(row + 32u * $ru);
    let b = start_of(row + 32u * $ru + 8u);
    let c = start_of(row + 32u * $ru + 16u);
    let d = start_of(row + 32u * $ru + 24u);
#repeat k X_FEATURES
    x[$k][$r] = vec4f(input[a + $ku], input[b + $ku], input[c + $ku], input[d + $ku]);
#end
  }
#end
}

fn begin_answers() {
#repeat c OUTPUTS
  {
    let bias = biases_last[args.bias_last + $cu / 4u][$cu % 4u];
#repeat j 16
    answers[$c][$j] = bias;
#end
  }
#end
}

/// Puts sums of the second layer in front: those of outputs part .. part + 31.
fn multiply_part(part: u32) {
#repeat n 32
  {
    let bias = biases_1[args.bias_1 + (part + $nu) / 4u][$nu % 4u];
#repeat j 16
    places0[$n][$j] = bias;
#end
  }
#end
  // Several outputs of the first layer a turn, so that a sum is loaded and stored once for all.
  for (var i4 = 0u; i4 < WIDTH4; i4 += GROUPS) {
#repeat g GROUPS
    let bias$g = folded_bias[i4 + $gu];
#repeat c 4
#repeat r 4
    var h$g_$c_$r = vec4f(bias$g[$c]);
#end
#repeat k X_FEATURES
    {
      let w = weight_0[(4u * (i4 + $gu) + $cu) * args.weight_stride4 + $ku / 4u][$ku % 4u];
#repeat r 4
      h$g_$c_$r += w * x[$k][$r];
#end
    }
#end
#repeat r 4
#repeat l 4
    h$g_$c_$r[$l] = activated(h$g_$c_$r[$l]);
#end
#end
#end
#end
#repeat n 32
    {
#repeat g GROUPS
      let w$g = weight_1[(part + $nu) * WIDTH4 + i4 + $gu];
#end
#repeat r 4
#repeat l 4
      places0[$n][4 * $r + $l] = places0[$n][4 * $r + $l]
#repeat g GROUPS
        + w$g.x * h$g_0_$r[$l] + w$g.y * h$g_1_$r[$l] + w$g.z * h$g_2_$r[$l] + w$g.w * h$g_3_$r[$l]
#end
        ;
#end
#end
    }
#end
  }
}

#repeat kept KEPT_LAYERS
/// Puts the eight sums in front, activated, at the back. All others move on by eight places, so that every index is constant.
/// Of the last hidden layer they are added to the answers, as inputs i .. i + 7 of the last layer.
fn turn_$kept(i: u32) {
#repeat n 8
#repeat j 16
  let a$n_$j = activated(places$kept[$n][$j]);
#end
  if HIDDEN_LAYERS == 2u * $keptu + 2u && i + $nu < 4u * WIDTH4 {
#repeat c OUTPUTS
    let w$c = weight_last[$cu * WIDTH4 + (i + $nu) / 4u][$nu % 4u];
#repeat j 16
    answers[$c][$j] += w$c * a$n_$j;
#end
#end
  }
#end
#repeat n MOVES
#repeat j 16
  places$kept[$n][$j] = places$kept[$n + 8][$j];
#end
#end
#repeat n 8
#repeat j 16
  places$kept[$MOVES + $n][$j] = a$n_$j;
#end
#end
}
#end

#if HIDDEN_LAYERS == 4
/// Puts the fourth layer's biases in front.
fn begin_fourth() {
#repeat n4 WIDTH4
#repeat c 4
  {
    let bias = biases_3[args.bias_3 + $n4u][$c];
#repeat j 16
    places1[4 * $n4 + $c][$j] = bias;
#end
  }
#end
#end
}
#end

/// Output i of the third layer, used up at once: added to the answers, or to all sums of the fourth layer.
fn multiply(i: u32) {
  let bias = biases_2[args.bias_2 + i / 4u][i % 4u];
#repeat j 16
  var z$j = bias;
#end
#repeat n4 WIDTH4
  {
    let w = weight_2[i * WIDTH4 + $n4u];
#repeat c 4
#repeat j 16
    z$j += w[$c] * places0[4 * $n4 + $c][$j];
#end
#end
  }
#end
#if HIDDEN_LAYERS == 3
#repeat c OUTPUTS
  let w$c = weight_last[$cu * WIDTH4 + i / 4u][i % 4u];
#end
  // Row by row: with all activations first, the compiler keeps the weights above on the stack, and is a fifth slower.
#repeat j 16
  {
    let a = activated(z$j);
#repeat c OUTPUTS
    answers[$c][$j] += w$c * a;
#end
  }
#end
#end
#if HIDDEN_LAYERS == 4
#repeat j 16
  let a$j = activated(z$j);
#end
#repeat n4 WIDTH4
#repeat c 4
  {
    let w = weight_3[(4u * $n4u + $cu) * WIDTH4 + i / 4u][i % 4u];
#repeat j 16
    places1[4 * $n4 + $c][$j] += w * a$j;
#end
  }
#end
#end
#end
}

fn store(row: u32) {
#repeat j 16
  if row + 8u * $ju < args.rows {
    let at = (row + 8u * $ju) * args.out_width;
#repeat c OUTPUTS
    output[at + $cu] = answers[$c][$j];
#end
  }
#end
}

/// The whole network at one time for all rows, whose features of t are folded into the first bias. Layers go in pairs: an
/// output of one is used up for the next before another is made. An invocation takes every eighth of 128 rows.
@compute @workgroup_size(8)
fn network_forward_uniform(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = 128u * group.x + lane;
  load(row);
  begin_answers();
  for (var part = 0u; part < 4u * WIDTH4; part += 32u) {
    multiply_part(part);
    for (var i = part; i < part + 32u; i += 8u) {
      turn_0(i);
    }
  }
#if HIDDEN_LAYERS == 3
  for (var i = 0u; i < 4u * WIDTH4; i++) {
    multiply(i);
  }
#end
#if HIDDEN_LAYERS == 4
  begin_fourth();
  for (var i = 0u; i < 4u * WIDTH4; i++) {
    multiply(i);
  }
  for (var i = 0u; i < 4u * WIDTH4; i += 8u) {
    turn_1(i);
  }
#end
  store(row);
}
