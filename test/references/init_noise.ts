import { normalQuantile } from '../../src/diffusion/normal.ts';
import { stream } from '../../src/diffusion/random.ts';
import { normalsOf } from './lib/draws.ts';

/** x_T [count, D]: standard normal draws, or (D = 1) the normal quantiles of (i + 0.5) / count. */
export function initNoise(
  init: 'gaussian' | 'stratified',
  count: number,
  dataDim: number,
  seed: number,
): Float64Array {
  const x = new Float64Array(count * dataDim);
  for (let i = 0; i < count; i++) {
    if (init === 'stratified') x[i] = normalQuantile((i + 0.5) / count);
    else x.set(normalsOf([i, 0, stream.init, 0], seed, dataDim), i * dataDim);
  }
  return x;
}
