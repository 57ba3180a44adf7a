/** @import { Segment } from 'wgsl-loader/client' */

const repeatLine = /^\s*#repeat\s+([A-Za-z]\w*)\s+(\w+)\s*$/;
const ifLine = /^\s*#if\s+([A-Za-z]\w*)\s*==\s*(\d+)\s*$/;
const directive = /^\s*#(repeat|if|end)\b/;

/**
 * Writes a module out for given override constants: see unroll.d.ts.
 *
 * @param {{ readonly code: string, readonly segments: readonly Segment[] }} module
 * @param {Readonly<Record<string, number>>} [constants]
 * @returns {{ code: string, segments: Segment[] }}
 */
export function unroll({ code, segments }, constants = {}) {
  const source = code.split('\n');
  const places = placesOf(source.length, segments);
  const ends = matchEnds(source, places);
  const overrides = { ...defaultsIn(code), ...constants };
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
      const [file, line] = placeAt(places, i);
      const end = ends.get(i);
      if (end === undefined) {
        if (file !== last[0] || line !== last[1] + 1) map.push([lines.length + 1, file, line]);
        last = [file, line];
        lines.push(fill(text, values, `${file}:${line}`));
        continue;
      }
      const [, name = '', count = ''] = repeatLine.exec(text) ?? [];
      const [, override, number] = ifLine.exec(text) ?? [];
      if (override === undefined) {
        if (name in values) throw new Error(`${file}:${line}: ${name} has a meaning here already`);
        const times = numberOf(count, values, file, line);
        for (let n = 0; n < times; n++) append(i + 1, end, { ...values, [name]: n });
      } else if (numberOf(override, values, file, line) === Number(number)) {
        append(i + 1, end, values);
      }
      i = end;
    }
  }

  append(0, source.length, overrides);
  return { code: lines.join('\n'), segments: map };
}

/**
 * @param {string} text digits, or the name of an override
 * @param {Readonly<Record<string, number>>} values
 * @param {string} file
 * @param {number} line
 */
function numberOf(text, values, file, line) {
  const value = /^\d+$/.test(text) ? Number(text) : values[text];
  if (value === undefined)
    throw new Error(`${file}:${line}: there is no override or const ${text} with a whole number`);
  return value;
}

/**
 * A module's constants and the defaults of its overrides, where they are whole numbers.
 *
 * @param {string} code
 * @returns {Record<string, number>}
 */
function defaultsIn(code) {
  const found = code.matchAll(/^(?:override|const)\s+(\w+)\s*(?::\s*\w+)?\s*=\s*(\d+)[ui]?\s*;/gm);
  return Object.fromEntries([...found].map(([, name = '', value]) => [name, Number(value)]));
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
    if (name === undefined)
      throw new Error(
        `${place}: ${all} is the name of no #repeat around this line, nor of an override or const`,
      );
    const rest = word.slice(name.length);
    if (/^\d/.test(rest))
      throw new Error(`${place}: ${all} would be ${values[name]}${rest}; put something between`);
    return values[name] + rest;
  });
}

/**
 * The index of the `#end` of each `#repeat` and `#if`.
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
    if (kind !== 'end') {
      const form = kind === 'if' ? '#if NAME == number' : '#repeat name count';
      if (!(kind === 'if' ? ifLine : repeatLine).test(text))
        throw new Error(`${place}: write "${form}", not "${text.trim()}"`);
      open.push(index);
      return;
    }
    const begin = open.pop();
    if (begin === undefined) throw new Error(`${place}: #end without a #repeat or #if`);
    ends.set(begin, index);
  });
  const unclosed = open.pop();
  if (unclosed !== undefined)
    throw new Error(`${placeAt(places, unclosed).join(':')}: ${source[unclosed]?.trim()} without an #end`);
  return ends;
}

/**
 * See unroll.d.ts.
 *
 * @param {readonly Segment[]} segments
 * @param {number} line 1-based line of the expanded code
 * @returns {{ file: string, line: number }}
 */
export function originalLine(segments, line) {
  const segment = segments.findLast(([first]) => first <= line) ?? [1, '?', 1];
  return { file: segment[1], line: segment[2] + line - segment[0] };
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
