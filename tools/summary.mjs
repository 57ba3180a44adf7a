// node tools/summary.mjs REPORTS STATUS: prints "N passed, N failed" over the reports of vitest and Playwright in the
// folder REPORTS, and ends with 0 only if `npm test` did (STATUS) and every test ran and passed. A skipped test counts
// as failed, and so does a step that stopped the run without a failing test (lint, types, build, a missing report).

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '.', status = '1'] = process.argv.slice(2);

const vitest = read('vitest.json');
const playwright = read('playwright.json')?.stats;

const passed = (vitest?.numPassedTests ?? 0) + (playwright?.expected ?? 0);
const skipped = (vitest?.numPendingTests ?? 0) + (vitest?.numTodoTests ?? 0) + (playwright?.skipped ?? 0);
let failed =
  (vitest?.numFailedTests ?? 0) + (playwright?.unexpected ?? 0) + (playwright?.flaky ?? 0) + skipped;
const isWhole = status === '0' && vitest?.numPassedTests > 0 && playwright?.expected > 0;
if (!isWhole && failed === 0) failed = 1;

if (skipped > 0) console.log(`${skipped} of the failed were skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {string} name */
function read(name) {
  const file = join(folder, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
