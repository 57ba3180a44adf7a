import { dataNumber } from './support/lab_page.ts';
import { distanceToPeaks, laneOf, peakPlaces, pixelsOf, rowsWithInk } from './support/picture.ts';
import { expect, test } from './support/test.ts';

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
    const lane = laneOf(page, 'forward');
    const picture = async () => (await lane.screenshot()).toString('base64');
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

  test('draws three narrow peaks that spread into one bell, also before there is a GPU', async ({ page }) => {
    await page.addInitScript(() => {
      GPU.prototype.requestAdapter = () => new Promise(() => {});
    });
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
    await page.goto('./');
    const lane = laneOf(page, 'forward');
    await expect(page.locator('#time')).toHaveValue('1000');
    const isDark = (red: number) => red < 165;
    await expect
      .poll(async () => rowsWithInk(await pixelsOf(page, lane), 0.97, isDark).length)
      .toBeGreaterThan(20);
    const pixels = await pixelsOf(page, lane);
    const atData = rowsWithInk(pixels, 0.004, isDark);
    const atNoise = rowsWithInk(pixels, 0.97, isDark);
    expect(Math.max(...atData.map(distanceToPeaks))).toBeLessThan(0.08);
    for (const place of peakPlaces) {
      expect(atData.some((row) => Math.abs(row - place) < 0.02)).toBe(true);
    }
    expect(Math.max(...atNoise) - Math.min(...atNoise)).toBeGreaterThan(0.5);
    expect(Math.max(...atData) - Math.min(...atData)).toBeLessThan(0.5);
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
