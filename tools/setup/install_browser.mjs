import { existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { findInstalledBrowsers } from './candidates.mjs';
import { root, run, say } from './run.mjs';

const playwrightTimeLimit = 10 * 60_000;
const aptTimeLimit = 15 * 60_000;

/** Downloads Playwright's Chromium. @returns {Promise<string[]>} paths to try */
export async function installViaPlaywright() {
  say('downloading a Chromium for the tests (playwright install chromium) …');
  const failure = await playwright(['install', '--no-shell', 'chromium']);
  if (failure) say(`that did not work: ${failure}.`);
  return failure ? [] : [chromium.executablePath()];
}

/** Installs what the distribution has, which needs root. @returns {Promise<string[]>} paths to try */
export async function installViaApt() {
  if (!canUseApt()) return [];
  if (/^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))) {
    say('installing the Chromium of the distribution (apt-get install chromium) …');
    const failure = await apt(['chromium', 'libvulkan1']);
    if (failure) say(`that did not work: ${failure}.`);
    return failure ? [] : findInstalledBrowsers();
  }
  // Elsewhere (Ubuntu's chromium is a snap): the libraries that Playwright's Chromium may have lacked.
  say('installing the libraries that Chromium needs (playwright install-deps chromium) …');
  const failure = await playwright(['install-deps', 'chromium']);
  if (failure) say(`that did not work: ${failure}.`);
  return failure ? [] : [chromium.executablePath()];
}

/** Installs the Vulkan loader, without which Node sees no adapter on Linux. @returns {Promise<boolean>} done */
export async function installDriverLoader() {
  if (!canUseApt()) return false;
  say('installing the Vulkan loader (apt-get install libvulkan1) …');
  return (await apt(['libvulkan1'])) === undefined;
}

function canUseApt() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** @param {string[]} packages */
async function apt(packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // A failed update is no reason to stop: the lists may be good enough.
  await run('apt-get', ['update', '--quiet'], { env, timeLimit: aptTimeLimit });
  const args = ['install', '--quiet', '--yes', '--no-install-recommends', ...packages];
  return run('apt-get', args, { env, timeLimit: aptTimeLimit });
}

/** @param {string[]} args */
function playwright(args) {
  return run(process.execPath, [`${root}/node_modules/playwright/cli.js`, ...args], {
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' },
    timeLimit: playwrightTimeLimit,
  });
}
