/** The sum of slabs of `length` numbers each. */
export function sumGradients(slabs: ArrayLike<number>, length: number): Float64Array {
  const sum = new Float64Array(length);
  for (let i = 0; i < slabs.length; i++) sum[i % length] = (sum[i % length] as number) + (slabs[i] as number);
  return sum;
}
