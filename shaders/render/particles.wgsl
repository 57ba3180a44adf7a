#include "lane.wgsl"
#include "../lib/normal.wgsl"

struct Swarm {
  /// the recorded frame before the moment, and how far the moment is from it to the next
  frame: u32,
  fraction: f32,
  /// numbers of a frame
  paths: u32,
  /// components of the mixture
  components: u32,
  /// x_t = signal * x_0 + noise * epsilon
  signal: f32,
  noise: f32,
  seed: u32,
  /// radius of a particle, in pixels
  radius: f32,
  /// how far the highest density reaches from the cursor, in pixels; 0: all stand on the cursor
  spread: f32,
  highest: f32,
  alpha: f32,
}

/// The page's own random numbers (src/ui/stage/page_noise.ts).
const page_stream = 0x70616765u;

@group(0) @binding(0) var<uniform> lane: Lane;
@group(0) @binding(1) var<uniform> swarm: Swarm;
// recorded: [frames, paths]; noised: x_0 [paths]
@group(0) @binding(2) var<storage, read> positions: array<f32>;
// [components]: weight, mean and standard deviation of the marginal density at the moment
@group(0) @binding(3) var<storage, read> mixture: array<vec4f>;

struct Grain {
  @builtin(position) position: vec4f,
  /// from the centre, in pixels
  @location(0) offset: vec2f,
}

fn density(x: f32) -> f32 {
  var sum = 0.0;
  for (var k = 0u; k < swarm.components; k++) {
    let component = mixture[k];
    let z = (x - component.y) / component.z;
    sum += component.x * 0.3989422804 * exp(-0.5 * z * z) / component.z;
  }
  return sum;
}

/// A fixed number in [0, 1) for each particle, evenly spread over any run of them: the multiples of the plastic number's
/// inverse. (Those of the golden ratio's order the data and the stratified x_T.)
fn share(particle: u32) -> f32 {
  return f32((particle * 3242174889u) >> 8u) * 5.9604644775390625e-8;
}

/// The pixel column of what stands ahead of the cursor, at a share of the way to the curve of the density at x.
fn ahead_x(way: f32, x: f32) -> f32 {
  var ahead = 0.0;
  if swarm.spread > 0.0 {
    ahead = way * swarm.spread * min(1.0, density(x) / swarm.highest);
  }
  return lane.frame.x + lane_x(lane, lane.progress) + select(ahead, -ahead, lane.mirrored > 0.5);
}

/// The corners of a particle's two triangles.
const corners = array(vec2f(-1, -1), vec2f(1, -1), vec2f(-1, 1), vec2f(-1, 1), vec2f(1, -1), vec2f(1, 1));

/// Lets a particle stand ahead of the cursor, somewhere under the curve of the density: as sand, they fill it evenly.
fn grain(x: f32, particle: u32, vertex: u32) -> Grain {
  let centre = vec2f(ahead_x(share(particle), x), lane.frame.y + lane_y(lane, x));
  // Half a pixel more than the particle, for a soft edge.
  let reach = (swarm.radius + 0.5) * corners[vertex % 6u];
  return Grain(clip(centre + reach, lane.canvas), reach);
}

/// Particles of which the way was recorded, on the straight line between two frames.
@vertex
fn recorded_vertex(@builtin(vertex_index) vertex: u32) -> Grain {
  let particle = vertex / 6u;
  let here = positions[swarm.frame * swarm.paths + particle];
  if swarm.fraction == 0.0 {
    return grain(here, particle, vertex);
  }
  let next = positions[(swarm.frame + 1u) * swarm.paths + particle];
  return grain(mix(here, next, swarm.fraction), particle, vertex);
}

/// Data points with noise added in one jump to the moment (Ho et al. 2020, eq. 4).
@vertex
fn noised_vertex(@builtin(vertex_index) vertex: u32) -> Grain {
  let particle = vertex / 6u;
  let words = philox4x32(vec4u(particle >> 1u, 0u, page_stream, 0u), swarm.seed);
  let pair = box_muller(words.x, words.y);
  let epsilon = select(pair.x, pair.y, (particle & 1u) == 1u);
  return grain(swarm.signal * positions[particle] + swarm.noise * epsilon, particle, vertex);
}

/// A soft disc, premultiplied.
@fragment
fn grain_colour(in: Grain) -> @location(0) vec4f {
  let alpha = swarm.alpha * clamp(swarm.radius + 0.5 - length(in.offset), 0.0, 1.0);
  return vec4f(lane.tracer.rgb * alpha, alpha);
}

/// Half the width of the curve, in CSS pixels.
const curve_half_width = 0.6;
/// CSS pixels from one of its knots to the next.
const knot_distance = 1.5;

struct Curve {
  @builtin(position) position: vec4f,
  /// across the curve, in pixels
  @location(0) offset: f32,
}

/// The curve of the density at the moment, two vertices a knot, from the top down; with `spread` 0 the cursor itself.
@vertex
fn curve_vertex(@builtin(vertex_index) vertex: u32) -> Curve {
  let knots = ceil(lane.frame.w / (knot_distance * lane.unit));
  let rise = lane.frame.w / knots;
  let row = f32(vertex >> 1u) * rise;
  let x = lane.bound * (1.0 - 2.0 * row / lane.frame.w);
  let step = 2.0 * lane.bound / knots;
  let slope = (ahead_x(1.0, x - step) - ahead_x(1.0, x + step)) / (2.0 * rise);
  let side = f32(vertex & 1u) * 2.0 - 1.0;
  let reach = side * (curve_half_width * lane.unit + 0.5);
  let pixel = vec2f(ahead_x(1.0, x) + reach * sqrt(1.0 + slope * slope), lane.frame.y + row);
  return Curve(clip(pixel, lane.canvas), reach);
}

@fragment
fn curve_colour(in: Curve) -> @location(0) vec4f {
  let opacity = select(0.25, 0.9, swarm.spread > 0.0);
  let alpha = opacity * clamp(curve_half_width * lane.unit + 0.5 - abs(in.offset), 0.0, 1.0);
  return vec4f(lane.ink.rgb * alpha, alpha);
}
