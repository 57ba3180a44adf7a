#include "lane.wgsl"

@group(0) @binding(0) var<uniform> lane: Lane;
// the marginal density over time and x, from 0 to 1 on a logarithmic scale; t = 0 on the left
@group(0) @binding(1) var density: texture_2d<f32>;
@group(0) @binding(2) var smooth_sampler: sampler;
// what the paths cover of each pixel of the lane: red the many, green the tracers
@group(0) @binding(3) var coverage: texture_2d<f32>;

@vertex
fn lane_vertex(@builtin(vertex_index) vertex: u32) -> @builtin(position) vec4f {
  let corner = vec2f(f32(vertex & 1u), f32(vertex >> 1u));
  return clip(lane.frame.xy + corner * lane.frame.zw, lane.canvas);
}

fn heat(level: f32) -> vec3f {
  let place = 3.0 * clamp(level, 0.0, 1.0);
  let low = mix(lane.ground.rgb, lane.heat_low.rgb, min(place, 1.0));
  let mid = mix(low, lane.heat_mid.rgb, clamp(place - 1.0, 0.0, 1.0));
  return mix(mid, lane.heat_high.rgb, clamp(place - 2.0, 0.0, 1.0));
}

/// The density's colour at a pixel of the lane.
fn background(pixel: vec2f) -> vec3f {
  let across = pixel / lane.frame.zw;
  let along = select(across.x, 1.0 - across.x, lane.mirrored > 0.5);
  let time = select(along, 1.0 - along, lane.reversed > 0.5);
  return heat(textureSampleLevel(density, smooth_sampler, vec2f(time, across.y), 0.0).r);
}

/// Where the process has been: the heat map with the paths on it.
@fragment
fn lit_colour(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let pixel = position.xy - lane.frame.xy;
  let size = vec2i(textureDimensions(coverage));
  let covered = textureLoad(coverage, clamp(vec2i(pixel), vec2i(0), size - 1), 0).rg;
  // Logarithmic exposure: a lone path shows, and a thousand on one another do not burn out.
  let mist = lane.mist.a * log(1.0 + covered.r) / log(1.0 + lane.densest);
  let misty = mix(background(pixel), lane.mist.rgb, clamp(mist, 0.0, lane.mist.a));
  return vec4f(mix(misty, lane.tracer.rgb, lane.tracer.a * clamp(covered.g, 0.0, 1.0)), 1.0);
}

/// What lies ahead of it: the heat map alone, faint.
@fragment
fn ahead_colour(@builtin(position) position: vec4f) -> @location(0) vec4f {
  return vec4f(mix(lane.ground.rgb, background(position.xy - lane.frame.xy), 0.45), 1.0);
}
