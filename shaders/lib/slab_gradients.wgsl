// The gradients of all layers' weights and biases over slabs of rows, from each layer's inputs and the gradients with
// respect to its pre-activations. The file that includes this one binds these two, one layer after the other, and defines
// what lib/weight_gradient.wgsl asks for; gradients go to add_gradient().

#include "weight_gradient.wgsl"

struct Args {
  rows: u32,
  /// rows that `activations` and `d_outputs` have room for
  room: u32,
  /// rows a slab: slab s sums rows s * slab_rows .. (s + 1) * slab_rows - 1 into its own partial gradient
  slab_rows: u32,
  slabs: u32,
  /// widths in vec4: of the network's input, its hidden layers, its answer
  in_width4: u32,
  width4: u32,
  out_width4: u32,
  hidden_layers: u32,
  /// where the second layer's weight starts in the flat gradient, and how far it is from each to the next, in vec4
  second_weight: u32,
  next_weight: u32,
  /// length of the flat gradient, in vec4
  parameters4: u32,
  /// partial losses a slab, and all of them
  slab_losses: u32,
  losses: u32,
  /// 1: add to what is there (a batch's later micro-batches)
  accumulate: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
// [losses]
@group(0) @binding(3) var<storage, read> partial_losses: array<f32>;
// [slabs, 4 * parameters4]
@group(0) @binding(4) var<storage, read_write> partial_gradients: array<vec4f>;
// [slabs]
@group(0) @binding(5) var<storage, read_write> losses: array<f32>;

fn add_gradient(at: u32, gradient: vec4f) {
  if args.accumulate == 1u {
    partial_gradients[at] += gradient;
  } else {
    partial_gradients[at] = gradient;
  }
}

/// Where things stand for layer `index`; the gradients from `parameters` on.
fn layer_at(index: u32, parameters: u32) -> Layer {
  let last = index == args.hidden_layers;
  let out_width4 = select(args.width4, args.out_width4, last);
  let d_output = args.room * index * args.width4;
  if index == 0u {
    return Layer(
      0u, d_output, args.in_width4, out_width4, parameters, parameters + 4u * out_width4 * args.in_width4);
  }
  let input = args.room * (args.in_width4 + (index - 1u) * args.width4);
  let weight = parameters + args.second_weight + (index - 1u) * args.next_weight;
  return Layer(input, d_output, args.width4, out_width4, weight, weight + 4u * out_width4 * args.width4);
}

/// Sums a slab's partial losses, always in the same order.
fn sum_losses(slab: u32) {
  var sum = select(0.0, losses[slab], args.accumulate == 1u);
  for (var i = slab * args.slab_losses; i < min((slab + 1u) * args.slab_losses, args.losses); i++) {
    sum += partial_losses[i];
  }
  losses[slab] = sum;
}

/// Item by item the tiles of every layer of the first slab, then of the next; and each slab's loss.
fn add_slabs(item: u32) {
  let first = tiles_of(args.in_width4, args.width4);
  let middle = tiles_of(args.width4, args.width4);
  let tiles = first + (args.hidden_layers - 1u) * middle + tiles_of(args.width4, args.out_width4);
  let slab = item / tiles;
  if slab >= args.slabs {
    return;
  }
  let tile = item % tiles;
  if tile == 0u {
    sum_losses(slab);
  }
  var index = 0u;
  var tile_of_layer = tile;
  if tile >= first {
    index = min(1u + (tile - first) / middle, args.hidden_layers);
    tile_of_layer = tile - first - (index - 1u) * middle;
  }
  let begin = slab * args.slab_rows;
  let layer = layer_at(index, slab * args.parameters4);
  add_weight_gradient(layer, tile_of_layer, begin, min(begin + args.slab_rows, args.rows));
}
