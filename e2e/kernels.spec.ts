import type { Locator, Page } from 'playwright/test';
import { action, openLab, resultOf, saved, trainToTheEnd } from './support/lab_page.ts';
import { pictureIsDrawn } from './support/picture.ts';
import { expect, test } from './support/test.ts';

// The opening's motion is opening.spec.ts's matter; here it would only share the processor with the GPU's work.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

const small =
  '?preset=quick&width=16&layers=2&steps=40&batch=256&samples=500&ddpm_steps=8&ddim_steps=5&compare=0';

const panel = (page: Page) => page.locator('#kernels');
const choiceOf = (page: Page, work: 'training' | 'sampling') => panel(page).locator(`[data-work="${work}"]`);
const pinsOf = (choice: Locator) => choice.locator('input:not([value="auto"])');
const automatic = (choice: Locator) => choice.getByRole('radio', { name: 'Automatic' });

async function openKernels(page: Page, query = small): Promise<void> {
  await page.goto(`./${query}`);
  await expect(page.locator('.chip')).toHaveAttribute('data-device', /ready|software/);
  await page.locator('.chip').click();
  await expect(panel(page)).toBeVisible();
}

async function measure(page: Page): Promise<void> {
  await action(page, 'measure-kernels').click();
  await expect(panel(page).locator('.kernel-measure')).toHaveAttribute('data-measuring', 'true');
  await expect(action(page, 'measure-kernels')).toBeVisible({ timeout: 120_000 });
}

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

test('pins kernels, also in the address, and lets the tuner choose again', async ({ page }) => {
  await openKernels(page);
  const query = () => new URL(page.url()).searchParams.get('kernels');
  const sampling = choiceOf(page, 'sampling');
  const last = pinsOf(sampling).last();
  const name = (await last.getAttribute('value')) ?? '';
  await last.check();
  await expect(sampling).toContainText('Pinned');
  await expect.poll(query).toBe(`auto,${name.replaceAll(' ', '-')}`);
  await expect(automatic(choiceOf(page, 'training'))).toBeChecked();

  await page.reload();
  await page.locator('.chip').click();
  await expect(last).toBeChecked();
  await page.keyboard.press('Escape');
  await trainToTheEnd(page);
  await expect(page.locator('section.loss')).toContainText(/Trained with \w+ \w+.* kernels\./);
  await action(page, 'sample').click();
  await expect(resultOf(page, 'ddim')).toContainText(`${name} kernels`, { timeout: 60_000 });

  await page.locator('.chip').click();
  await automatic(sampling).check();
  await expect.poll(query).toBeNull();
});

test('a pin is in the address even if nothing else is, and one for kernels that are not here is told', async ({
  page,
}) => {
  await openLab(page);
  await page.locator('.chip').click();
  await pinsOf(choiceOf(page, 'training')).first().check();
  await expect.poll(() => new URL(page.url()).searchParams.get('kernels')).toMatch(/,auto$/);

  await openKernels(page, '?kernels=workgroup-tiled-9999,auto');
  await expect(page.locator('#link-notice')).toBeHidden();
  await expect(choiceOf(page, 'training')).toContainText('workgroup-tiled-9999 is pinned');
  await expect(automatic(choiceOf(page, 'training'))).toBeChecked();
  await automatic(choiceOf(page, 'training')).click();
  await expect.poll(() => new URL(page.url()).searchParams.get('kernels')).toBeNull();
});

test('a pin holds wherever the page samples, and each says its kernels', async ({ page }) => {
  await openKernels(page, `${small}&T=60&kernels=auto,layered`);
  await page.keyboard.press('Escape');
  const lane = page.locator('[data-picture="ddim"]');
  await expect(lane).toHaveAttribute('data-kernels', /^layered /);
  await trainToTheEnd(page);
  await expect(lane).toHaveAttribute('data-denoiser', 'network');
  await expect(lane).toHaveAttribute('data-kernels', /^layered /);
  await expect(page.locator('[data-chart="live-samples"]')).toHaveAttribute('data-kernels', /^layered /);

  await action(page, 'compute-tradeoff').click();
  const points = page.locator('section.tradeoff tbody tr');
  await expect(page.locator('section.tradeoff')).toHaveAttribute('data-running', 'false', {
    timeout: 200_000,
  });
  const kernels = await points.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.kernels));
  expect(kernels.length).toBeGreaterThan(10);
  for (const name of kernels) expect(name).toMatch(/^layered /);
  const csv = await saved(page, page.locator('[data-chart="tradeoff"] [data-action="save-csv"]'));
  expect(csv.content.toString()).toMatch(/^sampler,.*,kernels\r\n.*,layered \w+\r\n/);

  const trial = page.locator('#why-slow [data-trial="10"]');
  await page.locator('#why-slow [data-action="run-experiment"]').click();
  await expect(trial).toHaveAttribute('data-kernels', /^layered /, { timeout: 60_000 });
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
  await action(page, 'cancel').click();
  await expect(action(page, 'train')).toBeVisible({ timeout: 60_000 });
  await page.locator('.chip').click();
  await expect(choiceOf(page, 'training')).toContainText('Not measured yet');
  await expect(page.locator('section.loss')).toHaveAttribute('data-steps', '0');
});

/** The adapter at hand under another name, so that the page takes it for a GPU, or for none. */
async function pretend(
  page: Page,
  info: { readonly description: string; readonly isFallbackAdapter: boolean },
) {
  await page.addInitScript((given) => {
    const full = { vendor: 'test', architecture: '', device: '', ...given };
    Object.defineProperty(GPUAdapter.prototype, 'info', { get: () => full });
  }, info);
}

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

test('leaving kernels with halves by keyboard keeps the focus, though they are no longer offered', async ({
  page,
}) => {
  await pretend(page, { description: 'Test GPU', isFallbackAdapter: false });
  await openKernels(page, `${small}&kernels=half`);
  await expect(page.locator('#link-notice')).toBeHidden();
  await expect(automatic(choiceOf(page, 'sampling'))).toBeChecked();
  const rows = pinsOf(choiceOf(page, 'training'));
  const half = choiceOf(page, 'training').getByRole('radio', { checked: true });
  await expect(half).toHaveValue(/ half /);
  const before = await rows.count();
  await half.focus();
  await page.keyboard.press('ArrowUp');
  await expect(rows).not.toHaveCount(before);
  await expect(rows.last()).toBeFocused();
  await expect(rows.last()).toBeChecked();
});

test('whoever needs the GPU has it at once: what is measured unasked begins anew afterwards', async ({
  page,
}) => {
  await pretend(page, { description: 'Test GPU', isFallbackAdapter: false });
  await openKernels(page);
  const measuring = panel(page).locator('.kernel-measure');
  await expect(measuring).toHaveAttribute('data-measuring', 'true', { timeout: 60_000 });
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
  await expect(panel(page).locator('.kernel-measure')).toHaveAttribute('data-measuring', 'false');
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
