import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { normalizePath } from 'vite';
import { expand, originalLine } from './expand.js';
import { repeats, unrolled } from './unroll.js';
import { hasEntryPoint, validate } from './validate.js';

export { expand, originalLine, unrolled };

/** @import { Segment } from 'wgsl-loader/client' */

const unroller = normalizePath(fileURLToPath(new URL('./unroll.js', import.meta.url)));

/**
 * Vite plugin that loads `.wgsl` files: `#include "path"` lines (relative to the including file) are expanded, each
 * file once; lines between `#repeat name count` and `#end` are written as often, `$name` being 0, 1, ...; and every file
 * with an entry point is validated by Dawn. See client.d.ts for what an import gives.
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
        const rolled = { path, code, segments };
        const module = unrolled(rolled);
        if (hasEntryPoint(module.code)) {
          const problems = await validate(module.code, warn);
          if (problems.length > 0) throw new Error(report(problems, module));
        }
        const json = JSON.stringify(rolled);
        const imported = repeats(code)
          ? `import { unrolled } from ${JSON.stringify(unroller)};\nexport default unrolled(${json});\n`
          : `export default ${json};\n`;
        return { code: imported, moduleType: 'js', moduleSideEffects: false };
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
