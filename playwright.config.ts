import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { defineConfig } from 'playwright/test';

const noteFile = new URL('node_modules/.cache/ddpm-lab/browser.json', import.meta.url);

/** The browser that `node tools/setup.mjs --browser` has found, and the flags with which it has WebGPU. */
function notedBrowser(): { executablePath: string; args: string[] } {
  try {
    return JSON.parse(readFileSync(noteFile, 'utf8'));
  } catch (error) {
    throw new Error('No browser is noted for the tests: run `node tools/setup.mjs --browser` first.', {
      cause: error,
    });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

// This file is read again in every worker; the environment carries the first one's choice to the others.
process.env.DDPM_LAB_PORT ??= String(await freePort());
const port = process.env.DDPM_LAB_PORT;
// Where the build to be tested lies, if not in dist/.
const outDir = process.env.DDPM_LAB_DIST ?? 'dist';
const baseURL = `http://127.0.0.1:${port}/`;
const { executablePath, args } = notedBrowser();

export default defineConfig({
  testDir: 'e2e',
  // One browser at a time: on a software adapter the tests share the processor with the GPU's work.
  workers: 1,
  forbidOnly: true,
  timeout: 300_000,
  expect: { timeout: 15_000 },
  reporter: process.env.DDPM_LAB_REPORTS
    ? [['list'], ['json', { outputFile: `${process.env.DDPM_LAB_REPORTS}/playwright.json` }]]
    : 'list',
  use: {
    baseURL,
    launchOptions: { executablePath, args },
    viewport: { width: 1280, height: 900 },
    screenshot: 'only-on-failure',
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --outDir ${outDir} --host 127.0.0.1 --port ${port} --strictPort`,
    url: baseURL,
  },
});
