/** The sum of partial gradients, and of what is there already where it is given. */
export function sumSlabs(slabs: readonly ArrayLike<number>[], before?: ArrayLike<number>): Float64Array {
  const length = slabs[0]?.length ?? 0;
  return Float64Array.from({ length }, (_, i) =>
    slabs.reduce((sum, slab) => sum + (slab[i] as number), before?.[i] ?? 0),
  );
}
