import type { Locator, Page } from 'playwright/test';
import {
  action,
  dataNumber,
  field,
  openLab,
  setFields,
  smallSettings,
  trainToTheEnd,
} from './support/lab_page.ts';
import { expect, test } from './support/test.ts';

// The opening's motion is opening.spec.ts's matter; here it would only share the processor with the GPU's work.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

function question(page: Page, id: string): Locator {
  return page.locator(`article#${id}`);
}

function trial(page: Page, id: string, key: string): Locator {
  return question(page, id).locator(`[data-trial="${key}"]`);
}

async function w1Of(page: Page, id: string, key: string): Promise<number> {
  return dataNumber(trial(page, id, key), 'w1');
}

/** Runs all of a question's experiment and waits for its end. */
async function run(page: Page, id: string): Promise<void> {
  await question(page, id).locator('[data-action="run-experiment"]').click();
  const controls = question(page, id).locator('.experiment-controls');
  await expect(controls).toHaveAttribute('data-running', 'true');
  await expect(controls).toHaveAttribute('data-running', 'false', { timeout: 120_000 });
}

test.describe('the experiments run in place', () => {
  test.beforeEach(async ({ page }) => openLab(page));

  test('DDPM is slow: fewer steps are quicker and worse', async ({ page }) => {
    await run(page, 'why-slow');
    const measured = await Promise.all(
      [10, 50, 200, 1000].map((steps) => w1Of(page, 'why-slow', `${steps}`)),
    );
    const [ten = 0, fifty = 0, , thousand = 0] = measured;
    // Float64 with many samples: 0.059, 0.0115, .., 0.0012; 10,000 samples alone have 0.0034 +- 0.0018.
    expect(Math.abs(ten - 0.059)).toBeLessThan(0.008);
    expect(fifty).toBeLessThan(0.5 * ten);
    expect(thousand).toBeLessThan(0.0034 + 4 * 0.0018);
    await expect(trial(page, 'why-slow', '10')).toHaveAttribute('data-nfe', '10');
    await expect(trial(page, 'why-slow', '10')).toHaveAttribute('data-denoiser', 'exact');
    await expect(trial(page, 'why-slow', '10')).toContainText(/W1 0\.0\d+ floor 0\.00\d+/);
    await expect(trial(page, 'why-slow', '10').locator('.outline')).toHaveAttribute('d', /^M0 90V/);
    await expect(question(page, 'why-slow').locator('.finding')).toContainText(
      /From 10 to 1,000 steps, W1 falls from 0\.0\d+ to 0\.0\d+ and the time rises from .+ to .+ times as long/,
    );
  });

  test('T must be large: short chains fail with small steps and with large ones', async ({ page }) => {
    await run(page, 'why-large-t');
    const full = await w1Of(page, 'why-large-t', 'full');
    expect(full).toBeLessThan(0.0034 + 4 * 0.0018);
    expect(await w1Of(page, 'why-large-t', 'small-20')).toBeGreaterThan(0.04);
    expect(await w1Of(page, 'why-large-t', 'small-100')).toBeGreaterThan(2 * full);
    expect(await w1Of(page, 'why-large-t', 'large-20')).toBeGreaterThan(2 * full);
    await expect(trial(page, 'why-large-t', 'small-20')).toContainText('ᾱ at T: 99%');
    await expect(trial(page, 'why-large-t', 'large-20')).toContainText(/ᾱ at T: \d\.\d\s×\s10⁻¹¹/);
  });

  test('one reverse step in closed form: the Gaussian fits only when the step is small', async ({ page }) => {
    const picture = page.locator('.posterior-picture');
    const misplaced = () => dataNumber(picture, 'misplaced');
    const sentence = page.locator('.posterior-sentence');
    await page.locator('#posterior-chain-8').check();
    await expect.poll(misplaced).toBeGreaterThan(0.9);
    await expect(sentence).toContainText('In a chain of 8 steps, this one has β = 0.205');
    await page.locator('#posterior-chain-1000').check();
    await expect.poll(misplaced).toBeLessThan(0.01);
    await page.locator('#posterior-chain-20').check();
    await expect.poll(misplaced).toBeGreaterThan(0.2);
    // Beyond the outermost peak there is nothing to decide.
    await page.locator('#posterior-x').fill('2');
    await expect.poll(misplaced).toBeLessThan(0.1);
  });

  test('steps can be skipped with the ᾱ of the visited steps, not with the neighbour’s', async ({ page }) => {
    await run(page, 'can-skip');
    const [ddpm, ddim, neighbour] = await Promise.all(
      ['ddpm', 'ddim', 'neighbour'].map((key) => w1Of(page, 'can-skip', key)),
    );
    expect(ddpm).toBeLessThan(0.02);
    expect(ddim).toBeLessThan(0.015);
    expect(neighbour).toBeGreaterThan(0.09);
    for (const key of ['ddpm', 'ddim', 'neighbour'])
      await expect(trial(page, 'can-skip', key)).toHaveAttribute('data-nfe', '50');
  });

  test('DDIM is smooth, and 2M does in 20 evaluations what DDPM does in 1,000', async ({ page }) => {
    await run(page, 'why-ddim');
    const chart = page.locator('[data-chart="solver-error"]');
    const points = new Map(
      ((await chart.getAttribute('data-points')) ?? '').split(' ').map((pair) => {
        const [key = '', w1 = ''] = pair.split(':');
        return [key, Number(w1)];
      }),
    );
    expect(points.size).toBe(18);
    // From stratified noise there is no chance in it: 0.0187 and 0.0020 in float64.
    expect(points.get('ddim-20')).toBeCloseTo(0.0187, 3);
    expect(points.get('dpmpp_2m-20')).toBeCloseTo(0.002, 3);
    expect(points.get('ddpm')).toBeLessThan(0.0024 + 4 * 0.0013);
    await expect(chart.locator('.chart-summary')).toContainText(
      /DPM-Solver\+\+ 2M does as well in \d+ evaluations/,
    );
    const [ddpm = 0, ddim = 0] = await question(page, 'why-ddim')
      .locator('[data-path-length]')
      .evaluateAll((nodes) => nodes.map((node) => Number((node as HTMLElement).dataset.pathLength)));
    expect(ddpm).toBeGreaterThan(50 * ddim);
    expect(ddim).toBeGreaterThan(0.05);
  });

  test('the article’s mistakes cost what they cost, one by one and together', async ({ page }) => {
    await run(page, 'mistakes');
    const expected = { coefficient: 0.046, neighbour: 0.108, both: 0.148 };
    for (const [key, w1] of Object.entries(expected)) {
      // 50,000 samples in float64; 10,000 move it by a few thousandths.
      expect(Math.abs((await w1Of(page, 'mistakes', key)) - w1)).toBeLessThan(0.12 * w1);
    }
    expect(await w1Of(page, 'mistakes', 'none')).toBeLessThan(0.0034 + 4 * 0.0018);
    const finding = question(page, 'mistakes').locator('.finding');
    await expect(finding).toContainText(/^DDPM, done right: W1 0\.00/);
    await page.locator('#mistake-coefficient').check();
    await expect(trial(page, 'mistakes', 'coefficient')).toHaveAttribute('data-chosen', 'true');
    await expect(finding).toContainText(/^Wrong coefficient: W1 0\.04\d+; done right, 0\.00/);
    await page.locator('#mistake-neighbour').check();
    await expect(trial(page, 'mistakes', 'both')).toHaveAttribute('data-chosen', 'true');
    await expect(finding).toContainText(/^Both mistakes: W1 0\.1/);
  });

  test('a mistake that is switched on is measured at once', async ({ page }) => {
    await page.locator('#mistake-neighbour').check();
    await expect(trial(page, 'mistakes', 'neighbour')).toHaveAttribute('data-w1', /\d/, { timeout: 60_000 });
    await expect(trial(page, 'mistakes', 'none')).not.toHaveAttribute('data-w1', /\d/);
  });

  test('one run at a time, and a way out of it', async ({ page }) => {
    await question(page, 'why-slow').locator('[data-action="run-experiment"]').click();
    const busy = question(page, 'why-slow').locator('.experiment-busy');
    await expect(busy).toBeVisible();
    await expect(busy).toContainText(/of 1,260 evaluations/);
    await expect(question(page, 'can-skip').locator('[data-action="run-experiment"]')).toBeDisabled();
    await expect(question(page, 'can-skip')).toContainText('The GPU is busy with another run.');
    await expect(action(page, 'train')).toBeHidden();
    await busy.locator('[data-action="cancel-experiment"]').click();
    await expect(busy).toBeHidden();
    await expect(trial(page, 'why-slow', '1000')).not.toHaveAttribute('data-w1', /\d/);
    await expect(action(page, 'train')).toBeEnabled();
    await expect(question(page, 'can-skip').locator('[data-action="run-experiment"]')).toBeEnabled();
  });
});

test.describe('show me', () => {
  test.beforeEach(async ({ page }) => openLab(page));

  test('sets the lab to the state that proves it, and leads back', async ({ page }) => {
    await page.locator('#field-hiddenWidth').fill('24');
    await page.locator('#direction-forward').check();
    await question(page, 'why-slow').locator('[data-action="show-me"]').click();
    await expect(page.locator('.stage')).toHaveAttribute('data-direction', 'reverse');
    await expect(page.locator('.stage')).toBeInViewport();
    await expect(field(page, 'ddpmSteps')).toHaveValue('10');
    await expect(field(page, 'ddimSteps')).toHaveValue('10');
    await expect(field(page, 'hiddenWidth')).toHaveValue('24');
    const notice = page.locator('#show-me-notice');
    await expect(notice).toContainText('Why is DDPM slow?');

    // A second demonstration does not lose the way back.
    await question(page, 'why-large-t').locator('[data-action="show-me"]').click();
    await expect(field(page, 'numTrainTimesteps')).toHaveValue('100');
    await expect(page.locator('.stage')).toHaveAttribute('data-direction', 'forward');
    await action(page, 'back-from-show-me').click();
    await expect(notice).toBeHidden();
    await expect(question(page, 'why-large-t')).toBeInViewport();
    await expect(field(page, 'numTrainTimesteps')).toHaveValue('1000');
    await expect(field(page, 'ddpmSteps')).toHaveValue('200');
    await expect(field(page, 'hiddenWidth')).toHaveValue('24');
  });

  test('every state it sets can be sampled', async ({ page }) => {
    for (const id of ['why-slow', 'why-large-t', 'can-skip', 'why-ddim', 'mistakes']) {
      await question(page, id).locator('[data-action="show-me"]').click();
      await expect(action(page, 'sample-exact'), id).toBeEnabled();
      await expect(page.locator('.card .problem:visible'), id).toHaveCount(0);
    }
    await expect(field(page, 'articleNoiseCoefficient')).toBeChecked();
    await expect(field(page, 'chosenSampler')).toHaveValue('article_ddim');
  });
});

test('the formulas are MathML, coloured like the curves they belong to', async ({ page }) => {
  await openLab(page);
  await expect(page.locator('.questions math')).toHaveCount(11);
  const colourOf = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((node) => getComputedStyle(node).color);
  expect(await colourOf('.questions math .noise')).toBe(await colourOf('.formula .noise'));
  expect(await colourOf('.questions math .signal')).toBe(await colourOf('.formula .signal'));
});

test('once there is a trained network, the questions can be put to it', async ({ page }) => {
  await openLab(page);
  await expect(page.locator('.asked-denoiser')).toBeHidden();
  await setFields(page, { ...smallSettings, numSteps: '40' });
  await trainToTheEnd(page);
  await page.locator('#asked-denoiser-network').check();
  await run(page, 'can-skip');
  await expect(trial(page, 'can-skip', 'ddim')).toHaveAttribute('data-denoiser', 'network');
  // The article's loop is about its own schedule and knows noise prediction only.
  await expect(trial(page, 'can-skip', 'neighbour')).toHaveAttribute('data-denoiser', 'exact');
  // Forty steps teach little: the network's error comes on top of the sampler's.
  expect(await w1Of(page, 'can-skip', 'ddim')).toBeGreaterThan(0.012);
});
