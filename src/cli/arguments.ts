/** A command-line value as a whole number. Throws a RangeError naming it, its value and the allowed range. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} must be a whole number from ${least} to ${most}, got ${text}.`);
  }
  return value;
}
