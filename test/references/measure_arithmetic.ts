/** What invocation `id` leaves: a weighted sum of all its accumulators, of which the first `chains` were updated. */
export function measureArithmetic(
  { iterations, multiplier, addend }: { iterations: number; multiplier: number; addend: number },
  { chains, matrices }: { chains: number; matrices: boolean },
  id: number,
): number {
  let total = 0;
  for (let chain = 0; chain < 4; chain++) {
    let a = [0, 0.25, 0.5, 0.75].map((x) => x + (id % 64) / 64 + chain);
    for (let i = 0; chain < chains && i < 16 * iterations; i++) {
      const sum = a.reduce((x, y) => x + y);
      a = a.map((x) => (matrices ? multiplier * x + addend * (sum - x) : multiplier * x + addend));
    }
    total += a.reduce((weighted, x, component) => weighted + (component + 1) * x, 0);
  }
  return total;
}
