/** Powers of ten and what lies between, 1 2 5 10, for the ticks of a logarithmic axis. */
export function logTicks(min: number, max: number): number[] {
  const decades = Math.log10(max / min);
  const mantissas = decades > 2.5 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++) {
    for (const mantissa of mantissas) {
      const tick = Number((mantissa * 10 ** power).toPrecision(1));
      if (tick >= min * 0.999 && tick <= max * 1.001) ticks.push(tick);
    }
  }
  return ticks;
}

/** A range around positive values for a logarithmic axis, or undefined when there are none. */
export function logRange(values: readonly number[], margin = 1.25): { min: number; max: number } | undefined {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  if (positive.length === 0) return undefined;
  return { min: Math.min(...positive) / margin, max: Math.max(...positive) * margin };
}
