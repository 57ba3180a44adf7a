import type { Locator, Page } from 'playwright/test';
import {
  action,
  dataNumber,
  lossView,
  openLab,
  resultOf,
  saved,
  setFields,
  smallSettings,
  trainToTheEnd,
} from './support/lab_page.ts';
import { expect, test } from './support/test.ts';

// The opening's motion is opening.spec.ts's matter; here it would only share the processor with the GPU's work.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

const chart = (page: Page, name: string) => page.locator(`[data-chart="${name}"]`);

async function numbers(locator: Locator, name: string): Promise<number[]> {
  return ((await locator.getAttribute(`data-${name}`)) ?? '').split(' ').map(Number);
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Keeps every step that a chart shows a picture of, in `data-steps`. */
function keepSteps(chart: Locator): Promise<void> {
  return chart.evaluate((node) => {
    const { dataset } = node as HTMLElement;
    new MutationObserver(() => {
      if (dataset.step !== undefined) dataset.steps = `${dataset.steps ?? ''} ${dataset.step}`.trim();
    }).observe(node, { attributes: true, attributeFilter: ['data-step'] });
  });
}

/** Holds back what the pictures beside the loss are made of, until {@link releasePictures}. */
async function holdPictures(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { postMessage } = Worker.prototype;
    const held: (() => void)[] = [];
    addEventListener('release-pictures', () => {
      for (const send of held) send();
    });
    Worker.prototype.postMessage = function (this: Worker, message, ...rest: [never]) {
      const send = () => postMessage.call(this, message, ...rest);
      if (message.request?.kind === 'excessLossProbe') held.push(send);
      else send();
    };
  });
}

const releasePictures = (page: Page) => page.evaluate(() => dispatchEvent(new Event('release-pictures')));

/** How many different colours a canvas shows in its middle third, in steps of 32 for each channel. */
function coloursOf(canvas: Locator): Promise<number> {
  return canvas.evaluate((node) => {
    const { width, height } = node as HTMLCanvasElement;
    const context = (node as HTMLCanvasElement).getContext('2d');
    const { data } = context?.getImageData(width / 3, 0, width / 3, height) ?? { data: [] };
    const seen = new Set<number>();
    for (let i = 0; i < data.length; i += 4) {
      seen.add(((data[i] ?? 0) >> 5) * 64 + ((data[i + 1] ?? 0) >> 5) * 8 + ((data[i + 2] ?? 0) >> 5));
    }
    return seen.size;
  });
}

/** Trains, and cancels while the live pictures are held back: they are still being prepared. */
async function cancelBeforePictures(page: Page): Promise<void> {
  await holdPictures(page);
  await openLab(page);
  await setFields(page, { ...smallSettings, numSteps: '100000' });
  await action(page, 'train').click();
  await expect.poll(() => dataNumber(lossView(page), 'steps'), { timeout: 60_000 }).toBeGreaterThan(0);
  await action(page, 'cancel').click();
  await expect(action(page, 'sample')).toBeEnabled({ timeout: 60_000 });
}

test.describe('training, live', () => {
  test('shows where the network errs, what it would draw and the noise it sees, before, during and after', async ({
    page,
  }) => {
    await openLab(page);
    const [errors, samples, maps] = ['error-by-timestep', 'live-samples', 'noise-maps'].map((name) =>
      chart(page, name),
    ) as [Locator, Locator, Locator];
    // The exact denoiser's map needs no training.
    await expect(maps.locator('.chart')).not.toHaveAttribute('data-empty', /./);
    await expect.poll(() => coloursOf(maps.locator('canvas'))).toBeGreaterThan(8);
    await expect(maps.locator('canvas')).toHaveAttribute('aria-label', /exact denoiser’s answer/);

    await setFields(page, { ...smallSettings, hiddenWidth: '32', hiddenLayers: '3', numSteps: '600' });
    await keepSteps(maps);
    // The first step by itself, with all pictures of it: their kernels are compiled then.
    await page.getByLabel('One step at a time').check();
    await action(page, 'next-step').click();
    for (const picture of [errors, samples, maps]) {
      await expect(picture).toHaveAttribute('data-step', '1', { timeout: 120_000 });
    }
    const first = await dataNumber(maps, 'correlation');
    expect(await dataNumber(samples, 'w1')).toBeGreaterThan(0.06);
    await page.getByLabel('One step at a time').uncheck();

    await expect(action(page, 'sample')).toBeVisible({ timeout: 120_000 });
    for (const picture of [errors, samples, maps]) await expect(picture).toHaveAttribute('data-step', '600');
    const steps = await numbers(maps, 'steps');
    expect(steps.filter((step) => step > 1 && step < 600).length).toBeGreaterThan(0);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    const [times, floor, excess, before] = await Promise.all(
      ['timesteps', 'floor', 'excess', 'before'].map((name) => numbers(errors, name)),
    );
    expect(times?.[0]).toBe(0);
    expect(times?.at(-1)).toBe(999);
    expect(floor).toHaveLength(times?.length ?? 0);
    expect(excess).toHaveLength(times?.length ?? 0);
    for (const value of [...(floor ?? []), ...(excess ?? [])]) {
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThan(10);
    }
    expect(mean(excess ?? [])).toBeLessThan(0.3 * mean(before ?? []));
    // Samples of an untrained network are noise, 0.12 away from the data.
    expect(await dataNumber(samples, 'w1')).toBeLessThan(0.06);
    expect(await dataNumber(samples, 'w1')).toBeGreaterThan(await dataNumber(samples, 'exact-w1'));
    expect(await dataNumber(maps, 'correlation')).toBeGreaterThan(Math.max(0.97, first));
    expect(await dataNumber(maps, 'error')).toBeLessThan(0.3);
    await expect(errors.locator('.chart-summary')).toContainText('After step 600');
    await expect(errors.locator('canvas')).toHaveAttribute('aria-label', /After step 600.*above a floor/);
  });

  test('hands its charts out as PNG and CSV', async ({ page }) => {
    await openLab(page);
    await setFields(page, { ...smallSettings, numSteps: '12' });
    await trainToTheEnd(page);
    const errors = chart(page, 'error-by-timestep');
    const csv = await saved(page, errors.locator('[data-action="save-csv"]'));
    expect(csv.name).toBe('ddpm-lab-error-by-timestep.csv');
    const [head, ...rows] = csv.content.toString().trim().split('\r\n');
    expect(head).toBe('t,floor,excess_loss,excess_loss_before_training,kernels');
    const kernels = await errors.getAttribute('data-kernels');
    expect(kernels).toMatch(/^layered \w+$/);
    for (const row of rows) expect(row.split(',')[4]).toBe(kernels);
    expect(rows.map((row) => Number(row.split(',')[0]))).toEqual(await numbers(errors, 'timesteps'));
    const excess = await numbers(errors, 'excess');
    // The attribute has 6 digits.
    rows.forEach((row, i) => {
      expect(Number(row.split(',')[2]) / (excess[i] ?? 0)).toBeCloseTo(1, 4);
    });
    const losses = await saved(page, chart(page, 'training-loss').locator('[data-action="save-csv"]'));
    expect(losses.content.toString().trim().split('\r\n')).toHaveLength(13);
    const maps = chart(page, 'noise-maps').locator('canvas');
    await expect(maps).toHaveAttribute('aria-label', /^The noise that is seen in xₜ\. /);
    const png = await saved(page, chart(page, 'noise-maps').locator('[data-action="save-png"]'));
    expect(png.name).toBe('ddpm-lab-noise-maps.png');
    expect(png.content.subarray(1, 4).toString()).toBe('PNG');
    expect(png.content.length).toBeGreaterThan(10_000);
  });

  test('takes one step at a time, by hand or by the clock, and then goes on', async ({ page }) => {
    await openLab(page);
    await setFields(page, { ...smallSettings, numSteps: '100000' });
    await page.getByLabel('One step at a time').check();
    const steps = () => dataNumber(lossView(page), 'steps');
    const next = action(page, 'next-step');
    // The first step begins the run.
    await next.click();
    await expect.poll(steps, { timeout: 60_000 }).toBe(1);
    await expect(page.locator('.pace-text')).toContainText(/Step 1 of 100,000: loss [\d.]+ on its batch/);
    await expect(chart(page, 'noise-maps')).toHaveAttribute('data-step', '1', { timeout: 60_000 });
    await page.waitForTimeout(1500);
    expect(await steps()).toBe(1);
    await next.click();
    await expect.poll(steps, { timeout: 60_000 }).toBe(2);
    await expect(chart(page, 'error-by-timestep')).toHaveAttribute('data-step', '2', { timeout: 60_000 });

    await page.getByLabel('One a second').check();
    await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(3);
    await page.getByLabel('One a second').uncheck();
    await page.getByLabel('One step at a time').uncheck();
    await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(20);
    await expect(next).toBeHidden();
    await action(page, 'cancel').click();
    await expect(action(page, 'sample')).toBeEnabled({ timeout: 60_000 });
    await expect(page.locator('.training')).toHaveAttribute('data-state', 'current');
  });

  test('can be cancelled while it waits for a step', async ({ page }) => {
    await openLab(page);
    await setFields(page, { ...smallSettings, numSteps: '1000' });
    await page.getByLabel('One step at a time').check();
    await action(page, 'train').click();
    await expect(chart(page, 'live-samples')).toHaveAttribute('data-step', '0', { timeout: 60_000 });
    await action(page, 'cancel').click();
    // Nothing was learnt, so there is no network to sample with.
    await expect(action(page, 'train')).toBeEnabled();
  });

  test('shows what a run has left that was cancelled before its pictures were ready', async ({ page }) => {
    await cancelBeforePictures(page);
    const pictures = ['error-by-timestep', 'live-samples', 'noise-maps'].map((name) => chart(page, name));
    for (const picture of pictures) await expect(picture).not.toHaveAttribute('data-step');
    await releasePictures(page);
    for (const picture of pictures) {
      await expect(picture).toHaveAttribute('data-step', /./, { timeout: 60_000 });
    }
    const pictured = await Promise.all(pictures.map((picture) => dataNumber(picture, 'step')));
    expect(new Set(pictured).size).toBe(1);
    // Steps that were under way when it was cancelled count as well, though their losses are not shown.
    expect(pictured[0]).toBeGreaterThanOrEqual(await dataNumber(lossView(page), 'steps'));
  });

  test('pictures, kernels to be measured and runs wait for one another', async ({ page }) => {
    await cancelBeforePictures(page);

    // Pictures are still being prepared: the run's kernels are not measured beside that.
    await action(page, 'sample').click();
    const measuring = page.locator('.kernel-measure');
    await page.waitForTimeout(1000);
    await expect(measuring).toHaveAttribute('data-measuring', 'false');
    const picture = chart(page, 'error-by-timestep');
    const isRunning = await picture.evaluateHandle((node) => {
      const seen: boolean[] = [];
      const cancel = document.querySelector<HTMLElement>('[data-action="cancel"]');
      new MutationObserver(() => seen.push(cancel?.checkVisibility() ?? true)).observe(node, {
        attributeFilter: ['data-step'],
      });
      return seen;
    });
    await releasePictures(page);
    await expect(measuring).toHaveAttribute('data-measuring', 'true');
    await expect(resultOf(page, 'chosen')).toHaveAttribute('data-w1', /\d/, { timeout: 60_000 });
    // They show what is there when the run is over.
    await expect(picture).toHaveAttribute('data-step', /./, { timeout: 60_000 });
    expect(await isRunning.jsonValue()).toEqual([false]);
  });
});
