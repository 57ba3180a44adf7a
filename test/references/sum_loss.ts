/** The batch's loss from its parts. */
export function sumLoss(partialLosses: ArrayLike<number>): number {
  return Array.from(partialLosses).reduce((sum, loss) => sum + loss, 0);
}
