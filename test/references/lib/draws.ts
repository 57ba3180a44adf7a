import { boxMuller, philox4x32 } from '../../../src/diffusion/random.ts';

/** A Philox counter: [index, step, stream, block]. */
export type Counter = readonly [index: number, step: number, stream: number, block: number];

/**
 * D standard normals of one point, four to a block, as shaders/lib/normal.wgsl draws them.
 *
 * @param counter of the first four; the next four have the next block
 * @returns [dataDim]
 */
export function normalsOf(counter: Counter, seed: number, dataDim: number): Float64Array {
  const [index, step, stream, firstBlock] = counter;
  const normals = new Float64Array(dataDim);
  for (let d = 0; d < dataDim; d += 4) {
    const words = philox4x32([index, step, stream, firstBlock + d / 4], [seed, 0]);
    const four = [...boxMuller(words[0], words[1]), ...boxMuller(words[2], words[3])];
    normals.set(four.slice(0, dataDim - d), d);
  }
  return normals;
}
