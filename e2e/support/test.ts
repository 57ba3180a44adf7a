import { test as base } from 'playwright/test';

export { expect } from 'playwright/test';

interface Rules {
  /** Console warnings and errors that a test provokes on purpose. */
  expectedConsole: RegExp[];
}

/**
 * Playwright's test, with house rules that hold for every page a test opens: no warning, error or uncaught exception
 * on the console, and no request to another host. `test.use({ expectedConsole: [/…/] })` names what a test provokes.
 */
export const test = base.extend<Rules & { houseRules: undefined }>({
  expectedConsole: [[], { option: true }],

  houseRules: [
    async ({ context, baseURL, expectedConsole }, use) => {
      const breaches: string[] = [];
      const host = new URL(baseURL ?? '').host;

      context.on('console', (message) => {
        if (message.type() !== 'error' && message.type() !== 'warning') return;
        if (expectedConsole.some((pattern) => pattern.test(message.text()))) return;
        breaches.push(`console.${message.type()}: ${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => {
        if (expectedConsole.some((pattern) => pattern.test(error.error().message))) return;
        breaches.push(`uncaught: ${error.error().stack ?? error.error().message}`);
      });
      context.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol !== 'blob:' && url.protocol !== 'data:' && url.host !== host) {
          breaches.push(`request to another host: ${url.href}`);
        }
      });

      await use(undefined);
      if (breaches.length > 0) throw new Error(`The page broke the house rules:\n${breaches.join('\n')}`);
    },
    { auto: true },
  ],
});
