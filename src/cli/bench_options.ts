import type { Part } from '../bench/settings.ts';

/** What the command line asks for. */
export interface BenchOptions {
  readonly quick: boolean;
  readonly peers: boolean;
  readonly parts: readonly Part[];
  readonly variant?: string;
  readonly rounds?: number;
}

/** The same as a page's address asks for it. */
export function benchQuery({ quick, peers, parts, variant, rounds }: BenchOptions): URLSearchParams {
  return new URLSearchParams({
    length: quick ? 'quick' : 'full',
    parts: parts.join(','),
    peers: peers ? 'all' : '',
    ...(variant !== undefined && { variant }),
    ...(rounds !== undefined && { rounds: String(rounds) }),
  });
}
