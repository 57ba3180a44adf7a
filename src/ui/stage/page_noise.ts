import { boxMuller, philox4x32 } from '../../index.ts';

/** The page's own stream of random numbers, apart from those of training and sampling. */
const pageStream = 0x70616765;

/** `count` standard normal numbers that depend on nothing but the seed and the step. */
export function standardNormals(count: number, seed: number, step = 0): Float32Array {
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const [word0, word1] = philox4x32([i >> 1, step, pageStream, 0], [seed >>> 0, 0]);
    const [first, second] = boxMuller(word0, word1);
    numbers[i] = first;
    if (i + 1 < count) numbers[i + 1] = second;
  }
  return numbers;
}
