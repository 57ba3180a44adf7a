// Makes the working tree ready: `node tools/setup.mjs` installs the dependencies, `--browser` also finds (or installs)
// a browser with WebGPU for the tests, `--webgpu` does so only if Node has no WebGPU adapter without its software driver.
// Node built-ins only: it runs before anything is installed.

import { installDependencies } from './setup/dependencies.mjs';
import { SetupError } from './setup/run.mjs';

const oldestNode = [20, 19];

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

/** @param {string} version */
function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new SetupError(`Node ${oldestNode.join('.')} or newer is needed; this is ${version}.`);
  }
}
