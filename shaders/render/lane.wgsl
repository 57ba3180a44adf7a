/// One lane of the space-time picture: where it stands on the canvas, which way its process runs, its colours.
struct Lane {
  /// left, top, width and height of the lane, in device pixels
  frame: vec4f,
  /// width and height of the canvas, in device pixels
  canvas: vec2f,
  /// x runs from -bound at the bottom to bound at the top
  bound: f32,
  /// how far the process has come, 0 to 1
  progress: f32,
  /// 1: it runs from right to left
  mirrored: f32,
  /// 1: it runs from noise to data
  reversed: f32,
  /// device pixels to a CSS pixel
  unit: f32,
  /// what the darkest mist of paths covers
  densest: f32,
  ground: vec4f,
  heat_low: vec4f,
  heat_mid: vec4f,
  heat_high: vec4f,
  /// the paths as a whole
  mist: vec4f,
  /// the few paths that can be followed one by one, and the particles
  tracer: vec4f,
  /// the density at the moment
  ink: vec4f,
}

/// Distance from the left edge, in pixels, at which the process has come as far as `along` (0 to 1).
fn lane_x(lane: Lane, along: f32) -> f32 {
  return lane.frame.z * select(along, 1.0 - along, lane.mirrored > 0.5);
}

/// Distance from the top, in pixels, of a position x.
fn lane_y(lane: Lane, x: f32) -> f32 {
  return lane.frame.w * (lane.bound - x) / (2.0 * lane.bound);
}

/// Clip coordinates of a pixel of a target of the given size.
fn clip(pixel: vec2f, size: vec2f) -> vec4f {
  return vec4f(2.0 * pixel.x / size.x - 1.0, 1.0 - 2.0 * pixel.y / size.y, 0.0, 1.0);
}
