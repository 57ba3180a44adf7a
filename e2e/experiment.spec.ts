import {
  action,
  dataNumber,
  field,
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

test.describe('the experiment', () => {
  test('trains, samples by DDPM and DDIM, and measures both', async ({ page }) => {
    await openLab(page);
    await setFields(page, smallSettings);
    await action(page, 'train').click();

    // The loss of a network that knows nothing yet, then a falling curve.
    const loss = lossView(page);
    await expect(action(page, 'sample')).toBeVisible({ timeout: 60_000 });
    const early = await dataNumber(loss, 'first-loss');
    expect(await dataNumber(loss, 'steps')).toBe(300);
    const late = await dataNumber(loss, 'loss');
    const floor = await dataNumber(loss, 'floor');
    expect(late).toBeLessThan(early);
    expect(late).toBeGreaterThan(0.9 * floor);
    // A quarter of the way down from where it began to the floor, at least.
    expect(late - floor).toBeLessThan(0.75 * (early - floor));
    await expect(page.locator('[data-chart="training-loss"] .chart-summary')).toContainText('Step 300');

    await action(page, 'sample').click();
    const expectedNfe = { ddpm: '60', ddim: '20' };
    for (const sampler of ['ddpm', 'ddim'] as const) {
      const result = resultOf(page, sampler);
      await expect(result).toHaveAttribute('data-exact-w1', /\d/, { timeout: 60_000 });
      await expect(result).toHaveAttribute('data-state', 'current');
      await expect(result).toHaveAttribute('data-denoiser', 'network');
      const counts = (await result.locator('.histogram').getAttribute('data-counts'))?.split(' ').map(Number);
      expect(counts).toHaveLength(100);
      const inside = (counts ?? []).reduce((sum, count) => sum + count, 0);
      expect(inside).toBeGreaterThan(2500);
      expect(inside).toBeLessThanOrEqual(3000);
      const w1 = await dataNumber(result, 'w1');
      expect(w1).toBeGreaterThan(0.0005);
      expect(w1).toBeLessThan(0.1);
      const exact = await dataNumber(result, 'exact-w1');
      expect(exact).toBeGreaterThan(0.0005);
      expect(exact).toBeLessThan(0.04);
      await expect(result.locator('[data-metric="w1"]')).toHaveText(w1.toFixed(4));
      await expect(result.locator('[data-metric="nfe"]')).toHaveText(expectedNfe[sampler]);
      await expect(result.locator('[data-metric="time"]')).toHaveText(/^[\d.]+ (ms|s)$/);
      await expect(result.getByText(/floor 0\.00\d\d ± 0\.00\d\d/)).toBeVisible();
      await expect(result.locator('.outline')).toHaveAttribute('d', /^M0 180V/);
    }
  });

  test('samples with the exact denoiser before any training', async ({ page }) => {
    await openLab(page);
    await setFields(page, { ...smallSettings, ddpmSteps: '200' });
    await action(page, 'sample-exact').click();
    const result = resultOf(page, 'ddpm');
    await expect(result).toHaveAttribute('data-denoiser', 'exact', { timeout: 60_000 });
    expect(await dataNumber(result, 'w1')).toBeLessThan(0.02);
    await expect(resultOf(page, 'ddim')).toHaveAttribute('data-denoiser', 'exact', { timeout: 60_000 });
    await expect(resultOf(page, 'ddim').getByText('exact denoiser, no training')).toBeVisible();
    // Shares of the three peaks, in percent.
    const masses = await result.locator('[data-metric="masses"]').innerText();
    const shares = masses.split('·').map((text) => Number.parseInt(text, 10));
    for (const [i, expected] of [30, 40, 30].entries())
      expect(Math.abs((shares[i] ?? 0) - expected)).toBeLessThan(5);

    // The bins of all columns as numbers, and the picture.
    await expect(resultOf(page, 'chosen')).toHaveAttribute('data-w1', /\d/, { timeout: 60_000 });
    const csv = await saved(page, page.locator('.results [data-action="save-csv"]'));
    const [head, ...rows] = csv.content.toString().trim().split('\r\n');
    const densities = 'from,to,data_density,ddpm_ddpm_density,ddim_ddim_density,chosen_dpmpp_2m_density';
    expect(head).toBe(`${densities},ddpm_kernels,ddim_kernels,chosen_kernels`);
    expect(rows).toHaveLength(100);
    expect(rows[0]).toMatch(/(,\w+ \w+){3}$/);
    const png = await saved(page, page.locator('.results [data-action="save-png"]'));
    expect(png.name).toBe('ddpm-lab-samples.png');
    expect(png.content.length).toBeGreaterThan(5000);
  });

  test('marks what a change makes stale, and says what comes next', async ({ page }) => {
    await openLab(page);
    await setFields(page, { ...smallSettings, numSteps: '20' });
    await trainToTheEnd(page);
    const state = (card: string) => page.locator(`.card[aria-labelledby="card-${card}"]`);
    await expect(state('training')).toHaveAttribute('data-state', 'done');
    await field(page, 'betaSchedule').selectOption('sigmoid');
    await expect(state('data')).toHaveAttribute('data-state', 'ready');
    await expect(state('schedule')).toHaveAttribute('data-state', 'changed');
    await expect(state('network')).toHaveAttribute('data-state', 'stale');
    await expect(state('training')).toHaveAttribute('data-state', 'stale');
    await expect(action(page, 'trainAgain')).toBeEnabled();
    await expect(page.locator('#action-note')).toContainText('Schedule changed since training');
    await field(page, 'betaSchedule').selectOption('linear');
    await expect(state('training')).toHaveAttribute('data-state', 'done');
    await expect(action(page, 'sample')).toBeEnabled();
  });
});

test.describe('pausing, resuming and cancelling', () => {
  test('holds training still, goes on, and stops with what was learnt', async ({ page }) => {
    await openLab(page);
    await setFields(page, { ...smallSettings, numSteps: '100000' });
    await action(page, 'train').click();
    const steps = () => dataNumber(lossView(page), 'steps');
    await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(0);
    await expect(page.locator('.progress-text')).toContainText(/steps\/s · .+ left/);

    await action(page, 'pause').click();
    await expect(page.locator('.progress-text')).toContainText('paused');
    // What was under way when the button was pressed still arrives.
    await page.waitForTimeout(500);
    const held = await steps();
    await page.waitForTimeout(700);
    expect(await steps()).toBe(held);

    await action(page, 'pause').click();
    await expect.poll(steps).toBeGreaterThan(held);

    await action(page, 'cancel').click();
    await expect(action(page, 'sample')).toBeEnabled();
    await expect(page.locator('#action-note')).toContainText(/Stopped at step [\d,]+ of 100,000/);
  });

  test('cancels while paused', async ({ page }) => {
    await openLab(page);
    await setFields(page, { ...smallSettings, numSteps: '100000' });
    await action(page, 'train').click();
    await expect.poll(() => dataNumber(lossView(page), 'steps'), { timeout: 60_000 }).toBeGreaterThan(0);
    await action(page, 'pause').click();
    await action(page, 'cancel').click();
    await expect(action(page, 'sample')).toBeEnabled();
  });

  test('cancels sampling and keeps what was shown', async ({ page }) => {
    await openLab(page);
    await setFields(page, { ...smallSettings, numSamples: '200000', ddpmSteps: '1000' });
    await action(page, 'sample-exact').click();
    await expect(page.locator('.progress-text')).toContainText(/DDPM, exact denoiser: step/);
    await action(page, 'cancel').click();
    await expect(page.locator('#action-note')).toContainText('Sampling was cancelled');
    await expect(resultOf(page, 'ddpm')).toHaveAttribute('data-state', 'empty');
    await expect(action(page, 'train')).toBeEnabled();
  });

  test('keeps the page alive while it trains', async ({ page }) => {
    await openLab(page);
    await setFields(page, { ...smallSettings, numSteps: '100000' });
    await action(page, 'train').click();
    await expect.poll(() => dataNumber(lossView(page), 'steps'), { timeout: 60_000 }).toBeGreaterThan(20);
    const { longest, turns } = await page.evaluate(async () => {
      const entries: number[] = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) entries.push(entry.duration);
      }).observe({ type: 'longtask' });
      let turns = 0;
      const timer = setInterval(() => {
        turns += 1;
      }, 10);
      await new Promise((resolve) => setTimeout(resolve, 3000));
      clearInterval(timer);
      return { longest: Math.max(0, ...entries), turns };
    });
    // A frozen page would take a handful of turns; the longest task is reported, as machines differ.
    expect(turns).toBeGreaterThan(30);
    const description = `${Math.round(longest)} ms, ${turns} turns in 3 s`;
    test.info().annotations.push({ type: 'longest task of the page', description });
    await action(page, 'cancel').click();
  });
});
