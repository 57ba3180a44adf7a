/// What one training step has of its own.
struct TrainStep {
  index: u32,
  /// where this step's loss is kept in the loss history
  slot: u32,
  seed: u32,
  /// learning rate / (1 - beta1^step)
  step_size: f32,
  /// 1 / sqrt(1 - beta2^step)
  second_moment_scale: f32,
  /// 1 - learning rate * weight decay
  weight_keep: f32,
  ema_decay: f32,
}

/// One row of a sampler: x0 = clamp(a_x x + a_out out), x' = c_x x + c_out out + c_0 x0 + c_1 x0[-1] + c_2 x0[-2] + c_z z.
struct SampleStep {
  index: u32,
  seed: u32,
  clip: f32,
  a_x: f32,
  a_out: f32,
  c_x: f32,
  c_out: f32,
  c_0: f32,
  c_1: f32,
  c_2: f32,
  c_z: f32,
  /// x_t = signal * x_0 + sigma * noise
  signal: f32,
  sigma: f32,
}

/// Rows of a sampler's table that a dispatch applies one after the other: first .. index.
struct SampleBlock {
  index: u32,
  first: u32,
}
