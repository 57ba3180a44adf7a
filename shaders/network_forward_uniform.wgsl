struct Args {
  rows: u32,
  /// how long the rows of the first layer's weight are, in vec4; those of the others are as long as a layer is wide
  weight_stride4: u32,
  /// where the biases start in their windows, in vec4
  bias_1: u32,
  bias_2: u32,
  bias_3: u32,
  bias_4: u32,
}

struct Step {
  index: u32,
}

/// Widths in vec4, of the features of x, 1 to 4, of the hidden layers, 1 to 32, and of the output, 1 or 2; the number of
/// hidden layers, 2 to 4. Constant: what is indexed by constants stays in registers and on the stack.
override X_WIDTH4: u32 = 4u;
override WIDTH4: u32 = 32u;
override OUT_WIDTH4: u32 = 2u;
override HIDDEN_LAYERS: u32 = 3u;
// 1 SiLU, 2 ReLU, 3 GELU in its tanh form.
override ACTIVATION: u32 = 1u;

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: Step;
// the layers' weights [out, in], as in torch.nn.Linear
@group(0) @binding(2) var<uniform> weight_0: array<vec4f, 4096>;
@group(0) @binding(3) var<uniform> weight_1: array<vec4f, 4096>;
@group(0) @binding(4) var<uniform> weight_2: array<vec4f, 4096>;
@group(0) @binding(5) var<uniform> weight_3: array<vec4f, 4096>;
@group(0) @binding(6) var<uniform> weight_4: array<vec4f, 4096>;
// from the layers' biases [out] on
@group(0) @binding(7) var<uniform> biases_1: array<vec4f, 4096>;
@group(0) @binding(8) var<uniform> biases_2: array<vec4f, 4096>;
@group(0) @binding(9) var<uniform> biases_3: array<vec4f, 4096>;
@group(0) @binding(10) var<uniform> biases_4: array<vec4f, 4096>;
// [steps, 4 * WIDTH4]: the first layer's bias, with the features of t folded in
@group(0) @binding(11) var<storage, read> folded_bias: array<f32>;
// [rows, 4 * X_WIDTH4]
@group(0) @binding(12) var<storage, read> input: array<vec4f>;
// [rows, 4 * OUT_WIDTH4]
@group(0) @binding(13) var<storage, read_write> output: array<vec4f>;

/// A number of each of an invocation's 8 rows, for which a weight is loaded once.
alias Rows = mat2x4f;

/// What goes into a pair of layers, and the sums of the second one. Never indexed by what is not constant once calls are
/// inlined: these adapters would then try every place, as they do with the few answers.
var<private> inputs: array<Rows, 128>;
var<private> sums: array<Rows, 128>;
var<private> answers: array<Rows, 8>;

fn same(value: f32) -> Rows {
  return Rows(vec4f(value), vec4f(value));
}

/// As exp(-z) overflows, 1 / (1 + exp(-z)) becomes 0.
fn activate(z: vec4f) -> vec4f {
  switch ACTIVATION {
    case 1u { return z / (1.0 + exp(-z)); }
    case 2u { return max(z, vec4f(0.0)); }
    default { return z / (1.0 + exp(-1.5957691216057308 * z * (1.0 + 0.044715 * z * z))); }
  }
}

fn activate_rows(z: Rows) -> Rows {
  return Rows(activate(z[0]), activate(z[1]));
}

/// Four weights of a layer that keeps its input.
fn weights_of(layer: u32, at: u32) -> vec4f {
  switch layer {
    case 0u { return weight_0[at]; }
    case 2u { return weight_2[at]; }
    default { return weight_4[at]; }
  }
}

/// A weight of a layer that keeps its sums.
fn weight_of(layer: u32, at: u32, i: u32) -> f32 {
  switch layer {
    case 1u { return weight_1[at][i]; }
    default { return weight_3[at][i]; }
  }
}

fn bias_of(layer: u32, o: u32) -> f32 {
  switch layer {
    case 0u { return folded_bias[step.index * 4u * WIDTH4 + o]; }
    case 1u { return biases_1[args.bias_1 + o / 4u][o & 3u]; }
    case 2u { return biases_2[args.bias_2 + o / 4u][o & 3u]; }
    case 3u { return biases_3[args.bias_3 + o / 4u][o & 3u]; }
    default { return biases_4[args.bias_4 + o / 4u][o & 3u]; }
  }
}

fn add_four(z: Rows, layer: u32, row: u32, i4: u32, width4: u32) -> Rows {
  var sum = z;
  if i4 < width4 {
    let w = weights_of(layer, row + i4);
    sum += w.x * inputs[4u * i4];
    sum += w.y * inputs[4u * i4 + 1u];
    sum += w.z * inputs[4u * i4 + 2u];
    sum += w.w * inputs[4u * i4 + 3u];
  }
  return sum;
}

fn add_sixteen(z: Rows, layer: u32, row: u32, i4: u32, width4: u32) -> Rows {
  let sum = add_four(add_four(z, layer, row, i4, width4), layer, row, i4 + 1u, width4);
  return add_four(add_four(sum, layer, row, i4 + 2u, width4), layer, row, i4 + 3u, width4);
}

/// Output o of a layer that keeps its input, before its activation.
fn multiply(layer: u32, o: u32) -> Rows {
  let width4 = select(WIDTH4, X_WIDTH4, layer == 0u);
  let row = o * select(WIDTH4, args.weight_stride4, layer == 0u);
  var sum = same(bias_of(layer, o));
  sum = add_sixteen(sum, layer, row, 0u, width4);
  sum = add_sixteen(sum, layer, row, 4u, width4);
  sum = add_sixteen(sum, layer, row, 8u, width4);
  sum = add_sixteen(sum, layer, row, 12u, width4);
  sum = add_sixteen(sum, layer, row, 16u, width4);
  sum = add_sixteen(sum, layer, row, 20u, width4);
  sum = add_sixteen(sum, layer, row, 24u, width4);
  sum = add_sixteen(sum, layer, row, 28u, width4);
  return sum;
}

fn width_of(layer: u32) -> u32 {
  return select(WIDTH4, OUT_WIDTH4, layer == HIDDEN_LAYERS);
}

fn begin_four(layer: u32, n4: u32) {
  if n4 < width_of(layer) {
    sums[4u * n4] = same(bias_of(layer, 4u * n4));
    sums[4u * n4 + 1u] = same(bias_of(layer, 4u * n4 + 1u));
    sums[4u * n4 + 2u] = same(bias_of(layer, 4u * n4 + 2u));
    sums[4u * n4 + 3u] = same(bias_of(layer, 4u * n4 + 3u));
  }
}

fn begin_sixteen(layer: u32, n4: u32) {
  begin_four(layer, n4);
  begin_four(layer, n4 + 1u);
  begin_four(layer, n4 + 2u);
  begin_four(layer, n4 + 3u);
}

fn begin_sums(layer: u32) {
  begin_sixteen(layer, 0u);
  begin_sixteen(layer, 4u);
  begin_sixteen(layer, 8u);
  begin_sixteen(layer, 12u);
  begin_sixteen(layer, 16u);
  begin_sixteen(layer, 20u);
  begin_sixteen(layer, 24u);
  begin_sixteen(layer, 28u);
}

fn spread_one(layer: u32, n: u32, i: u32, first: Rows, second: Rows) {
  let at = n * WIDTH4 + i / 4u;
  sums[n] += weight_of(layer, at, i & 3u) * first;
  if layer == 1u {
    sums[n] += weight_of(layer, at, (i & 3u) + 1u) * second;
  }
}

fn spread_four(layer: u32, n4: u32, i: u32, first: Rows, second: Rows) {
  if n4 < width_of(layer) {
    spread_one(layer, 4u * n4, i, first, second);
    spread_one(layer, 4u * n4 + 1u, i, first, second);
    spread_one(layer, 4u * n4 + 2u, i, first, second);
    spread_one(layer, 4u * n4 + 3u, i, first, second);
  }
}

fn spread_sixteen(layer: u32, n4: u32, i: u32, first: Rows, second: Rows) {
  spread_four(layer, n4, i, first, second);
  spread_four(layer, n4 + 1u, i, first, second);
  spread_four(layer, n4 + 2u, i, first, second);
  spread_four(layer, n4 + 3u, i, first, second);
}

/// Adds input i, and of the second layer i + 1 as well, to all sums.
fn spread(layer: u32, i: u32, first: Rows, second: Rows) {
  spread_sixteen(layer, 0u, i, first, second);
  spread_sixteen(layer, 4u, i, first, second);
  spread_sixteen(layer, 8u, i, first, second);
  spread_sixteen(layer, 12u, i, first, second);
  spread_sixteen(layer, 16u, i, first, second);
  spread_sixteen(layer, 20u, i, first, second);
  spread_sixteen(layer, 24u, i, first, second);
  spread_sixteen(layer, 28u, i, first, second);
}

/// Two layers: an output of the first is used up before the next one is made, and need not be kept. Two at a time where
/// that doubles few instructions.
fn pass_pair(layer: u32) {
  begin_sums(layer + 1u);
  if layer == 0u {
    for (var o = 0u; o < 4u * WIDTH4; o += 2u) {
      spread(1u, o, activate_rows(multiply(0u, o)), activate_rows(multiply(0u, o + 1u)));
    }
  } else {
    for (var o = 0u; o < 4u * WIDTH4; o++) {
      spread(layer + 1u, o, activate_rows(multiply(layer, o)), same(0.0));
    }
  }
}

fn turn_four(n4: u32) {
  if n4 < WIDTH4 {
    inputs[4u * n4] = activate_rows(sums[4u * n4]);
    inputs[4u * n4 + 1u] = activate_rows(sums[4u * n4 + 1u]);
    inputs[4u * n4 + 2u] = activate_rows(sums[4u * n4 + 2u]);
    inputs[4u * n4 + 3u] = activate_rows(sums[4u * n4 + 3u]);
  }
}

fn turn_sixteen(n4: u32) {
  turn_four(n4);
  turn_four(n4 + 1u);
  turn_four(n4 + 2u);
  turn_four(n4 + 3u);
}

/// Makes the sums, activated, what goes into the next layer.
fn turn_over() {
  turn_sixteen(0u);
  turn_sixteen(4u);
  turn_sixteen(8u);
  turn_sixteen(12u);
  turn_sixteen(16u);
  turn_sixteen(20u);
  turn_sixteen(24u);
  turn_sixteen(28u);
}

fn load(row: u32, i4: u32) -> vec4f {
  // Past the end the last row is taken again and not kept.
  return input[min(row, args.rows - 1u) * X_WIDTH4 + i4];
}

/// Four features of rows row, row + 8, ...
fn load_four(row: u32, i4: u32) {
  if i4 < X_WIDTH4 {
    let a = transpose(mat4x4f(load(row, i4), load(row + 8u, i4), load(row + 16u, i4), load(row + 24u, i4)));
    let b = transpose(mat4x4f(load(row + 32u, i4), load(row + 40u, i4), load(row + 48u, i4), load(row + 56u, i4)));
    inputs[4u * i4] = Rows(a[0], b[0]);
    inputs[4u * i4 + 1u] = Rows(a[1], b[1]);
    inputs[4u * i4 + 2u] = Rows(a[2], b[2]);
    inputs[4u * i4 + 3u] = Rows(a[3], b[3]);
  }
}

fn store(row: u32, o4: u32, values: vec4f) {
  if row < args.rows {
    output[row * OUT_WIDTH4 + o4] = values;
  }
}

fn store_block(row: u32, o4: u32, values: mat4x4f) {
  let of_rows = transpose(values);
  store(row, o4, of_rows[0]);
  store(row + 8u, o4, of_rows[1]);
  store(row + 16u, o4, of_rows[2]);
  store(row + 24u, o4, of_rows[3]);
}

/// Four numbers of the output, of rows row, row + 8, ...
fn store_four(row: u32, o4: u32) {
  if o4 < OUT_WIDTH4 {
    let a = answers[4u * o4];
    let b = answers[4u * o4 + 1u];
    let c = answers[4u * o4 + 2u];
    let d = answers[4u * o4 + 3u];
    store_block(row, o4, mat4x4f(a[0], b[0], c[0], d[0]));
    store_block(row + 32u, o4, mat4x4f(a[1], b[1], c[1], d[1]));
  }
}

/// The last layer is the second of a pair, or alone.
fn answer() {
  if HIDDEN_LAYERS == 3u {
    answers = array<Rows, 8>(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]);
  } else {
    for (var o = 0u; o < 4u * OUT_WIDTH4; o++) {
      answers[o] = multiply(HIDDEN_LAYERS, o);
    }
  }
}

/// The whole network at one time for all rows, whose features of t are folded into the first bias. An invocation takes
/// every eighth of 64 rows.
@compute @workgroup_size(8)
fn network_forward_uniform(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = 64u * group.x + lane;
  load_four(row, 0u);
  load_four(row, 1u);
  load_four(row, 2u);
  load_four(row, 3u);
  pass_pair(0u);
  turn_over();
  if HIDDEN_LAYERS > 2u {
    pass_pair(2u);
  }
  if HIDDEN_LAYERS == 4u {
    turn_over();
  }
  answer();
  store_four(row, 0u);
  store_four(row, 1u);
}
