// Philox-4x32-10, the counter-based generator of Salmon et al. (2011), "Parallel random numbers: as easy as 1, 2, 3".
// src/diffusion/random.ts is its twin: the same counters and keys give the same integers there.

const STREAM_TRAIN = 3u;
const STREAM_INIT = 4u;
const STREAM_SAMPLER = 5u;
const STREAM_FORWARD = 6u;

/// The full 64-bit product of two words, as (low, high).
fn mul_wide(a: u32, b: u32) -> vec2u {
  let a_low = a & 0xffffu;
  let a_high = a >> 16u;
  let b_low = b & 0xffffu;
  let b_high = b >> 16u;
  let low = a_low * b_low;
  let middle = a_high * b_low + (low >> 16u);
  let cross = a_low * b_high + (middle & 0xffffu);
  return vec2u(a * b, a_high * b_high + (middle >> 16u) + (cross >> 16u));
}

/// Four random words for a counter [index, step, stream, block] and a seed.
fn philox4x32(counter: vec4u, seed: u32) -> vec4u {
  var state = counter;
  var key = vec2u(seed, 0u);
  for (var round = 0u; round < 10u; round++) {
    let first = mul_wide(0xd2511f53u, state.x);
    let second = mul_wide(0xcd9e8d57u, state.z);
    state = vec4u(second.y ^ state.y ^ key.x, second.x, first.y ^ state.w ^ key.y, first.x);
    key += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return state;
}

/// Maps a word to 0 .. count - 1, evenly.
fn below(word: u32, count: u32) -> u32 {
  return mul_wide(word, count).y;
}
