import { dirname, relative, resolve, sep } from 'node:path';

/** @import { Segment } from 'wgsl-loader/client' */

const includeLine = /^\s*#include\s+"([^"]+)"\s*$/;

/**
 * Expands the `#include "path"` lines of a WGSL file, each file once, whatever the number of paths that lead to it.
 *
 * @param {string} file absolute path
 * @param {{ root: string, read: (file: string) => string }} options `root`: what paths are shown relative to
 * @returns {{ path: string, code: string, segments: Segment[], files: string[] }} `files`: absolute, `file` first
 * @throws {Error} if a file cannot be read or the includes form a cycle; the message names the places
 */
export function expand(file, { root, read }) {
  /** @type {string[]} */
  const lines = [];
  /** @type {Segment[]} */
  const segments = [];
  /** @type {Set<string>} */
  const files = new Set();

  /**
   * @param {string} current absolute path
   * @param {string[]} chain the files that are being expanded, outermost first
   */
  function append(current, chain) {
    files.add(current);
    const path = display(current, root);
    const source = read(current)
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/);
    if (source.at(-1) === '') source.pop();
    let runIsOpen = false;
    source.forEach((text, index) => {
      const target = includeLine.exec(text)?.[1];
      if (target === undefined) {
        if (!runIsOpen) segments.push([lines.length + 1, path, index + 1]);
        runIsOpen = true;
        lines.push(text);
        return;
      }
      runIsOpen = false;
      const included = resolve(dirname(current), target);
      if (chain.includes(included)) {
        const cycle = [...chain.slice(chain.indexOf(included)), included];
        const names = cycle.map((member) => display(member, root)).join(' -> ');
        throw new Error(`${path}:${index + 1}: #include cycle: ${names}`);
      }
      if (files.has(included)) return;
      try {
        append(included, [...chain, included]);
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
        throw new Error(`${path}:${index + 1}: there is no file ${display(included, root)} to include`);
      }
    });
  }

  append(file, [file]);
  return { path: display(file, root), code: `${lines.join('\n')}\n`, segments, files: [...files] };
}

/**
 * @param {string} file
 * @param {string} root
 */
function display(file, root) {
  return relative(root, file).split(sep).join('/');
}
