/**
 * Where the first samples stand after every few steps: frame 0 the start, then each `every`-th step, and the last.
 *
 * @param walk x after 0, 1, 2 … steps, each [samples, D]
 * @param count numbers kept of each: paths * D
 * @returns [frames, count]
 */
export function recordPaths(walk: readonly Float64Array[], count: number, every: number): Float64Array {
  const last = walk.length - 1;
  const kept = walk.filter((_, done) => done % every === 0 || done === last);
  return Float64Array.from(kept.flatMap((x) => [...x.subarray(0, count)]));
}
