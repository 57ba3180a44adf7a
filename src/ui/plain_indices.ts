/** A letter, with an accent or not, and its index: x_t, ε̂_0, x_{t−1}; no part of a word. */
export const indexed = /(?<![A-Za-z])(\p{L}\p{M}*)_(?:\{([^}]+)\}|(\p{L}|\d+)(?![A-Za-z\d]))/gu;

const signs = [...'0123456789+−aehijklmnoprstuvx'];
const subscripts = [...'₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ'];

/** Writes indices for where there is only plain text, in Unicode's subscripts: xₜ, xₜ₋₁. What has none, as T, stays x_T. */
export function plainIndices(text: string): string {
  return text.replace(indexed, (all, letter: string, group?: string, single?: string) => {
    const index = [...(group ?? single ?? '')].map((sign) => subscripts[signs.indexOf(sign)]);
    return index.includes(undefined) ? all : letter + index.join('');
  });
}
