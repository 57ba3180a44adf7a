import { existsSync } from 'node:fs';
import { defineConfig } from 'vite';
import { wgslLoader } from 'wgsl-loader';

const pages = ['index.html', 'benchmark.html'].filter((page) => existsSync(new URL(page, import.meta.url)));

export default defineConfig({
  base: './',
  plugins: [wgslLoader()],
  worker: { format: 'es', plugins: () => [wgslLoader()] },
  build: {
    target: 'es2023',
    // No inline scripts and no data: URLs: the pages' Content-Security-Policy forbids them.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: pages },
  },
});
