#include "lane.wgsl"

struct Strands {
  /// frames that are drawn, every `stride`-th of those that there are, and the last
  frames: u32,
  stride: u32,
  last: u32,
  /// numbers of a frame
  paths: u32,
  /// the first of them are tracers
  tracers: u32,
  /// half the width of a path and of a tracer, in pixels
  half_width: f32,
  tracer_half_width: f32,
}

@group(0) @binding(0) var<uniform> lane: Lane;
@group(0) @binding(1) var<uniform> strands: Strands;
// [all frames]: how far the process has come at each, 0 to 1, ascending
@group(0) @binding(2) var<storage, read> places: array<f32>;
// [all frames, paths]
@group(0) @binding(3) var<storage, read> positions: array<f32>;

struct Stroke {
  @builtin(position) position: vec4f,
  /// across the stroke, in pixels
  @location(0) offset: f32,
  @location(1) @interpolate(flat) half_width: f32,
  /// 1 for a tracer
  @location(2) @interpolate(flat) tracer: f32,
}

/// Steeper strokes are drawn as steep as this, so that none becomes a wall.
const steepest = 40.0;

fn knot(frame: u32, path: u32) -> vec2f {
  let at = min(frame * strands.stride, strands.last);
  return vec2f(lane_x(lane, places[at]), lane_y(lane, positions[at * strands.paths + path]));
}

/// A path is a strip of parallelograms, one a segment, with upright edges that neighbours share: time only grows, so
/// no pixel of a path is covered twice.
@vertex
fn path_vertex(@builtin(vertex_index) vertex: u32, @builtin(instance_index) path: u32) -> Stroke {
  let segment = vertex >> 2u;
  let start = knot(segment, path);
  let end = knot(segment + 1u, path);
  let along = end - start;
  let slope = clamp(along.y / select(along.x, 1e-6, abs(along.x) < 1e-6), -steepest, steepest);
  let is_tracer = path < strands.tracers;
  let half_width = select(strands.half_width, strands.tracer_half_width, is_tracer);
  // Half a pixel more than the stroke, for a soft edge.
  let reach = half_width + 0.5;
  let side = f32(vertex & 1u) * 2.0 - 1.0;
  let point = select(start, end, (vertex & 2u) != 0u) + vec2f(0.0, side * reach * sqrt(1.0 + slope * slope));
  return Stroke(clip(point, lane.frame.zw), side * reach, half_width, select(0.0, 1.0, is_tracer));
}

/// Adds what a stroke covers of the pixel: red for the many, green for the tracers.
@fragment
fn path_coverage(stroke: Stroke) -> @location(0) vec2f {
  let coverage = clamp(stroke.half_width + 0.5 - abs(stroke.offset), 0.0, 1.0) * min(1.0, 2.0 * stroke.half_width);
  return select(vec2f(coverage, 0.0), vec2f(0.0, coverage), stroke.tracer > 0.5);
}
