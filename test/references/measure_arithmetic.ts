/** What invocation `id` leaves: a weighted sum of `chains` numbers, each updated sixteen times an iteration. */
export function measureArithmetic(
  { iterations, multiplier, addend }: { iterations: number; multiplier: number; addend: number },
  chains: number,
  id: number,
): number {
  let total = 0;
  for (let chain = 0; chain < chains; chain++) {
    let a = (chain % 4) / 4 + (id % 64) / 64 + Math.floor(chain / 4);
    for (let i = 0; i < 16 * iterations; i++) a = a * multiplier + addend;
    total += ((chain % 4) + 1) * a;
  }
  return total;
}
