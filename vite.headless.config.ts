import { existsSync } from 'node:fs';
import { defineConfig } from 'vite';
import { wgslLoader } from 'wgsl-loader';

// The programs of src/cli as dist/headless/*.mjs, for Node: it cannot run TypeScript or import WGSL itself.
const programs = ['quality', 'bench'].filter((name) =>
  existsSync(new URL(`src/cli/${name}.ts`, import.meta.url)),
);

export default defineConfig({
  plugins: [wgslLoader()],
  // The page's assets do not belong here.
  publicDir: false,
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/headless',
    rolldownOptions: {
      input: Object.fromEntries(programs.map((name) => [name, `src/cli/${name}.ts`])),
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
    },
  },
});
