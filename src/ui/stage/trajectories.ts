/** The last snapshot at or before `place`, and how far it is from there to the next, 0 to 1. `places` ascend. */
export function locate(places: ArrayLike<number>, place: number): { index: number; fraction: number } {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((places[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  const here = places[low] ?? 0;
  const next = places[low + 1];
  return {
    index: low,
    fraction: next === undefined ? 0 : Math.min(1, Math.max(0, (place - here) / (next - here))),
  };
}
