import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The project's root folder, without a trailing separator. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** What the set-up remembers between two runs lives here. */
export const cacheFolder = `${root}/node_modules/.cache/ddpm-lab`;

/** Something a person can put right; the message says how. */
export class SetupError extends Error {}

/**
 * Runs a program in the project's root, its output shown; without a shell, so that spaces in paths do no harm.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, timeLimit?: number, quiet?: boolean }} [options] time limit in milliseconds
 * @returns {Promise<string | undefined>} undefined if all went well, else what went wrong, as part of a sentence
 */
export function run(program, args, { env, timeLimit, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', quiet ? 'ignore' : 'inherit', quiet ? 'ignore' : 'inherit'],
      timeout: timeLimit,
      killSignal: 'SIGKILL',
      // Windows starts its .cmd scripts through a shell only.
      shell: program.endsWith('.cmd'),
    });
    child.on('error', (error) => resolve(`it could not be started (${error.message})`));
    child.on('exit', (code, signal) => {
      if (code === 0) resolve(undefined);
      else resolve(signal ? `it was stopped (${signal}, perhaps by its time limit)` : `exit code ${code}`);
    });
  });
}

/** @param {string} message */
export function say(message) {
  console.log(`setup: ${message}`);
}
