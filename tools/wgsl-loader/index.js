import { readFileSync } from 'node:fs';
import { expand } from './expand.js';
import { originalLine, unroll } from './unroll.js';
import { hasEntryPoint, validate } from './validate.js';

export { expand, originalLine };

/** @import { Segment } from 'wgsl-loader/client' */

/**
 * Vite plugin that loads `.wgsl` files: `#include "path"` lines (relative to the including file) are expanded, each
 * file once, and every file with an entry point is validated by Dawn, with its repeats written out (see unroll.d.ts) for the
 * defaults of its overrides; what others leave in, a compile tells. See client.d.ts for what an import gives.
 *
 * @returns {import('vite').Plugin}
 */
export function wgslLoader() {
  let root = process.cwd();
  /** @type {(message: string) => void} */
  let warn = console.warn;

  return {
    name: 'wgsl-loader',

    configResolved(config) {
      root = config.root;
      warn = (message) => config.logger.warnOnce(message);
    },

    load: {
      filter: { id: /\.wgsl$/ },
      async handler(id) {
        const { path, code, segments, files } = expand(id, {
          root,
          read: (file) => readFileSync(file, 'utf8'),
        });
        for (const file of files) this.addWatchFile(file);
        if (hasEntryPoint(code)) {
          const whole = unroll({ code, segments });
          const problems = await validate(whole.code, warn);
          if (problems.length > 0) throw new Error(report(problems, whole));
        }
        const module = JSON.stringify({ path, code, segments });
        return { code: `export default ${module};\n`, moduleType: 'js', moduleSideEffects: false };
      },
    },
  };
}

/**
 * Problems of expanded code as text: original file:line:column, headline, the source line with a caret, details.
 *
 * @param {readonly import('./validate.js').Problem[]} problems
 * @param {{ code: string, segments: readonly Segment[] }} module
 */
export function report(problems, { code, segments }) {
  const lines = code.split('\n');
  return problems
    .map(({ message, line, column }) => {
      const place = originalLine(segments, line);
      const source = lines[line - 1] ?? '';
      // Tabs stay tabs, so that the caret stands under its character.
      const indent = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
      const [headline, ...details] = message.trim().split('\n');
      return [
        `${place.file}:${place.line}:${column}: ${headline}`,
        `  ${source}`,
        `  ${indent}^`,
        ...details,
      ].join('\n');
    })
    .join('\n');
}
