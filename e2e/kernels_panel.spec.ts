import {
  automatic,
  choiceOf,
  measure,
  measureControls,
  openKernels,
  panel,
  pinsOf,
  pretend,
  small,
} from './support/kernels_panel.ts';
import { action, resultOf, trainToTheEnd } from './support/lab_page.ts';
import { pictureIsDrawn } from './support/picture.ts';
import { expect, test } from './support/test.ts';

// The opening's motion is opening.spec.ts's matter; here it would only share the processor with the GPU's work.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('measures every kernel on request, picks the fastest, and remembers it', async ({ page }) => {
  await openKernels(page);
  await expect(action(page, 'measure-kernels')).toHaveText('Measure now');
  const shares = await page.locator('.kernel-measure progress').evaluateHandle((bar: HTMLProgressElement) => {
    const seen: number[] = [];
    new MutationObserver(() => seen.push(bar.value)).observe(bar, { attributeFilter: ['value'] });
    return seen;
  });
  await measure(page);
  // At the end the bar is put away.
  const progress = (await shares.jsonValue()).slice(0, -1);
  expect(progress.length).toBeGreaterThan(3);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.at(-1)).toBeGreaterThan(0.5);
  for (const work of ['training', 'sampling'] as const) {
    const choice = choiceOf(page, work);
    await expect(choice).toContainText('Measured in this visit');
    const rows = await choice.locator('.kernel').allInnerTexts();
    const [chosen = '', ...measured] = rows.map((row) => row.split('\n'));
    expect(measured.length).toBeGreaterThan(0);
    const rates = measured.map(([name = '', rate = '']) => {
      expect(rate).toMatch(/^[\d.,]+[KMB]? (steps|evaluations)\/s$/);
      const unit = { K: 1e3, M: 1e6, B: 1e9 }[/[KMB]/.exec(rate)?.[0] ?? ''] ?? 1;
      return { name, rate: Number.parseFloat(rate.replace(',', '')) * unit };
    });
    const fastest = Math.max(...rates.map(({ rate }) => rate));
    // What is shown is rounded, so several may be the fastest.
    expect(rates.filter(({ rate }) => rate === fastest).map(({ name }) => name)).toContain(chosen[1]);
  }
  await page.reload();
  await page.locator('.chip').click();
  await expect(choiceOf(page, 'training')).toContainText('Remembered from an earlier visit.');
  await expect(choiceOf(page, 'training')).toContainText('steps/s');
  await expect(action(page, 'measure-kernels')).toHaveText('Measure again');
});

test('is worked from the keyboard alone', async ({ page }) => {
  await openKernels(page);
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await page.locator('.chip').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const training = choiceOf(page, 'training');
  await expect(automatic(training)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(pinsOf(training).first()).toBeChecked();
  await expect(pinsOf(training).first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(automatic(training)).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(action(page, 'measure-kernels')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('.chip')).toBeFocused();
});

test('the keyboard stays where it is when measuring begins and ends', async ({ page }) => {
  await openKernels(page);
  await action(page, 'measure-kernels').focus();
  await page.keyboard.press('Enter');
  await expect(action(page, 'cancel-measuring')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(action(page, 'measure-kernels')).toBeEnabled({ timeout: 60_000 });
  await expect(action(page, 'measure-kernels')).toBeFocused();
});

test('says what the words mean, and why kernels do not run here', async ({ page }) => {
  // What a visit remembers of kernels that failed is what the page would have found out.
  await openKernels(page);
  await measure(page);
  await page.evaluate(() => {
    const key = Object.keys(localStorage).find((each) => /tuning\.training/.test(each)) ?? '';
    const found = JSON.parse(localStorage.getItem(key) ?? '');
    found.at(-1).rate = undefined;
    found.at(-1).failure = 'The adapter refused it.';
    localStorage.setItem(key, JSON.stringify(found));
  });
  await page.reload();
  await page.locator('.chip').click();
  const failed = choiceOf(page, 'training').locator('.kernel').last();
  await expect(failed).toContainText('does not run here');
  await expect(failed).toContainText('The adapter refused it.');
  await expect(failed.getByRole('radio')).toHaveAccessibleName(/The adapter refused it\.$/);
  await page.locator('#language').selectOption('zh-CN');
  await expect(failed).toContainText('英文原文：The adapter refused it.');
  await page.locator('#language').selectOption('en');
  await page.getByText('What the names mean').focus();
  await page.keyboard.press('Enter');
  const words = panel(page).locator('dt');
  const names = await panel(page)
    .locator('input:not([value="auto"])')
    .evaluateAll((inputs) => inputs.flatMap((input) => (input as HTMLInputElement).value.split(' ')));
  expect((await words.allInnerTexts()).toSorted()).toEqual([...new Set(names)].toSorted());
  await expect(words.first()).toBeVisible();
});

test('measuring takes the GPU’s turn, and a cancelled one is forgotten', async ({ page }) => {
  await openKernels(page);
  await action(page, 'measure-kernels').click();
  await expect(action(page, 'train')).toBeHidden();
  await expect(action(page, 'cancel')).toBeVisible();
  await expect(action(page, 'pause')).toBeHidden();
  await action(page, 'cancel-measuring').click();
  await expect(action(page, 'measure-kernels')).toHaveText('Measure now', { timeout: 60_000 });
  await expect(action(page, 'train')).toBeEnabled();
  await expect(choiceOf(page, 'training')).toContainText('Not measured yet');
});

test('a run that measures its kernels itself can be cancelled, and remembers nothing of that', async ({
  page,
}) => {
  await openKernels(page);
  await page.keyboard.press('Escape');
  await action(page, 'train').click();
  await expect(measureControls(page)).toHaveAttribute('data-measuring', 'true', { timeout: 60_000 });
  await action(page, 'cancel').click();
  await expect(action(page, 'train')).toBeVisible({ timeout: 60_000 });
  await page.locator('.chip').click();
  await expect(choiceOf(page, 'training')).toContainText('Not measured yet');
  await expect(page.locator('section.loss')).toHaveAttribute('data-steps', '0');
});

test('a GPU is measured as soon as the pictures are there, and again for another network', async ({
  page,
}) => {
  await pretend(page, { description: 'Test GPU', isFallbackAdapter: false });
  await openKernels(page);
  await expect(page.locator('.chip')).toHaveAttribute('data-device', 'ready');
  for (const work of ['training', 'sampling'] as const) {
    await expect(choiceOf(page, work)).toContainText('Measured in this visit', { timeout: 120_000 });
  }
  await page.keyboard.press('Escape');
  await page.locator('#field-hiddenWidth').fill('24');
  await page.locator('.chip').click();
  await expect(choiceOf(page, 'training')).toContainText('Not measured yet');
  await expect(choiceOf(page, 'training')).toContainText('Measured in this visit', { timeout: 120_000 });
  await page.keyboard.press('Escape');
  await trainToTheEnd(page);
});

test('whoever needs the GPU has it at once: what is measured unasked begins anew afterwards', async ({
  page,
}) => {
  await pretend(page, { description: 'Test GPU', isFallbackAdapter: false });
  await openKernels(page);
  await expect(measureControls(page)).toHaveAttribute('data-measuring', 'true', { timeout: 60_000 });
  await page.keyboard.press('Escape');
  await action(page, 'sample-exact').click();
  await expect(resultOf(page, 'chosen')).toHaveAttribute('data-w1', /\d/, { timeout: 60_000 });
  await page.locator('.chip').click();
  for (const work of ['training', 'sampling'] as const) {
    await expect(choiceOf(page, work)).toContainText('Not measured yet');
  }
  for (const work of ['training', 'sampling'] as const) {
    await expect(choiceOf(page, work)).toContainText('Measured in this visit', { timeout: 120_000 });
  }
});

test('a software adapter is not measured before the first run', async ({ page }) => {
  await pretend(page, { description: 'SwiftShader', isFallbackAdapter: true });
  await openKernels(page, `${small}&view=reverse`);
  await expect(page.locator('.chip')).toHaveAttribute('data-device', 'software');
  await expect(choiceOf(page, 'training')).toContainText('when training begins');
  await pictureIsDrawn(page, ['forward', 'ddpm', 'ddim']);
  // A GPU begins now.
  await page.waitForTimeout(500);
  await expect(measureControls(page)).toHaveAttribute('data-measuring', 'false');
  await expect(choiceOf(page, 'training')).toContainText('when training begins');
  await page.keyboard.press('Escape');
  await trainToTheEnd(page);
  await page.locator('.chip').click();
  await expect(choiceOf(page, 'training')).toContainText('Measured in this visit');
  await expect(choiceOf(page, 'sampling')).toContainText('Not measured yet');
});

test('without a GPU there is nothing to choose', async ({ page }) => {
  await page.addInitScript(() => {
    GPU.prototype.requestAdapter = () => Promise.resolve(null);
  });
  await page.goto('./');
  await expect(page.locator('.chip')).toContainText('no GPU');
  await page.locator('.chip').click();
  await expect(panel(page)).toHaveText('There is no GPU to choose kernels for.', { useInnerText: true });
});
