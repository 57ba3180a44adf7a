// Checks the project in Firefox, whose WebGPU shares nothing with Chromium's: `npm run firefox` builds test/firefox, opens
// it in a headless Firefox, prints what its checks find and fails where one of them does.

import { join } from 'node:path';
import { runInFirefox } from './firefox/browser.mjs';
import { root } from './setup/run.mjs';

let failures = 0;
await runInFirefox({
  folder: join(root, 'test/firefox'),
  page: 'index.html',
  minutes: 5,
  onResult({ kind, text }) {
    if (kind === 'done') return true;
    if (kind === 'failed') failures++;
    console.warn(`${kind}  ${text}`);
    return undefined;
  },
});
process.exitCode = failures === 0 ? 0 : 1;
