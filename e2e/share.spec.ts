import type { Page } from 'playwright/test';
import { action, choose, field, openLab, resultOf, setFields } from './support/lab_page.ts';
import { expect, test } from './support/test.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const queryOf = (page: Page) => new URL(page.url()).search;

/** Opens an address of the page and waits until it has an adapter. */
async function openLink(page: Page, query: string): Promise<void> {
  await page.goto(`./${query}`);
  await expect(page.locator('.chip')).toHaveAttribute('data-device', /ready|software/);
}

test('the address stays bare until something is changed, then says what differs from the preset', async ({
  page,
}) => {
  await openLab(page);
  await page.waitForTimeout(600);
  expect(queryOf(page)).toBe('');
  const entries = await page.evaluate(() => history.length);

  await page.getByRole('radio', { name: 'Article' }).check();
  await setFields(page, { numTrainTimesteps: '500', learningRate: '0.003' });
  await choose(page, { chosenSampler: 'heun', standardise: true });
  await expect
    .poll(() => queryOf(page))
    .toBe('?preset=article&standardise=1&T=500&lr=0.003&sampler=heun&lang=en');
  // Edits replace the entry in the history: the way back leads out of the page, not through them.
  expect(await page.evaluate(() => history.length)).toBe(entries);

  await page.getByRole('button', { name: 'Reset' }).click();
  await expect.poll(() => queryOf(page)).toBe('?preset=article&lang=en');
});

test('a link brings back recipe, moment, language and theme', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openLab(page);
  await page.getByRole('radio', { name: 'Default' }).check();
  await setFields(page, { hiddenWidth: '24', numSamples: '5000', samplerSeed: '7', chosenSteps: '12' });
  await choose(page, { betaSchedule: 'sigmoid', init: 'stratified', compareExact: false });
  await page.locator('#direction-reverse').check();
  await page.locator('#time').fill('250');
  await page.getByLabel('Theme').selectOption('dark');
  await page.locator('#language').selectOption('zh-CN');
  await action(page, 'share').click();
  await expect(page.locator('.share')).toHaveAttribute('data-outcome', 'copied');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(link).search).toBe(
    '?preset=default&betas=sigmoid&width=24&sampler_steps=12&samples=5000&x_T=stratified&seed=7&compare=0' +
      '&view=reverse&t=750&lang=zh-CN&theme=dark',
  );
  await expect.poll(() => page.url()).toBe(link);

  // Another visitor, who has chosen nothing here.
  await page.evaluate(() => localStorage.clear());
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('.stage')).toHaveAttribute('data-direction', 'reverse');
  await expect(page.locator('#time')).toHaveValue('250');
  await expect(field(page, 'hiddenWidth')).toHaveValue('24');
  await expect(field(page, 'betaSchedule')).toHaveValue('sigmoid');
  await expect(field(page, 'numSamples')).toHaveValue('5000');
  await expect(field(page, 'samplerSeed')).toHaveValue('7');
  await expect(field(page, 'init')).toHaveValue('stratified');
  await expect(field(page, 'compareExact')).not.toBeChecked();
  // The link's preset counts, also on an adapter that would get the small one by itself.
  await expect(page.locator('.chip')).toHaveAttribute('data-device', /ready|software/);
  await expect(field(page, 'batchSize')).toHaveValue('1024');
  await expect(page.locator('#link-notice')).toBeHidden();
  // What a link decides is not remembered for visits without one.
  await page.goto('./');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'system');
});

test('a link brings back what is set beside the recipe, and nothing of it stays in a bare address', async ({
  page,
}) => {
  // Wide enough for all processes, whichever way time runs.
  await page.setViewportSize({ width: 1920, height: 1000 });
  await openLab(page);
  await page.getByRole('radio', { name: 'Default' }).check();
  await page.locator('#speed').selectOption('0.25');
  await page.locator('#direction-reverse').check();
  await page.locator('#partner').selectOption('chosen');
  await page.locator('#curve-ddpm').uncheck();
  await page.locator('#curve-heun').check();
  await page.locator('#one-step').check();
  await page.locator('#posterior-chain-50').check();
  await page.locator('#posterior-x').fill('-0.4');
  await page.locator('#mistake-neighbour').check();
  const said =
    'speed=0.25&beside=chosen&pace=by_hand&curves=ddim,dpmpp_2m,heun&chain=50&chain_x=-0.4&mistakes=neighbour';
  await expect.poll(() => queryOf(page)).toBe(`?preset=default&view=reverse&t=0&${said}&lang=en`);

  await page.goto('about:blank');
  await openLink(page, `?${said}`);
  await expect(page.locator('#link-notice')).toBeHidden();
  await expect(page.locator('#speed')).toHaveValue('0.25');
  await expect(page.locator('#partner')).toHaveValue('chosen');
  await expect(page.locator('#one-step')).toBeChecked();
  await expect(page.locator('#by-the-clock')).not.toBeChecked();
  for (const [curve, isChosen] of Object.entries({ ddpm: false, ddim: true, heun: true, unipc_2: false })) {
    await expect(page.locator(`#curve-${curve}`)).toBeChecked({ checked: isChosen });
  }
  await expect(page.locator('#posterior-chain-50')).toBeChecked();
  await expect(page.locator('#posterior-x')).toHaveValue('-0.4');
  await expect(page.locator('#mistake-neighbour')).toBeChecked();
  await expect(page.locator('#mistake-coefficient')).not.toBeChecked();

  // Each taken back, and the address is bare again.
  await page.locator('#speed').selectOption('1');
  await page.locator('#partner').selectOption('ddim');
  await page.locator('#one-step').uncheck();
  await page.locator('#curve-ddpm').check();
  await page.locator('#curve-heun').uncheck();
  await page.locator('#posterior-chain-10').check();
  await page.locator('#posterior-x').fill('0.57');
  await expect.poll(() => queryOf(page)).toMatch(/^\?preset=\w+&mistakes=neighbour&lang=en$/);
  await page.locator('#mistake-neighbour').uncheck();
  await expect.poll(() => queryOf(page)).toBe('');
  for (const curve of ['ddpm', 'ddim', 'dpmpp_2m']) await page.locator(`#curve-${curve}`).uncheck();
  await expect.poll(() => queryOf(page)).toMatch(/&curves=none&lang=en$/);
});

test('bad values of the page’s own settings fall back one by one', async ({ page }) => {
  await openLink(page, '?speed=3&curves=ddim,euler&chain_x=5&pace=&mistakes=both&lang=zh-CN');
  await expect(page.locator('#link-notice li')).toHaveText([
    'speed=3：没有“3”这个选项。应为以下之一：0.1, 0.25, 0.5, 1, 2, 4；现改用：1。',
    'pace=：没有填写。应为以下之一：fast, by_hand, by_clock；现改用：fast。',
    /^curves=ddim,euler：没有“euler”这个选项。应为以下若干项（用逗号分隔）或 none：ddpm, .*；现改用：ddpm,ddim,dpmpp_2m。$/,
    'chain_x=5：5 超出范围。应为 −2 到 2 之间的数；现改用：0.57。',
  ]);
  await expect(page.locator('#mistake-coefficient')).toBeChecked();
  await expect(page.locator('#mistake-neighbour')).toBeChecked();
  await expect(page.locator('#speed')).toHaveValue('1');
});

test('bad values are told with their range and what is used instead, and the rest is in force', async ({
  page,
}) => {
  const bad =
    '?preset=quick&T=99999&width=abc&sampler=magic&layers=3&colour=red&t=2000&lang=fr&seed=1&seed=2';
  await openLink(page, bad);
  const notice = page.locator('#link-notice');
  await expect(notice.locator('li')).toHaveText([
    'T=99999: 99999 is out of range. It takes a whole number from 1 to 4,000; 1,000 is used instead.',
    'width=abc: “abc” is not a number. It takes a whole number from 8 to 1,024; 32 is used instead.',
    /^sampler=magic: “magic” is not a choice\. It takes one of ddpm, .*; dpmpp_2m is used instead\.$/,
    't=2000: 2000 is out of range. It takes a number from 0 to 1,000; 1,000 is used instead.',
    'lang=fr: “fr” is not a choice. It takes one of en, zh-CN; en is used instead.',
    '“colour” is not a setting of this page and was left out.',
    '“seed” is given more than once; the first value counts.',
  ]);
  await expect(field(page, 'hiddenLayers')).toHaveValue('3');
  await expect(field(page, 'samplerSeed')).toHaveValue('1');
  await expect(field(page, 'hiddenWidth')).toHaveValue('32');
  // Until something is changed the address keeps what it said.
  await page.waitForTimeout(600);
  expect(queryOf(page)).toBe(bad);

  await page.locator('#language').selectOption('zh-CN');
  await expect(notice.locator('li').first()).toHaveText(
    'T=99999：99999 超出范围。应为 1 到 4,000 之间的整数；现改用：1,000。',
  );
  await expect.poll(() => queryOf(page)).toBe('?preset=quick&layers=3&seed=1&view=forward&t=1000&lang=zh-CN');
  await action(page, 'dismiss-link-notice').click();
  await expect(notice).toBeHidden();
});

test('where the page may not copy, it shows the link to be copied by hand', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
  });
  await openLab(page);
  await setFields(page, { hiddenWidth: '40' });
  await action(page, 'share').click();
  const shown = page.getByRole('textbox', { name: 'Link to this state of the page' });
  await expect(shown).toBeFocused();
  await expect(shown).toHaveValue(/\?preset=quick&width=40&lang=en$/);
});

test('what a link decides goes along to the other page and back', async ({ page }) => {
  await openLink(page, '?lang=zh-CN&theme=dark');
  for (const address of [/benchmark\.html/, /\/(index\.html)?\?/]) {
    await page.locator('.page-link').click();
    await expect(page).toHaveURL(address);
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  }
});

test('a link pins the kernels, every result says which made it, and a word for none is told', async ({
  page,
}) => {
  await openLink(page, '?preset=quick&samples=500&ddpm_steps=8&ddim_steps=5&kernels=layered');
  await action(page, 'sample-exact').click();
  await expect(resultOf(page, 'chosen')).toContainText(/500 .* layered \w+ kernels/, { timeout: 60_000 });
  await expect(resultOf(page, 'ddpm')).toContainText(/layered \w+ kernels/);
  expect(queryOf(page)).toContain('kernels=layered');

  await openLink(page, '?kernels=fastest');
  await expect(page.locator('#link-notice li')).toHaveText(
    /^kernels=fastest: .*layered, private, workgroup, tiled.*comma; what is fastest here is used instead\.$/,
  );
  await page.locator('#language').selectOption('zh-CN');
  await expect(page.locator('#link-notice li')).toHaveText(
    /^kernels=fastest：.*应为 auto，或内核名称中的词（layered, private, .*），词间用连字符相连；.*分别给出；现改用：本机最快的内核。$/,
  );
});
