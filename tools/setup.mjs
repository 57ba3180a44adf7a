// Makes the working tree ready: `node tools/setup.mjs` installs the dependencies, `--browser` also finds (or installs)
// a browser with WebGPU for the tests, `--webgpu` does so only if Node has no WebGPU adapter without its software driver.
// Node built-ins only: it runs before anything is installed.

import { installDependencies } from './setup/dependencies.mjs';
import { SetupError } from './setup/run.mjs';

try {
  checkNode(process.versions.node);
  await installDependencies();
  // Imported only now: they use what has just been installed.
  if (process.argv.includes('--browser')) {
    const { prepareBrowser } = await import('./setup/browser.mjs');
    await prepareBrowser();
  } else if (process.argv.includes('--webgpu')) {
    const { prepareNode } = await import('./setup/browser.mjs');
    await prepareNode();
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\nsetup: ${error.message}`);
  process.exitCode = 1;
}

/**
 * The versions that Vite runs on, as "engines" in package.json says them.
 *
 * @param {string} version
 */
function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22;
  if (!fits) {
    throw new SetupError(
      `Node 22.12 or newer is needed, or 20.19 or newer of version 20; this is ${version}. Get one from nodejs.org.`,
    );
  }
}
