import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cacheFolder, root, run, SetupError, say } from './run.mjs';

const stampFile = `${cacheFolder}/installed.json`;

/** Runs `npm ci` if the lock file, the platform or Node's major version is not what it was at the last time. */
export async function installDependencies() {
  const lock = readFileSync(`${root}/package-lock.json`);
  const stamp = JSON.stringify({
    lock: createHash('sha256').update(lock).digest('hex'),
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node.split('.')[0],
  });
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;

  say('installing the dependencies (npm ci) …');
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  // Under `npm test` npm says where it is; that works without a shell on Windows, too.
  const npm = process.env.npm_execpath;
  const failure = npm?.endsWith('npm-cli.js')
    ? await run(process.execPath, [npm, ...args])
    : await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
  if (failure) {
    throw new SetupError(
      `npm ci failed: ${failure}. Its own message above says why; without a network nothing can be installed.`,
    );
  }
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(stampFile, stamp);
}
