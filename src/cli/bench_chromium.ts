import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import { build, preview } from 'vite';
import type { Report } from '../bench/report.ts';
import { type BenchOptions, benchQuery } from './bench_options.ts';

/**
 * Builds benchmark.html, opens it in the tests' browser and lets it run: what a person would see there.
 *
 * @param say told what the page says it is doing
 * @throws Error with the page's own sentence when it fails
 */
export async function benchInChromium(
  options: BenchOptions,
  say: (what: string, fraction: number) => void,
): Promise<Report> {
  // This program is two folders deep, as a source and as a bundle.
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const setup = spawnSync(process.execPath, ['tools/setup.mjs', '--browser'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (setup.status !== 0) throw new Error('There is no browser to measure in; the lines above say why.');
  const note = readFileSync(join(root, 'node_modules/.cache/ddpm-lab/browser.json'), 'utf8');
  const { executablePath, args } = JSON.parse(note) as { executablePath: string; args: string[] };
  const outDir = join(root, 'dist/benchmark');
  await build({ root, logLevel: 'warn', build: { outDir, emptyOutDir: true } });
  const server = await preview({
    root,
    logLevel: 'warn',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, open: false },
  });
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage();
    const base = server.resolvedUrls?.local[0];
    if (base === undefined) throw new Error('The built page could not be served.');
    await page.goto(`${base}benchmark.html?${benchQuery(options)}`);
    return await measure(page, say);
  } finally {
    await browser.close();
    await server.close();
  }
}

async function measure(page: Page, say: (what: string, fraction: number) => void): Promise<Report> {
  await page.locator('[data-action="run"]:enabled').click({ timeout: 60_000 });
  const main = page.locator('main');
  for (;;) {
    await page.waitForTimeout(500);
    const state = await main.getAttribute('data-state');
    if (state !== 'running') {
      if (state === 'done') break;
      throw new Error((await page.locator('.bench-note').textContent()) ?? 'The page stopped measuring.');
    }
    const [what, fraction] = await Promise.all([
      page.locator('.progress-what').textContent(),
      page.locator('progress').getAttribute('value'),
    ]);
    say(what ?? '', Number(fraction));
  }
  const downloading = page.waitForEvent('download');
  await page.locator('[data-action="download"]').click();
  const path = await (await downloading).path();
  return JSON.parse(readFileSync(path, 'utf8')) as Report;
}
