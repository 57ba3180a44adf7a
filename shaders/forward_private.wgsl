enable subgroups;

#include "lib/activation.wgsl"
#include "lib/private_rows.wgsl"

struct Args {
  rows: u32,
  hidden_layers: u32,
}

/// Widths in vec4, of the network's input, its hidden layers and its answer, 1 to 32. Constant, as adapters that are
/// programs run both sides of every branch.
override IN_WIDTH4: u32 = 32u;
override WIDTH4: u32 = 32u;
override OUT_WIDTH4: u32 = 16u;

@group(0) @binding(0) var<uniform> args: Args;
// [rows, 4 * IN_WIDTH4]
@group(0) @binding(1) var<storage, read> input_rows: array<f32>;
// [PACKED_ROWS, PACKED_TEXELS]
@group(0) @binding(2) var packed: texture_2d<f32>;
@group(0) @binding(3) var nearest: sampler;
// [PACKED_ROWS]
@group(0) @binding(4) var<storage, read> biases: array<f32>;
// [slabs * (hidden_layers + 1), 32 * widest] texels of four rows: each layer's inputs
@group(0) @binding(5) var activations: texture_storage_2d<rgba32float, write>;
// [quads * hidden_layers, 32 * WIDTH4], likewise: the activation's derivatives
@group(0) @binding(6) var derivatives: texture_storage_2d<rgba32float, write>;
// [rows, 4 * OUT_WIDTH4]
@group(0) @binding(7) var<storage, read_write> model_output: array<f32>;

fn write_input(layer: u32, i: u32, values: Sums) {
  write_to_slab(activations, args.hidden_layers + 1u, layer, i, values);
}

/// Past the end the last row is taken again.
fn input_at(e: u32, i: u32) -> f32 {
  return input_rows[min(row_at(e), args.rows - 1u) * 4u * IN_WIDTH4 + i];
}

fn load_input() {
  for (var i = 0u; i < 4u * IN_WIDTH4; i++) {
    let values = Sums(
#repeat e EACH
      input_at($eu, i),
#end
    );
    keep(i, values);
    write_input(0u, i, values);
  }
}

/// Keeps output i of a hidden layer.
fn keep_hidden(layer: u32, i: u32, z: Sums) {
#repeat e EACH
  let s$e = activate_one(z.s$e);
#end
  let values = Sums(
#repeat e EACH
    s$e.x,
#end
  );
  keep(i, values);
  write_input(layer + 1u, i, values);
  let slopes = Sums(
#repeat e EACH
    s$e.y,
#end
  );
  write_texels(derivatives, own_texel(args.hidden_layers, layer, i), slopes);
}

fn write_answer(e: u32, i: u32, value: f32) {
  let row = row_at(e);
  if row < args.rows {
    model_output[row * 4u * OUT_WIDTH4 + i] = value;
  }
}

/// A batch through the network; a quad takes 4 EACH rows. For adapters that are programs on the CPU and have subgroups of
/// four: no barriers, and nothing is read that was written.
@compute @workgroup_size(4)
fn forward_private(
  @builtin(workgroup_id) group: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  lane = invocation & 3u;
  quad = group.x;
  load_input();
  pass_on(IN_WIDTH4);
  for (var i = 0u; i < 4u * WIDTH4; i++) {
    keep_hidden(0u, i, multiply(biases[i], i, IN_WIDTH4));
  }
  for (var layer = 1u; layer < args.hidden_layers; layer++) {
    pass_on(WIDTH4);
    for (var i = 0u; i < 4u * WIDTH4; i++) {
      let row = layer * 4u * WIDTH4 + i;
      keep_hidden(layer, i, multiply(biases[row], row, WIDTH4));
    }
  }
  pass_on(WIDTH4);
  for (var i = 0u; i < 4u * OUT_WIDTH4; i++) {
    let row = args.hidden_layers * 4u * WIDTH4 + i;
    keep(i, multiply(biases[row], row, WIDTH4));
  }
  for (var i = 0u; i < 4u * OUT_WIDTH4; i++) {
    for (var e = 0u; e < EACH; e++) {
      write_answer(e, i, output[place(i)][e]);
    }
  }
}
