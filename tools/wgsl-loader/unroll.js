/** @import { Segment, WgslModule } from 'wgsl-loader/client' */

const repeatLine = /^\s*#repeat\s+([A-Za-z]\w*)\s+(\d+)\s*$/;
const directive = /^\s*#(repeat|end)\b/;

/**
 * Whether code has `#repeat` lines.
 *
 * @param {string} code
 */
export function repeats(code) {
  return /^\s*#repeat\b/m.test(code);
}

/**
 * A module whose lines between `#repeat name count` and `#end` are written `count` times, with 0, 1, ... in place of
 * `$name`. Repeats may be nested. It is unrolled when it is first read, so that what is delivered stays small.
 *
 * @param {WgslModule} rolled
 * @returns {WgslModule}
 */
export function unrolled({ path, code, segments }) {
  /** @type {ReturnType<typeof unroll> | undefined} */
  let whole;
  const read = () => {
    whole ??= unroll(code, segments);
    return whole;
  };
  return {
    path,
    get code() {
      return read().code;
    },
    get segments() {
      return read().segments;
    },
  };
}

/**
 * @param {string} code
 * @param {readonly Segment[]} segments
 * @returns {{ code: string, segments: Segment[] }}
 * @throws {Error} at an `#end` too many or too few, a line that is no such directive, or a name that no repeat around it
 *   has; the message names file and line
 */
export function unroll(code, segments) {
  const source = code.split('\n');
  const places = placesOf(source.length, segments);
  const ends = matchEnds(source, places);
  /** @type {string[]} */
  const lines = [];
  /** @type {Segment[]} */
  const map = [];
  /** @type {Place} of the last line */
  let last = ['', 0];

  /**
   * @param {number} from
   * @param {number} to
   * @param {Readonly<Record<string, number>>} values
   */
  function append(from, to, values) {
    for (let i = from; i < to; i++) {
      const text = /** @type {string} */ (source[i]);
      const end = ends.get(i);
      if (end === undefined) {
        const [file, line] = placeAt(places, i);
        if (file !== last[0] || line !== last[1] + 1) map.push([lines.length + 1, file, line]);
        last = [file, line];
        lines.push(fill(text, values, `${file}:${line}`));
        continue;
      }
      const [, name = '', count] = repeatLine.exec(text) ?? [];
      for (let n = 0; n < Number(count); n++) append(i + 1, end, { ...values, [name]: n });
      i = end;
    }
  }

  append(0, source.length, {});
  return { code: lines.join('\n'), segments: map };
}

/**
 * Text may go on right after a name, as in `$nu`: the longest name that is known counts.
 *
 * @param {string} text
 * @param {Readonly<Record<string, number>>} values
 * @param {string} place
 */
function fill(text, values, place) {
  return text.replace(/\$(\w*)/g, (all, word) => {
    const name = Object.keys(values)
      .filter((known) => word.startsWith(known))
      .sort((a, b) => b.length - a.length)[0];
    if (name === undefined) throw new Error(`${place}: ${all} is the name of no #repeat around this line`);
    return values[name] + word.slice(name.length);
  });
}

/**
 * The index of the `#end` of each `#repeat`.
 *
 * @param {readonly string[]} source
 * @param {readonly Place[]} places
 */
function matchEnds(source, places) {
  /** @type {Map<number, number>} */
  const ends = new Map();
  /** @type {number[]} */
  const open = [];
  source.forEach((text, index) => {
    const kind = directive.exec(text)?.[1];
    if (kind === undefined) return;
    const place = placeAt(places, index).join(':');
    if (kind === 'repeat') {
      if (!repeatLine.test(text))
        throw new Error(`${place}: write "#repeat name count", not "${text.trim()}"`);
      open.push(index);
      return;
    }
    const begin = open.pop();
    if (begin === undefined) throw new Error(`${place}: #end without a #repeat`);
    ends.set(begin, index);
  });
  const unclosed = open.pop();
  if (unclosed !== undefined)
    throw new Error(`${placeAt(places, unclosed).join(':')}: #repeat without an #end`);
  return ends;
}

/** @typedef {readonly [file: string, line: number]} Place */

/**
 * Where each line comes from.
 *
 * @param {number} count
 * @param {readonly Segment[]} segments
 * @returns {Place[]}
 */
function placesOf(count, segments) {
  /** @type {Place[]} */
  const places = [];
  segments.forEach(([first, file, line], index) => {
    const end = segments[index + 1]?.[0] ?? count + 1;
    for (let at = first; at < end; at++) places[at - 1] = [file, line + at - first];
  });
  return places;
}

/**
 * @param {readonly Place[]} places
 * @param {number} index
 * @returns {Place}
 */
function placeAt(places, index) {
  return places[index] ?? ['?', index + 1];
}
