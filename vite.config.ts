import { existsSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';
import { wgslLoader } from 'wgsl-loader';

const pages = ['index.html', 'benchmark.html'].filter((page) => existsSync(new URL(page, import.meta.url)));

// A Linux machine without a display has nothing to open the page with.
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

export default defineConfig({
  base: './',
  server: { open: hasDisplay },
  plugins: [wgslLoader(), allowErrorOverlay()],
  worker: { format: 'es', plugins: () => [wgslLoader()] },
  build: {
    target: 'es2023',
    // No inline scripts and no data: URLs: the pages' Content-Security-Policy forbids them.
    modulePreload: { polyfill: false },
    // What both pages share holds Chart.js and the text of every kernel.
    chunkSizeWarningLimit: 1000,
    assetsInlineLimit: 0,
    rolldownOptions: { input: pages },
  },
});

/** Vite shows errors in the page, in styles of its own, which the Content-Security-Policy of a built page forbids. */
function allowErrorOverlay(): Plugin {
  return {
    name: 'allow-error-overlay',
    apply: 'serve',
    transformIndexHtml: (html) =>
      html.replace("default-src 'self'", "default-src 'self'; style-src 'self' 'unsafe-inline'"),
  };
}
