import { stream } from '../../src/diffusion/random.ts';
import { normalsOf } from './lib/draws.ts';

/**
 * The forward process step by step: x_t = keep_t x_{t-1} + add_t z.
 *
 * @param x0 [count]
 * @param chain keep and add of each step, [steps, 2]
 * @returns [frames, count]: x_0, x after every `every`-th step, x_T
 */
export function forwardChain(
  x0: Float64Array,
  chain: Float64Array,
  every: number,
  seed: number,
): Float64Array {
  const steps = chain.length / 2;
  let x = x0;
  const frames = [...x0];
  for (let t = 0; t < steps; t++) {
    x = x.map((value, particle) => {
      const drawn = normalsOf([particle, t >> 2, stream.forward, 0], seed, 4);
      return (chain[2 * t] ?? 0) * value + (chain[2 * t + 1] ?? 0) * (drawn[t % 4] ?? 0);
    });
    if ((t + 1) % every === 0 || t + 1 === steps) frames.push(...x);
  }
  return Float64Array.from(frames);
}
