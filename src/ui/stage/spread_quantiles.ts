import { GaussianMixture } from '../../index.ts';

const standardNormal = new GaussianMixture([1], [0], [1]);

/** The golden ratio's fraction: its multiples, modulo 1, fill any stretch of the line evenly. */
const golden = 0.618033988749895;

/**
 * A stratified x_T for pictures: `count` quantiles of the standard normal distribution, in an order in which every run
 * of them, and so also the few that are drawn as lines, covers the whole distribution.
 */
export function spreadQuantiles(count: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, i) => {
    const p = ((i + 0.5) * golden) % 1;
    return standardNormal.quantile(Math.min(1 - 1e-7, Math.max(1e-7, p)));
  });
}
