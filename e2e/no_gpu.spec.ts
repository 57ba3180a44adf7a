import type { Page } from 'playwright/test';
import { action, field, openLab, setFields, smallSettings, trainToTheEnd } from './support/lab_page.ts';
import { expect, test } from './support/test.ts';

// The opening's motion is opening.spec.ts's matter; here it would only share the processor with the GPU's work.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** The page without a GPU: a sentence on what to do, and everything that needs none still there. */
async function expectIntact(page: Page, problem: string, sentence: RegExp): Promise<void> {
  const notice = page.locator('#device-notice');
  await expect(notice).toHaveAttribute('data-problem', problem, { timeout: 15_000 });
  await expect(notice).toContainText(sentence);
  await expect(page.locator('.chip')).toContainText('no GPU');
  await expect(action(page, 'train')).toBeDisabled();
  await expect(page.locator('#action-note')).toHaveText('Training and sampling need a GPU.');
  // The exact density and the forward paths are the page's own.
  await expect.poll(() => page.locator('#time').inputValue().then(Number)).toBeGreaterThan(10);
  await page.getByRole('radio', { name: 'Reverse: remove it' }).check();
  await expect(
    page.getByText('The reverse process runs on the GPU, which is not available.').first(),
  ).toBeVisible();
}

test('no WebGPU: says which browsers have it', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined });
  });
  await page.goto('./');
  await expectIntact(page, 'no-webgpu', /has no WebGPU.*Chrome or Edge 127.*Safari 26.*Firefox 141/s);
});

test('no adapter: says what to turn on, and tries again', async ({ page }) => {
  await page.addInitScript(() => {
    const original = GPU.prototype.requestAdapter;
    let calls = 0;
    GPU.prototype.requestAdapter = function (options) {
      calls += 1;
      return calls === 1 ? Promise.resolve(null) : original.call(this, options);
    };
  });
  await page.goto('./');
  await expectIntact(page, 'no-adapter', /no graphics adapter.*hardware acceleration/s);
  await field(page, 'numSteps').fill('77');
  await action(page, 'reconnect').click();
  await expect(page.locator('#device-notice')).toBeHidden();
  await expect(action(page, 'train')).toBeEnabled();
  await expect(field(page, 'numSteps')).toHaveValue('77');
});

test('an adapter that never answers: gives up after a while', async ({ page }) => {
  await page.addInitScript(() => {
    GPU.prototype.requestAdapter = () => new Promise(() => {});
  });
  await page.goto('./');
  await expect(page.locator('#action-note')).toHaveText('Looking for a GPU …');
  await expectIntact(page, 'timeout', /did not answer.*restart the browser/s);
});

test('a lost device: the trained network comes back', async ({ page }) => {
  await page.addInitScript(() => {
    const original = GPUAdapter.prototype.requestDevice;
    let devices = 0;
    const released = new Promise((resolve) => document.addEventListener('test:release', resolve));
    GPUAdapter.prototype.requestDevice = async function (descriptor) {
      const device = await original.call(this, descriptor);
      document.addEventListener('test:lose-device', () => device.destroy());
      devices++;
      // The second one takes its time to say that what is made on it is sound.
      const pop = device.popErrorScope.bind(device);
      if (devices === 2) device.popErrorScope = () => Promise.all([pop(), released]).then(([error]) => error);
      return device;
    };
  });
  await openLab(page);
  await setFields(page, { ...smallSettings, numSteps: '40', numSamples: '500' });
  await trainToTheEnd(page);
  await page.evaluate(() => document.dispatchEvent(new Event('test:lose-device')));
  await expect(page.locator('#device-notice')).toHaveAttribute('data-problem', 'lost');
  await expect(page.locator('#device-notice')).toContainText('Your settings are kept');
  await action(page, 'reconnect').click();
  await expect(page.locator('#device-notice')).toBeHidden();
  // Not before the network is there.
  await expect(action(page, 'sample')).toBeDisabled();
  await page.evaluate(() => document.dispatchEvent(new Event('test:release')));
  await action(page, 'sample').click();
  await expect(page.locator('.result[data-sampler="ddim"]')).toHaveAttribute('data-denoiser', 'network', {
    timeout: 60_000,
  });
});
