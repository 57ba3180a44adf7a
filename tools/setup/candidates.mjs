import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Linux shows a GPU as a device file; elsewhere the operating system always has a driver to offer.
 *
 * `mayHaveGpu` of src/cli/node_device.ts says the same: this file runs before anything is compiled, so it cannot import
 * TypeScript, and src imports nothing from the tools.
 */
export function hasGpuDevice() {
  if (process.platform !== 'linux') return true;
  if (existsSync('/dev/dxg') || existsSync('/dev/nvidiactl')) return true;
  return existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
}

/** Usual places of browsers that are built on Chromium. @returns {string[]} those that exist */
export function findInstalledBrowsers() {
  return usualPlaces().filter((path) => existsSync(path));
}

/** @returns {string[]} */
function usualPlaces() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    const names = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    return roots.flatMap((folder) => (folder ? names.map((name) => join(folder, name)) : []));
  }
  // The programs themselves before the scripts on the PATH that start them.
  return [
    '/usr/lib/chromium/chromium',
    '/usr/lib/chromium-browser/chromium-browser',
    '/opt/google/chrome/chrome',
    '/opt/microsoft/msedge/msedge',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/microsoft-edge',
    '/snap/bin/chromium',
  ];
}

/**
 * SwiftShader's Vulkan driver description, which ships beside Chromium.
 *
 * @param {string} executablePath of the browser
 * @returns {string | undefined}
 */
export function findSoftwareDriver(executablePath) {
  const folders = [
    dirname(realpathSync(executablePath)),
    ...findInstalledBrowsers().map((path) => dirname(path)),
  ];
  return folders.map((folder) => join(folder, 'vk_swiftshader_icd.json')).find((path) => existsSync(path));
}
