/** Row `index` of a table [rows, width]. */
export function copyRow({
  table,
  width,
  index,
}: {
  readonly table: ArrayLike<number>;
  readonly width: number;
  readonly index: number;
}): Float64Array {
  return Float64Array.from({ length: width }, (_, i) => table[index * width + i] as number);
}
