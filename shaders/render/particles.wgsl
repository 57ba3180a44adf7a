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

/// A fixed number in [0, 1) for each particle, evenly spread over any run of them (the golden ratio's multiples).
fn share(particle: u32) -> f32 {
  return f32((particle * 2654435769u) >> 8u) * 5.9604644775390625e-8;
}

/// Lets a particle stand ahead of the cursor, somewhere under the curve of the density: as sand, they fill it evenly.
fn grain(x: f32, particle: u32, vertex: u32) -> Grain {
  let corner = vec2f(f32(vertex & 1u), f32(vertex >> 1u)) * 2.0 - 1.0;
  var ahead = 0.0;
  if swarm.spread > 0.0 {
    ahead = share(particle) * swarm.spread * min(1.0, density(x) / swarm.highest);
  }
  let cursor = lane_x(lane, lane.progress) + select(ahead, -ahead, lane.mirrored > 0.5);
  let centre = lane.frame.xy + vec2f(cursor, lane_y(lane, x));
  // Half a pixel more than the particle, for a soft edge.
  let reach = (swarm.radius + 0.5) * corner;
  return Grain(clip(centre + reach, lane.canvas), reach);
}

/// Particles of which the way was recorded, on the straight line between two frames.
@vertex
fn recorded_vertex(@builtin(vertex_index) vertex: u32, @builtin(instance_index) particle: u32) -> Grain {
  let here = positions[swarm.frame * swarm.paths + particle];
  if swarm.fraction == 0.0 {
    return grain(here, particle, vertex);
  }
  let next = positions[(swarm.frame + 1u) * swarm.paths + particle];
  return grain(mix(here, next, swarm.fraction), particle, vertex);
}

/// Data points with noise added in one jump to the moment (Ho et al. 2020, eq. 4).
@vertex
fn noised_vertex(@builtin(vertex_index) vertex: u32, @builtin(instance_index) particle: u32) -> Grain {
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
