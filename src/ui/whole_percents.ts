/**
 * Shares of a whole in whole percents that add up as the shares do, by the largest remainder: who was rounded down most
 * gets what is left.
 */
export function wholePercents(shares: readonly number[]): number[] {
  const percents = shares.map((share) => Math.floor(100 * share));
  const total = Math.round(100 * shares.reduce((sum, share) => sum + share, 0));
  const left = total - percents.reduce((sum, percent) => sum + percent, 0);
  const byRemainder = shares
    .map((share, i) => ({ i, remainder: (100 * share) % 1 }))
    .sort((a, b) => b.remainder - a.remainder);
  for (const { i } of byRemainder.slice(0, left)) percents[i] = (percents[i] ?? 0) + 1;
  return percents;
}
