// Checks the project in Firefox, whose WebGPU shares nothing with Chromium's: `npm run firefox` builds test/firefox, opens
// it in a headless Firefox with a fresh profile, prints what its checks find and fails where one of them does.
// FIREFOX names the program; firefox and firefox-esr are looked for otherwise.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { build } from 'vite';
import { wgslLoader } from 'wgsl-loader';
import { root } from './setup/run.mjs';

const minutes = 5;
const preferences = {
  'dom.webgpu.enabled': true,
  'gfx.webgpu.ignore-blocklist': true,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
};
/** @type {Record<string, string>} */
const types = { '.html': 'text/html', '.js': 'text/javascript' };

function findFirefox() {
  const names = process.env.FIREFOX ? [process.env.FIREFOX] : ['firefox', 'firefox-esr'];
  const found = names.find((name) => spawnSync(name, ['--version']).status === 0);
  if (!found) throw new Error(`There is no ${names.join(' or ')}. Install Firefox, or name it in FIREFOX.`);
  return found;
}

/**
 * Serves the built page and hands on what it posts.
 *
 * @param {string} folder
 * @param {(result: { kind: string, text: string }) => void} onResult
 */
async function serve(folder, onResult) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/result') {
      let body = '';
      for await (const piece of request) body += piece;
      response.end();
      onResult(JSON.parse(body));
      return;
    }
    try {
      const path = normalize(pathname === '/' ? '/index.html' : pathname);
      const file = readFileSync(join(folder, path));
      response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
      response.end(file);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return server;
}

const firefox = findFirefox();
const folder = mkdtempSync(join(tmpdir(), 'ddpm-lab-firefox-'));
const [pages, profile] = [join(folder, 'pages'), mkdtempSync(join(folder, 'profile-'))];
try {
  await build({
    configFile: false,
    root: join(root, 'test/firefox'),
    base: './',
    logLevel: 'warn',
    plugins: [wgslLoader()],
    build: { target: 'es2023', outDir: pages, emptyOutDir: true },
  });
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${value});`);
  writeFileSync(join(profile, 'user.js'), `${lines.join('\n')}\n`);
  const failures = await new Promise((resolve, reject) => {
    let failed = 0;
    serve(pages, ({ kind, text }) => {
      if (kind === 'done') return resolve(failed);
      if (kind === 'failed') failed++;
      console.warn(`${kind}  ${text}`);
    }).then((server) => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      const url = `http://127.0.0.1:${port}/`;
      const browser = spawn(firefox, ['--headless', '--no-remote', '--profile', profile, url], {
        stdio: 'ignore',
      });
      const late = new Error(`Firefox did not finish within ${minutes} minutes.`);
      const timer = setTimeout(() => reject(late), minutes * 60_000);
      browser.on('error', reject);
      process.on('exit', () => browser.kill());
      timer.unref();
    }, reject);
  });
  process.exitCode = failures === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();
