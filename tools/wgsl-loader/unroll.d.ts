import type { Segment, WgslModule } from 'wgsl-loader/client';

/**
 * Writes a module out for given override constants. Lines between `#repeat name count` and `#end` are written `count`
 * times, with 0, 1, ... in place of `$name`; those between `#if NAME == number` and `#end` where that holds for an override.
 * A count may be the name of one too, and `$NAME` stands for the value of one: the constant given, or else its default. A
 * `const` counts as an override.
 *
 * @throws Error at an `#end` too many or too few, a line that is no such directive, a name that is neither that of a repeat
 *   around it nor an override's, or one that is both; the message names file and line
 */
export function unroll(
  module: Pick<WgslModule, 'code' | 'segments'>,
  constants?: Readonly<Record<string, number>>,
): { code: string; segments: Segment[] };

/** Where a line (1-based) of expanded or unrolled code comes from. */
export function originalLine(segments: readonly Segment[], line: number): { file: string; line: number };
