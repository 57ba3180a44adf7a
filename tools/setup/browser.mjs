import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { findInstalledBrowsers, findSoftwareDriver, hasGpuDevice } from './candidates.mjs';
import { installDriverLoader, installViaApt, installViaPlaywright } from './install_browser.mjs';
import { probeBrowser, probeNode } from './probe.mjs';
import { cacheFolder, SetupError, say } from './run.mjs';

/**
 * @typedef {object} Browser what playwright.config.ts and src/cli/node_device.ts read
 * @property {string} executablePath
 * @property {string[]} args
 * @property {string} adapter name of the WebGPU adapter in the browser
 * @property {string | undefined} icd Vulkan's description of SwiftShader, for Node
 * @property {string} key changes when the browser or the machine does
 */

const noteFile = `${cacheFolder}/browser.json`;

const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
const software = [
  '--enable-unsafe-webgpu',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
  '--enable-features=Vulkan',
];
const hardware =
  process.platform === 'linux'
    ? ['--enable-unsafe-webgpu', '--use-angle=vulkan', '--enable-features=Vulkan']
    : ['--enable-unsafe-webgpu'];

/**
 * Finds a browser that computes with WebGPU and shows the result on a canvas, installs one if there is none, and
 * notes it with the flags it needs. Also makes sure that Node has a WebGPU adapter.
 */
export async function prepareBrowser() {
  if (isPrepared()) return;

  const browser = await findBrowser();
  const { adapter, executablePath } = browser;
  say(`the tests use ${executablePath} (WebGPU adapter: ${adapter})`);
  await checkNodeAdapter(browser.icd);
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(noteFile, JSON.stringify(browser, null, 2));
}

/** Makes sure that Node has a WebGPU adapter: a GPU's, or else that of the software driver beside a browser. */
export async function prepareNode() {
  if (isPrepared() || (hasGpuDevice() && !(await probeNode(undefined)))) return;
  await prepareBrowser();
}

/** @returns {Promise<Browser>} */
async function findBrowser() {
  /** @type {Map<string, string>} why each candidate was turned down */
  const refusals = new Map();
  const given = process.env.DDPM_LAB_BROWSER;
  if (given) {
    const browser = await tryAll([given], refusals);
    if (browser) return browser;
    throw new SetupError(`DDPM_LAB_BROWSER names ${given}: ${refusals.get(given)}.`);
  }
  /** @type {(() => string[] | Promise<string[]>)[]} ways to a browser, the cheapest first */
  const ways = [
    () => [chromium.executablePath(), ...findInstalledBrowsers()],
    installViaPlaywright,
    installViaApt,
  ];
  for (const way of ways) {
    const browser = await tryAll(await way(), refusals);
    if (browser) return browser;
  }
  const reasons = [...refusals].map(([path, reason]) => `\n  ${path}: ${reason}`).join('');
  throw new SetupError(
    'no browser with WebGPU was found or could be installed. Install Chromium, Chrome or Edge (on Debian: ' +
      '`sudo apt-get install chromium libvulkan1`), or name one in the environment variable DDPM_LAB_BROWSER.' +
      (reasons ? ` Tried:${reasons}` : ''),
  );
}

/**
 * @param {string[]} paths
 * @param {Map<string, string>} refusals is added to
 * @returns {Promise<Browser | undefined>} the first browser that passes the probe
 */
async function tryAll(paths, refusals) {
  for (const executablePath of new Set(paths)) {
    if (!existsSync(executablePath)) {
      if (executablePath === process.env.DDPM_LAB_BROWSER)
        refusals.set(executablePath, 'there is no such file');
      continue;
    }
    for (const flags of hasGpuDevice() ? [hardware, software] : [software]) {
      const args = [...quiet, ...flags];
      say(`probing ${executablePath} …`);
      const { adapter, failure } = await probeBrowser(executablePath, args);
      if (adapter) {
        return {
          executablePath,
          args,
          adapter,
          icd: findSoftwareDriver(executablePath),
          key: keyOf(executablePath) ?? '',
        };
      }
      refusals.set(executablePath, failure ?? 'no adapter');
    }
  }
  return undefined;
}

/** @param {string | undefined} icd */
async function checkNodeAdapter(icd) {
  let failure = await probeNode(icd);
  if (failure && (await installDriverLoader())) failure = await probeNode(icd);
  if (failure) {
    throw new SetupError(
      `the browser has WebGPU, but Node has not: ${failure}. On Linux without a GPU it needs the Vulkan loader ` +
        '(libvulkan1 on Debian and Ubuntu) and the SwiftShader that ships with Chromium.',
    );
  }
}

/** Whether what was noted the last time still holds. */
function isPrepared() {
  const noted = readNote();
  return noted !== undefined && noted.key === keyOf(noted.executablePath);
}

/** @returns {Browser | undefined} undefined also if the note was cut off, as by a full disk or an interrupted run */
function readNote() {
  if (!existsSync(noteFile)) return undefined;
  try {
    return JSON.parse(readFileSync(noteFile, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * @param {string} executablePath
 * @returns {string | undefined} undefined if there is no such file
 */
function keyOf(executablePath) {
  const file = statSync(executablePath, { throwIfNoEntry: false });
  if (!file) return undefined;
  return JSON.stringify([file.size, file.mtimeMs, hasGpuDevice(), process.env.DDPM_LAB_BROWSER ?? null, 1]);
}
