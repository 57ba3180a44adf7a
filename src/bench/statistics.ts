/** A quantity measured in several rounds. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** One number a round, in order. */
  readonly values: readonly number[];
}

/** @throws RangeError when there are no values */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('A median needs at least one value, got none.');
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[(sorted.length - 1) >> 1] as number;
  const high = sorted[sorted.length >> 1] as number;
  return {
    median: (low + high) / 2,
    least: sorted[0] as number,
    most: sorted[sorted.length - 1] as number,
    values,
  };
}
