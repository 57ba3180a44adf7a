import type { Page } from 'playwright/test';
import { action, choose, dataNumber, field, openLab, resultOf, setFields } from './support/lab_page.ts';
import { expect, test } from './support/test.ts';

// The opening's motion is opening.spec.ts's matter; here it would only share the processor with the GPU's work.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Samples with the exact denoiser and gives the chosen column's W1. */
async function sampleExactly(page: Page): Promise<number> {
  await action(page, 'sample-exact').click();
  const result = resultOf(page, 'chosen');
  await expect(result).toHaveAttribute('data-w1', /\d/, { timeout: 60_000 });
  return dataNumber(result, 'w1');
}

test('the chosen sampler does in 20 evaluations what DDIM does not', async ({ page }) => {
  await openLab(page);
  await setFields(page, { numSamples: '20000', ddpmSteps: '20', ddimSteps: '20', chosenSteps: '20' });
  await choose(page, { chosenSampler: 'dpmpp_2m', chosenSpacing: 'logsnr', init: 'stratified' });
  const w1 = await sampleExactly(page);
  // 0.0020 in float64 with the exact denoiser; DDIM's 20 steps leave 0.019.
  expect(w1).toBeGreaterThan(0.001);
  expect(w1).toBeLessThan(0.003);
  expect(w1).toBeLessThan(0.5 * (await dataNumber(resultOf(page, 'ddim'), 'w1')));
  await expect(resultOf(page, 'chosen').getByRole('heading')).toHaveText('DPM-Solver++ 2M');
  await expect(resultOf(page, 'chosen').locator('[data-metric="nfe"]')).toHaveText('20');

  // Another choice makes what is shown stale; Heun evaluates twice a step, but once in the last.
  await choose(page, { chosenSampler: 'heun' });
  await expect(resultOf(page, 'chosen')).toHaveAttribute('data-state', 'stale');
  await expect(resultOf(page, 'ddpm')).toHaveAttribute('data-state', 'current');
  await expect(page.locator('.key.chosen')).toHaveAttribute('data-nfe', '39');
});

test('settings that do not go together are explained, kept, and stop sampling until they do', async ({
  page,
}) => {
  await openLab(page);
  const card = page.locator('.card[aria-labelledby="card-sampler"]');
  const sentence = (text: RegExp) => card.locator('.obstacles .problem', { hasText: text });
  const cases = [
    {
      wrong: { rescaleBetasZeroSnr: true },
      text: /Chosen sampler: Log-SNR spacing needs a finite log-SNR/,
      right: { chosenSpacing: 'trailing' },
    },
    {
      wrong: { predictionType: 'epsilon' },
      text: /DDPM: With zero terminal SNR the last x holds nothing/,
      right: { rescaleBetasZeroSnr: false },
    },
    {
      wrong: { predictionType: 'v_prediction', chosenSampler: 'article_ddim' },
      text: /The article’s DDIM knows noise prediction only/,
      right: { predictionType: 'epsilon' },
    },
  ] as const;
  for (const { wrong, text, right } of cases) {
    await choose(page, wrong);
    await expect(sentence(text)).toBeVisible();
    await expect(action(page, 'sample-exact')).toBeDisabled();
    await expect(page.locator('#action-note')).toHaveText(text);
    await expect(card).toHaveAttribute('data-state', 'invalid');
    for (const [name, value] of Object.entries(wrong)) {
      if (typeof value === 'string') await expect(field(page, name)).toHaveValue(value);
    }
    await choose(page, right);
    await expect(card.locator('.obstacles .problem:visible')).toHaveCount(0);
    await expect(action(page, 'sample-exact')).toBeEnabled();
  }

  await setFields(page, { chosenSteps: '300' });
  await expect(sentence(/steps must divide T = 1,000; 300 do not/)).toBeVisible();
  await setFields(page, { chosenSteps: '250', chosenEta: '0.5' });
  await expect(action(page, 'sample-exact')).toBeEnabled();
  await choose(page, { chosenSampler: 'dpmpp_2m' });
  await expect(sentence(/DPM-Solver\+\+ 2M takes no eta/)).toBeVisible();
  await expect(field(page, 'chosenEta')).toHaveValue('0.5');
});

test('betas given one by one must be as many as there are steps', async ({ page }) => {
  await openLab(page);
  await choose(page, { betaSchedule: 'custom' });
  const betas = field(page, 'trainedBetas');
  await expect(betas).toHaveValue(/^0\.0001, .*, 0\.02$/);
  await setFields(page, { trainedBetas: '0.1, 2, 0.3' });
  await expect(page.locator('#problem-trainedBetas')).toContainText('“2” (number 2) is out of range');
  await expect(action(page, 'train')).toBeDisabled();
  await setFields(page, { trainedBetas: '0.1, 0.2, 0.3, 0.9' });
  await expect(page.locator('#action-note')).toContainText('There are 4 betas for T = 1,000 steps');
  await expect(action(page, 'train')).toBeDisabled();
  await setFields(page, { numTrainTimesteps: '4', ddpmSteps: '4', ddimSteps: '4' });
  await expect(action(page, 'train')).toBeEnabled();
  await expect(action(page, 'sample-exact')).toBeEnabled();
  // Another curve and back: nothing typed is lost.
  await choose(page, { betaSchedule: 'linear' });
  await choose(page, { betaSchedule: 'custom' });
  await expect(betas).toHaveValue('0.1, 0.2, 0.3, 0.9');
});

test('both mistakes of the article cost what they cost', async ({ page }) => {
  await openLab(page);
  await page.getByRole('radio', { name: 'Article' }).check();
  await setFields(page, { numSamples: '5000', ddpmSteps: '20', ddimSteps: '20', chosenSteps: '250' });
  await choose(page, {
    articleNoiseCoefficient: true,
    chosenSampler: 'article_ddim',
    chosenSpacing: 'trailing',
  });
  await setFields(page, { chosenEta: '1' });
  // 0.148 with 50,000 samples in float64.
  expect(Math.abs((await sampleExactly(page)) - 0.148)).toBeLessThan(0.03);
  await expect(resultOf(page, 'ddpm')).toHaveAttribute('data-state', 'empty');
  await expect(resultOf(page, 'ddpm').getByText('Left out: its formulas rest on √(1−ᾱ)')).toBeVisible();
});

const ddimFile = {
  _class_name: 'DDIMScheduler',
  _diffusers_version: '0.30.0',
  num_train_timesteps: 1000,
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  prediction_type: 'epsilon',
  clip_sample: false,
  set_alpha_to_one: false,
  steps_offset: 1,
};

test('a scheduler_config.json is opened, refused with reasons, and saved', async ({ page }) => {
  await openLab(page);
  const open = (content: object) =>
    page.locator('#scheduler-file').setInputFiles({
      name: 'scheduler_config.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(content)),
    });
  const outcome = page.locator('#scheduler-outcome');
  await field(page, 'init').evaluate((node) => node.closest('details')?.setAttribute('open', ''));

  await open({ ...ddimFile, thresholding: true, made_up: 1 });
  await expect(outcome).toContainText('Nothing was changed');
  await expect(outcome).toContainText('made_up');
  await expect(field(page, 'betaSchedule')).toHaveValue('linear');
  await expect(page.locator('.edited')).toBeHidden();

  // The reason follows the language, whichever was chosen when the file was opened.
  await page.locator('#language').selectOption('zh-CN');
  await expect(outcome).toHaveText('没有改动，也没有保存：DDIMScheduler 中有这里不认识的字段：made_up。');
  await open({ ...ddimFile, clip_sample: 1 });
  await expect(outcome).toHaveText('没有改动，也没有保存：clip_sample 应为 true 或 false，而这里是 1。');
  await page.locator('#language').selectOption('en');
  await expect(outcome).toHaveText('Nothing was changed or saved: clip_sample must be true or false, got 1.');

  await open(ddimFile);
  await expect(outcome).toContainText('scheduler_config.json was read');
  await expect(field(page, 'betaSchedule')).toHaveValue('scaled_linear');
  await expect(field(page, 'betaStart')).toHaveValue('0.00085');
  await expect(field(page, 'predictionType')).toHaveValue('epsilon');
  await expect(field(page, 'chosenSampler')).toHaveValue('ddim');
  await expect(field(page, 'chosenSpacing')).toHaveValue('leading');
  await expect(field(page, 'chosenOffset')).toHaveValue('1');
  await expect(field(page, 'chosenLanding')).not.toBeChecked();

  const download = page.waitForEvent('download');
  await action(page, 'save-scheduler').click();
  const stream = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const { _diffusers_version: _, ...written } = ddimFile;
  expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject(written);
});
