/** Red, green, blue and opacity, 0 to 1. */
export type Colour = readonly [number, number, number, number];

/** A colour as the page's styles give it, `rgb(…)`. */
export function colourOf(text: string, opacity = 1): Colour {
  const [red = 0, green = 0, blue = 0] = (text.match(/[\d.]+/g) ?? []).map((part) => Number(part) / 255);
  return [red, green, blue, opacity];
}

/** A colour between two, `share` of the way from the first to the second. */
export function mixed(from: Colour, to: Colour, share: number): Colour {
  const [red, green, blue, opacity] = from.map((value, i) => value + share * ((to[i] ?? 0) - value));
  return [red ?? 0, green ?? 0, blue ?? 0, opacity ?? 1];
}
