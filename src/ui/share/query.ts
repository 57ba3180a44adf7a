/** A setting in an address. */
export type Pair = readonly [key: string, value: string];

/** Pairs as the part of an address behind its question mark. Commas may stand there as they are. */
export function writeQuery(pairs: readonly Pair[]): string {
  return pairs
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&')
    .replaceAll('%2C', ',');
}

/** The keys and values of a query, and which keys it gives more than once (the first counts). */
export function readQuery(query: string): { given: Map<string, string>; repeated: string[] } {
  const given = new Map<string, string>();
  const repeated = new Set<string>();
  for (const [key, value] of new URLSearchParams(query)) {
    if (given.has(key)) repeated.add(key);
    else given.set(key, value);
  }
  return { given, repeated: [...repeated] };
}
