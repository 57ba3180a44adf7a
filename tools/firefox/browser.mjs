import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { build } from 'vite';
import { wgslLoader } from 'wgsl-loader';

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
 * Serves the built page and hands on what it posts to /result.
 *
 * @param {string} folder
 * @param {(result: any) => void} onResult
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
      const file = readFileSync(join(folder, normalize(pathname)));
      response.setHeader('content-type', types[extname(pathname)] ?? 'application/octet-stream');
      response.end(file);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return server;
}

/**
 * Builds a page, opens it in a headless Firefox with a fresh profile and listens to what it posts to /result as JSON.
 * FIREFOX names the program; firefox and firefox-esr are looked for otherwise.
 *
 * @template T
 * @param {object} options
 * @param {string} options.folder where the page is
 * @param {string} options.page its name, with a query if it takes one
 * @param {number} options.minutes how long it may take
 * @param {(result: any) => T | undefined} options.onResult ends it all by returning something
 * @param {Record<string, string>} [options.environment] variables to start it with, besides this program's
 * @returns {Promise<T>} what onResult returned in the end
 */
export async function runInFirefox({ folder, page, minutes, onResult, environment = {} }) {
  const firefox = findFirefox();
  const pages = mkdtempSync(join(tmpdir(), 'ddpm-lab-pages-'));
  const profile = mkdtempSync(join(tmpdir(), 'ddpm-lab-profile-'));
  /** @type {import('node:http').Server | undefined} */
  let server;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let browser;
  const stop = () => browser?.kill();
  process.on('exit', stop);
  try {
    await build({
      configFile: false,
      root: folder,
      base: './',
      logLevel: 'warn',
      plugins: [wgslLoader()],
      build: {
        target: 'es2023',
        outDir: pages,
        emptyOutDir: true,
        chunkSizeWarningLimit: 2000,
        rolldownOptions: { input: join(folder, /** @type {string} */ (page.split('?')[0])) },
      },
    });
    const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${value});`);
    writeFileSync(join(profile, 'user.js'), `${lines.join('\n')}\n`);
    return await new Promise((resolve, reject) => {
      const listen = (/** @type {any} */ result) => {
        try {
          const value = onResult(result);
          if (value !== undefined) resolve(value);
        } catch (error) {
          reject(error);
        }
      };
      serve(pages, listen).then((made) => {
        server = made;
        const { port } = /** @type {import('node:net').AddressInfo} */ (made.address());
        const url = `http://127.0.0.1:${port}/${page}`;
        const args = ['--headless', '--no-remote', '--profile', profile, url];
        browser = spawn(firefox, args, { stdio: 'ignore', env: { ...process.env, ...environment } });
        browser.on('error', reject);
        browser.on('exit', () => reject(new Error('Firefox ended before the page had finished.')));
        const late = new Error(`Firefox did not finish within ${minutes} minutes.`);
        setTimeout(() => reject(late), minutes * 60_000).unref();
      }, reject);
    });
  } finally {
    process.off('exit', stop);
    await end(browser);
    server?.closeAllConnections();
    server?.close();
    for (const made of [pages, profile]) rmSync(made, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @param {import('node:child_process').ChildProcess | undefined} program */
async function end(program) {
  // One that did not even start has no number, and never ends.
  if (program?.pid === undefined || program.exitCode !== null || program.signalCode !== null) return;
  const ended = new Promise((resolve) => program.once('exit', resolve));
  program.kill();
  await ended;
}
