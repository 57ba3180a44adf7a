import { action, dataNumber, field, openLab } from './support/lab_page.ts';
import {
  distanceToPeaks,
  laneOf,
  peakPlaces,
  pictureIsDrawn,
  pixelsOf,
  rowsWithInk,
} from './support/picture.ts';
import { expect, test } from './support/test.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' }, colorScheme: 'light' });

/** DDPM's vermilion and DDIM's blue, thinned by the ground; the heat map is grey and hardly blue. */
const isVermilion = (red: number, _green: number, blue: number) => red - blue > 45;
const isBlue = (red: number, _green: number, blue: number) => blue - red > 48;
const inkOf = { ddpm: isVermilion, ddim: isBlue } as const;
/** The few paths that can be followed are darker than all the others together. */
const isTracer = {
  ddpm: (red: number, green: number, blue: number) => red - blue > 60 && green < 100,
  ddim: (red: number, _green: number, blue: number) => blue - red > 60 && red < 60,
} as const;

test.describe('the reverse process on the GPU', () => {
  test('DDPM and DDIM set out at the same heights and end in the three peaks', async ({ page }) => {
    await openLab(page);
    await page.getByRole('radio', { name: 'Reverse: remove it' }).check();
    await pictureIsDrawn(page, ['ddpm', 'ddim']);
    await expect(page.locator('#time')).toHaveValue('1000');
    await expect(laneOf(page, 'ddim')).toHaveAttribute('data-denoiser', 'exact');

    const starts = await laneOf(page, 'ddim').getAttribute('data-starts');
    expect((starts ?? '').split(' ')).toHaveLength(6);
    await expect(laneOf(page, 'ddpm')).toHaveAttribute('data-starts', starts ?? '');
    // The picture shows x from -3.3 to 3.3 standard deviations.
    const rows = (starts ?? '').split(' ').map((x) => 0.5 - Number(x) / 6.6);
    for (const lane of ['ddpm', 'ddim'] as const) {
      const pixels = await pixelsOf(page, laneOf(page, lane));
      // DDPM runs from right to left, away from the noise that both share.
      const at = (along: number) => (lane === 'ddpm' ? 1 - along : along);
      const end = rowsWithInk(pixels, at(0.985), inkOf[lane]);
      for (const place of peakPlaces) expect(end.some((row) => Math.abs(row - place) < 0.03)).toBe(true);
      expect(Math.max(...end.map(distanceToPeaks))).toBeLessThan(0.12);
      const start = rowsWithInk(pixels, at(0.02), inkOf[lane]);
      expect(Math.max(...start) - Math.min(...start)).toBeGreaterThan(0.35);
      // DDPM's first step has noise of 0.3 standard deviations; the first column is a part of it.
      const reach = lane === 'ddim' ? 0.012 : 0.06;
      const tracers = rowsWithInk(pixels, at(0), isTracer[lane], 2);
      for (const row of rows) {
        expect(
          tracers.some((ink) => Math.abs(ink - row) < reach),
          `${lane} at ${row}`,
        ).toBe(true);
      }
      // DDIM hardly moves at first, so that it has ink nowhere else.
      if (lane === 'ddpm') continue;
      for (const ink of tracers) {
        expect(
          rows.some((row) => Math.abs(ink - row) < reach),
          `${lane} has ink at ${ink}`,
        ).toBe(true);
      }
    }
  });

  test('what lies ahead is not drawn, and sand stands under the curve at the cursor', async ({ page }) => {
    await openLab(page);
    await page.getByRole('radio', { name: 'Reverse: remove it' }).check();
    await pictureIsDrawn(page, ['ddpm', 'ddim']);
    await page.locator('#time').fill('500');
    await expect(page.locator('.time-value')).toHaveText('t = 500');
    await page.waitForTimeout(1000);
    const pixels = await pixelsOf(page, laneOf(page, 'ddim'));
    const inkAt = (along: number) => rowsWithInk(pixels, along, isBlue).length;
    expect(inkAt(0.45)).toBeGreaterThan(25);
    expect(inkAt(0.52)).toBeGreaterThan(10);
    expect(inkAt(0.85)).toBe(0);
    expect(await dataNumber(page.locator('.pictures'), 'drawn-particles')).toBeGreaterThanOrEqual(500);
  });

  test('deterministic DDIM keeps the shares of the peaks', async ({ page }) => {
    await openLab(page);
    await page.getByRole('radio', { name: 'Reverse: remove it' }).check();
    await pictureIsDrawn(page, ['ddim']);
    const shares = ((await laneOf(page, 'ddim').getAttribute('data-peaks')) ?? '').split(' ').map(Number);
    expect(shares).toHaveLength(3);
    for (const [i, expected] of [0.3, 0.4, 0.3].entries()) {
      expect(Math.abs((shares[i] ?? 0) - expected)).toBeLessThan(0.05);
    }
  });

  test('shows the sampler of the visitor’s choice in place of DDIM', async ({ page }) => {
    await openLab(page);
    await page.getByRole('radio', { name: 'Reverse: remove it' }).check();
    await page.getByLabel('Beside DDPM').selectOption('chosen');
    await expect(laneOf(page, 'ddim')).toBeHidden();
    await pictureIsDrawn(page, ['ddpm', 'chosen']);
    await expect(page.locator('.lane-caption:visible').last()).toContainText(
      /DPM-Solver\+\+ 2M.*20 evaluations/,
    );
    const starts = (await laneOf(page, 'ddpm').getAttribute('data-starts')) ?? '';
    await expect(laneOf(page, 'chosen')).toHaveAttribute('data-starts', starts);
  });

  test('starts from stratified noise where the recipe says so', async ({ page }) => {
    await openLab(page);
    await page.getByRole('radio', { name: 'Reverse: remove it' }).check();
    await pictureIsDrawn(page, ['ddpm', 'ddim']);
    const before = await laneOf(page, 'ddim').getAttribute('data-peaks');
    const init = field(page, 'init');
    const closed = page.locator('.more:not([open])', { has: init });
    if ((await closed.count()) > 0) await closed.locator('summary').click();
    await init.selectOption('stratified');
    await expect(laneOf(page, 'ddim')).not.toHaveAttribute('data-peaks', before ?? '', { timeout: 60_000 });
    await pictureIsDrawn(page, ['ddim']);
  });
});

test.describe('the forward process on the GPU', () => {
  test('paths leave the three peaks and fill the bell, for as long as has been scrubbed', async ({
    page,
  }) => {
    await openLab(page);
    await pictureIsDrawn(page, ['forward']);
    const isDark = (red: number) => red < 165;
    const atEnd = await pixelsOf(page, laneOf(page, 'forward'));
    const data = rowsWithInk(atEnd, 0.004, isDark);
    for (const place of peakPlaces) expect(data.some((row) => Math.abs(row - place) < 0.02)).toBe(true);
    expect(Math.max(...data.map(distanceToPeaks))).toBeLessThan(0.08);
    const noise = rowsWithInk(atEnd, 0.9, isDark, 3);
    expect(Math.max(...noise) - Math.min(...noise)).toBeGreaterThan(0.5);

    await page.locator('#time').fill('300');
    await expect(page.locator('.time-value')).toHaveText('t = 300');
    await page.waitForTimeout(1000);
    const early = await pixelsOf(page, laneOf(page, 'forward'));
    expect(rowsWithInk(early, 0.25, isDark).length).toBeGreaterThan(20);
    expect(rowsWithInk(early, 0.6, isDark)).toEqual([]);
  });

  test('one jump and many steps have the exact density, up to chance', async ({ page }) => {
    await openLab(page);
    await pictureIsDrawn(page, ['forward']);
    const chart = page.locator('[data-chart="noised-data"]');
    await chart.scrollIntoViewIfNeeded();
    for (const t of [1, 150, 700]) {
      await page.locator('#time').fill(String(t));
      await expect(chart).toHaveAttribute('data-t', String(t), { timeout: 30_000 });
      await expect(chart).toHaveAttribute('data-w1-chain', /\d/);
      const most = (await dataNumber(chart, 'floor')) + 5 * (await dataNumber(chart, 'floor-sd'));
      expect(await dataNumber(chart, 'w1-jump')).toBeLessThan(most);
      expect(await dataNumber(chart, 'w1-chain')).toBeLessThan(most);
      // Not the same points: the noise of the steps is another.
      expect(await dataNumber(chart, 'w1-chain')).not.toBe(await dataNumber(chart, 'w1-jump'));
    }
    await expect(chart.locator('.chart-summary')).toContainText('t = 700');
  });

  test("marks the moment on the schedule's curves", async ({ page }) => {
    await openLab(page);
    await page.locator('#time').fill('400');
    for (const name of ['coefficients', 'log-snr', 'betas']) {
      await expect(page.locator(`[data-chart="${name}"]`)).toHaveAttribute('data-t', '400');
    }
    // alphasCumprod of betas linear from 1e-4 to 0.02, T = 1000, after 400 steps: 0.1957 = 0.442^2.
    await expect(page.locator('[data-chart="coefficients"] .chart-summary')).toContainText(
      '0.442 x0 + 0.897 ε',
    );
    await expect(page.locator('[data-chart="log-snr"] .chart-summary')).toContainText('−1.42');
  });
});

test.describe('time', () => {
  test('steps by one timestep, with buttons and keys', async ({ page }) => {
    await openLab(page);
    const now = page.locator('.time-value');
    await page.locator('#time').fill('500');
    await page.locator('[data-step="1"]').click();
    await expect(now).toHaveText('t = 501');
    await page.locator('[data-step="-1"]').click();
    await page.locator('[data-step="-1"]').click();
    await expect(now).toHaveText('t = 499');
    await laneOf(page, 'forward').focus();
    await page.keyboard.press('ArrowRight');
    await expect(now).toHaveText('t = 500');
    await page.keyboard.press('Shift+ArrowLeft');
    await expect(now).toHaveText('t = 450');
    await page.keyboard.press('Home');
    await expect(now).toHaveText('t = 0');
    await expect(page.locator('[data-step="-1"]')).toBeDisabled();
    // In the reverse direction a step on is a step towards the data.
    await page.getByRole('radio', { name: 'Reverse: remove it' }).check();
    await page.locator('#time').fill('300');
    await expect(now).toHaveText('t = 700');
    await page.locator('[data-step="1"]').click();
    await expect(now).toHaveText('t = 699');
  });

  test('plays with the space key, at the speed that is chosen', async ({ page }) => {
    await openLab(page);
    const time = page.locator('#time');
    const travelled = async (speed: string) => {
      await page.getByLabel('Speed').selectOption(speed);
      await time.fill('0');
      await laneOf(page, 'forward').focus();
      const from = await page.evaluate(() => performance.now());
      await page.keyboard.press(' ');
      await expect(page.locator('.play')).toHaveText('Pause');
      await expect.poll(() => time.inputValue().then(Number), { intervals: [50] }).toBeGreaterThan(40);
      await page.keyboard.press(' ');
      const elapsed = (await page.evaluate(() => performance.now())) - from;
      return Number(await time.inputValue()) / elapsed;
    };
    // A busy machine drops frames and time with them; a quarter of the speed is slower all the same.
    expect(await travelled('0.25')).toBeLessThan(await travelled('4'));
  });

  test('reads time, position and density under the pointer and from the keyboard', async ({ page }) => {
    await openLab(page);
    const lane = laneOf(page, 'forward');
    const reading = page.locator('.reading');
    await lane.hover({ position: { x: 2, y: 2 } });
    await expect(reading).toBeVisible();
    const box = await lane.boundingBox();
    if (box === null) throw new Error('The lane is not on the page.');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await expect(reading).toHaveText(/^t = (499|500|501), x = −?0\.0\d, density 0\.3/);
    await page.mouse.move(10, 10);
    await expect(reading).toBeHidden();

    await page.locator('#time').fill('1000');
    await lane.focus();
    await page.keyboard.press('ArrowUp');
    await expect(reading).toHaveText(/^t = 1,000, x = 0\.0\d, density 0\.39/);
    await expect(page.locator('.pictures [aria-live]')).toHaveText(/density 0\.39/);
    await page.keyboard.press('Shift+ArrowUp');
    await expect(reading).toHaveText(/x = 0\.7\d, density 0\.3/);
    await page.keyboard.press('Escape');
    await expect(reading).toBeHidden();
    // A click goes to that moment.
    await lane.click({ position: { x: box.width / 4, y: 20 } });
    expect(Math.abs(Number(await page.locator('#time').inputValue()) - 250)).toBeLessThan(5);
  });
});

test.describe('on a projector', () => {
  test.use({ viewport: { width: 1920, height: 1080 } });

  test('all three processes stand side by side', async ({ page }) => {
    await openLab(page);
    await pictureIsDrawn(page, ['forward', 'ddpm', 'ddim']);
    await expect(page.locator('.lane-caption').first()).toContainText('right to left');
    await expect(laneOf(page, 'forward')).toHaveAccessibleName(/On the right, the histogram of the data/);
    await expect(laneOf(page, 'ddpm')).toHaveAccessibleName(/from noise on the right to .* on the left\.$/);
    await expect(laneOf(page, 'ddim')).toHaveAccessibleName(/from noise on the left to .* on the right\.$/);
    await page.locator('#time').fill('500');
    await page.waitForTimeout(1000);
    for (const lane of ['ddpm', 'ddim'] as const) {
      const pixels = await pixelsOf(page, laneOf(page, lane));
      const at = (along: number) => (lane === 'ddpm' ? 1 - along : along);
      expect(rowsWithInk(pixels, at(0.4), inkOf[lane]).length).toBeGreaterThan(25);
      expect(rowsWithInk(pixels, at(0.9), inkOf[lane])).toEqual([]);
    }
  });
});

test.describe('without its device', () => {
  test('shows the forward process by itself, and comes back with the device', async ({ page }) => {
    await page.addInitScript(() => {
      const original = GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (descriptor) {
        const device = await original.call(this, descriptor);
        document.addEventListener('test:lose-device', () => device.destroy());
        return device;
      };
    });
    await openLab(page);
    await pictureIsDrawn(page, ['forward']);
    await page.evaluate(() => document.dispatchEvent(new Event('test:lose-device')));
    await expect(page.locator('.pictures')).toHaveAttribute('data-renderer', 'flat');
    await expect(laneOf(page, 'forward')).toHaveAttribute('data-paths', '96');
    await expect(page.locator('.drawn')).toContainText('without a GPU');
    const pixels = await pixelsOf(page, laneOf(page, 'forward'));
    expect(rowsWithInk(pixels, 0.5, (red) => red < 165).length).toBeGreaterThan(10);

    await action(page, 'reconnect').click();
    await pictureIsDrawn(page, ['forward']);
    await page.getByRole('radio', { name: 'Reverse: remove it' }).check();
    await pictureIsDrawn(page, ['ddpm', 'ddim']);
  });
});
