import type { Locator } from 'playwright/test';
import { dataNumber, openLab } from './support/lab_page.ts';
import { expect, test } from './support/test.ts';

/**
 * Rows of a canvas column that carry ink (darker than `threshold` of 255), as shares of the height: where paths are.
 * `place` is 0 at the left edge of the picture proper and 1 at the right one.
 */
function inkAt(canvas: Locator, place: number, threshold: number): Promise<number[]> {
  return canvas.evaluate(
    (node, { place, threshold }) => {
      const source = node as HTMLCanvasElement;
      const copy = document.createElement('canvas');
      copy.width = source.width;
      copy.height = source.height;
      const context = copy.getContext('2d', { willReadFrequently: true });
      if (context === null) throw new Error('No drawing context for the copy.');
      context.drawImage(source, 0, 0);
      const unit = source.width / source.clientWidth;
      const [left, right] = [94 * unit, source.width - 72 * unit];
      const height = Math.floor(source.height - 24 * unit);
      const { data } = context.getImageData(Math.round(left + place * (right - left)), 0, 1, height);
      const rows: number[] = [];
      for (let row = 0; row < height; row++) {
        const [red = 255, , , alpha = 0] = data.subarray(4 * row, 4 * row + 4);
        if (alpha === 255 && red < threshold) rows.push(row / height);
      }
      return rows;
    },
    { place, threshold },
  );
}

/** Where the data's three peaks stand in the picture, as shares of its height from the top: x = 0.5, 0.1, -0.4. */
const peakPlaces = [0.315, 0.488, 0.703];

test.describe('opening the page', () => {
  test('shows the data dissolve into noise without a click', async ({ page }) => {
    await page.addInitScript(() => {
      const watch = () => {
        const slider = document.querySelector<HTMLInputElement>('#time');
        if (slider === null || Number(slider.value) < 20) requestAnimationFrame(watch);
        else document.documentElement.dataset.moved = String(performance.now());
      };
      requestAnimationFrame(watch);
    });
    await page.goto('./');
    const canvas = page.locator('[data-picture="forward"]');
    const picture = () => canvas.evaluate((node) => (node as HTMLCanvasElement).toDataURL());
    const first = await picture();
    await expect.poll(picture).not.toBe(first);
    // Two seconds are the aim; how long it took is reported, not asserted, as machines differ.
    const loaded = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      return navigation?.loadEventEnd ?? 0;
    });
    await page.locator('html[data-moved]').waitFor({ state: 'attached' });
    const moved = await dataNumber(page.locator('html'), 'moved');
    const description = `${Math.round(moved - loaded)} ms after loading`;
    test.info().annotations.push({ type: 'first movement', description });
  });

  test('draws three narrow peaks that spread into one bell', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
    await page.goto('./');
    const canvas = page.locator('[data-picture="forward"]');
    await expect(page.locator('#time')).toHaveValue('1000');
    // All paths are drawn once there is ink in the last columns.
    await expect.poll(async () => (await inkAt(canvas, 0.97, 165)).length).toBeGreaterThan(20);
    const atData = await inkAt(canvas, 0.004, 165);
    const atNoise = await inkAt(canvas, 0.97, 165);
    const distances = atData.map((row) => Math.min(...peakPlaces.map((place) => Math.abs(row - place))));
    expect(Math.max(...distances)).toBeLessThan(0.08);
    for (const place of peakPlaces) {
      expect(atData.some((row) => Math.abs(row - place) < 0.02)).toBe(true);
    }
    expect(Math.max(...atNoise) - Math.min(...atNoise)).toBeGreaterThan(0.5);
    expect(Math.max(...atData) - Math.min(...atData)).toBeLessThan(0.5);
  });

  test('shows the reverse process with the exact denoiser before any training', async ({ page }) => {
    await openLab(page);
    await page.getByRole('radio', { name: 'Reverse: remove it' }).check();
    for (const sampler of ['ddpm', 'ddim']) {
      const canvas = page.locator(`[data-picture="${sampler}"]`);
      await expect(canvas).toHaveAttribute('data-paths', '96', { timeout: 60_000 });
      await expect(canvas).toHaveAttribute('data-denoiser', 'exact');
    }
    await expect(page.getByText('exact denoiser, no training').first()).toBeVisible();
    // Deterministic DDIM keeps the order of its paths, and every path ends in one of the three peaks.
    await page.locator('#time').fill('1000');
    const ends = await page.locator('[data-picture="ddim"]').getAttribute('data-peaks');
    const shares = (ends ?? '').split(' ').map(Number);
    expect(shares).toHaveLength(3);
    for (const [i, expected] of [0.3, 0.4, 0.3].entries())
      expect(Math.abs((shares[i] ?? 0) - expected)).toBeLessThan(0.05);
  });

  test('stands still where motion is not wanted, and plays on request', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto('./');
    const time = page.locator('#time');
    await expect(time).toHaveValue('1000');
    await page.waitForTimeout(300);
    await expect(time).toHaveValue('1000');
    await page.locator('.play').click();
    await expect.poll(() => time.inputValue().then(Number)).toBeLessThan(900);
    await page.locator('.play').click();
    const held = await time.inputValue();
    await page.waitForTimeout(300);
    await expect(time).toHaveValue(held);
  });

  test('scrubs time from the keyboard, with the formula of the moment', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto('./');
    const time = page.locator('#time');
    await time.focus();
    await page.keyboard.press('Home');
    await expect(page.locator('.time-value')).toHaveText('t = 0');
    await expect(page.locator('.formula mn.signal').first()).toHaveText('1.000');
    await page.keyboard.press('End');
    await expect(page.locator('.time-value')).toHaveText('t = 1,000');
    await expect(page.locator('.formula mn.noise').first()).toHaveText('1.000');
    await expect(page.locator('[data-picture="forward"]')).toHaveAttribute('aria-label', /t = 1,000/);
  });
});
