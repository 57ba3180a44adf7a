/** [count, 4]: the sums of columns of `source` [reads, count, 4]. */
export function measureBandwidth(
  source: ArrayLike<number>,
  { count, reads }: { count: number; reads: number },
): Float64Array {
  const sums = new Float64Array(4 * count);
  for (let i = 0; i < 4 * count * reads; i++)
    sums[i % sums.length] = (sums[i % sums.length] as number) + (source[i] as number);
  return sums;
}
