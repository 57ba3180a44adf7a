/** The mean over all t of values at some of them, by the trapezoidal rule. */
export function meanOverTime(timesteps: readonly number[], values: ArrayLike<number>): number {
  const [first = 0, last = 0] = [timesteps[0], timesteps.at(-1)];
  if (last === first) return values[0] ?? Number.NaN;
  let sum = 0;
  for (let i = 1; i < timesteps.length; i++) {
    const width = (timesteps[i] ?? 0) - (timesteps[i - 1] ?? 0);
    sum += (width * ((values[i] ?? 0) + (values[i - 1] ?? 0))) / 2;
  }
  return sum / (last - first);
}
