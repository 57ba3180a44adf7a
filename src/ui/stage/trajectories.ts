/** Paths of particles through time, in model space. */
export interface Trajectories {
  readonly numPaths: number;
  /** Where in the picture each snapshot stands, 0 at the left edge and 1 at the right; ascending, [S]. */
  readonly places: Float64Array;
  /** Positions x, [S, numPaths]. */
  readonly positions: Float32Array;
}

/** The last snapshot at or before `place`, and how far it is from there to the next, 0 to 1. */
export function locate({ places }: Trajectories, place: number): { index: number; fraction: number } {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((places[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  const here = places[low] ?? 0;
  const next = places[low + 1];
  return { index: low, fraction: next === undefined ? 0 : Math.max(0, (place - here) / (next - here)) };
}

/** Position of one particle at `place`, on the straight line between snapshots. */
export function positionAt(
  { positions, numPaths }: Trajectories,
  { index, fraction }: { index: number; fraction: number },
  path: number,
): number {
  const here = positions[index * numPaths + path] ?? 0;
  if (fraction === 0) return here;
  return here + fraction * ((positions[(index + 1) * numPaths + path] ?? here) - here);
}
