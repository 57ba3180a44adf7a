import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { inPage, screenshotColour } from './probe_page.mjs';
import { run } from './run.mjs';

const timeLimit = 40_000;

/**
 * Tries a browser out: a WebGPU adapter and device, a kernel whose result reads back, and a canvas that shows what
 * was drawn on it (some flags compute, but lose the device or stay blank as soon as a canvas is shown).
 *
 * @param {string} executablePath
 * @param {string[]} args
 * @returns {Promise<{ adapter?: string, failure?: string }>}
 */
export async function probeBrowser(executablePath, args) {
  /** @type {import('playwright').Browser | undefined} */
  let browser;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeLimit / 1000} s`)), timeLimit);
  });
  try {
    const probe = async () => {
      browser = await chromium.launch({ executablePath, args, timeout: timeLimit });
      const page = await browser.newPage();
      // WebGPU wants a secure context, which localhost is; the route answers, so there is no server.
      await page.route('**/*', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html><canvas width="64" height="64">' }),
      );
      await page.goto('http://localhost/');
      const adapter = await page.evaluate(inPage);
      const png = (await page.locator('canvas').screenshot()).toString('base64');
      const [red = 0, green = 0, blue = 0] = await page.evaluate(screenshotColour, png);
      if (red > 20 || green < 235 || blue > 20) {
        throw new Error(`a canvas cleared to green shows rgb(${red}, ${green}, ${blue})`);
      }
      return adapter;
    };
    return { adapter: /** @type {string} */ (await Promise.race([probe(), timeout])) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { failure: message.split('\n', 1)[0] ?? 'it cannot be started' };
  } finally {
    clearTimeout(timer);
    await browser?.close().catch(() => {});
  }
}

/**
 * Looks for a WebGPU adapter in Node, in a process of its own.
 *
 * @param {string | undefined} icd Vulkan's description of the software driver
 * @returns {Promise<string | undefined>} what went wrong
 */
export async function probeNode(icd) {
  const script = fileURLToPath(new URL('./probe_node.mjs', import.meta.url));
  const failure = await run(process.execPath, [script, icd ?? ''], { timeLimit, quiet: true });
  return failure && `looking for an adapter in Node failed (${failure})`;
}
