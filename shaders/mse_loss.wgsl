struct Args {
  /// the first row's place in the batch, a multiple of 16
  begin: u32,
  rows: u32,
  data_dim: u32,
  out_width4: u32,
  /// 1 / (batch * data_dim)
  scale: f32,
}

@group(0) @binding(0) var<uniform> args: Args;
// [rows, 4 * out_width4]
@group(0) @binding(1) var<storage, read> model_output: array<f32>;
// [rows, data_dim]
@group(0) @binding(2) var<storage, read> training_target: array<f32>;
// [rows]
@group(0) @binding(3) var<storage, read> timesteps: array<u32>;
// [num_timesteps]: the third number is the loss weight
@group(0) @binding(4) var<storage, read> schedule: array<vec4f>;
// [rows, 4 * out_width4]
@group(0) @binding(5) var<storage, read_write> d_output: array<f32>;
// [ceil(batch / 16)]
@group(0) @binding(6) var<storage, read_write> partial_losses: array<f32>;

/// The weighted mean squared error of 16 rows a thread, and its gradient with respect to the network's output.
@compute @workgroup_size(64)
fn mse_loss(@builtin(global_invocation_id) id: vec3u) {
  let first = id.x * 16u;
  if first >= args.rows {
    return;
  }
  let width = 4u * args.out_width4;
  var sum = 0.0;
  for (var row = first; row < min(first + 16u, args.rows); row++) {
    let weight = schedule[timesteps[row]].z * args.scale;
    for (var d = 0u; d < width; d++) {
      var gradient = 0.0;
      if d < args.data_dim {
        let error = model_output[row * width + d] - training_target[row * args.data_dim + d];
        sum += weight * error * error;
        gradient = 2.0 * weight * error;
      }
      d_output[row * width + d] = gradient;
    }
  }
  partial_losses[(args.begin + first) / 16u] = sum;
}
