import { automatic, choiceOf, openKernels, pinsOf, pretend, small } from './support/kernels_panel.ts';
import { action, openLab, resultOf, saved, trainToTheEnd } from './support/lab_page.ts';
import { expect, test } from './support/test.ts';

// The opening's motion is opening.spec.ts's matter; here it would only share the processor with the GPU's work.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

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
  for (const chart of ['error-by-timestep', 'noise-maps', 'live-samples']) {
    const picture = page.locator(`[data-chart="${chart}"]`);
    await expect(picture).toHaveAttribute('data-kernels', /^layered \w+$/);
    const { content } = await saved(page, picture.locator('[data-action="save-csv"]'));
    expect(content.toString()).toMatch(/^.*,kernels\r\n.*,layered \w+\r\n/);
  }

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
  await page.locator('.chip').click();
  for (const [family, state] of [
    ['private', 'stale'],
    ['layered', 'current'],
  ]) {
    const pin = pinsOf(choiceOf(page, 'sampling')).and(page.locator(`[value^="${family}"]`));
    await pin.first().check();
    await expect(page.locator('section.tradeoff')).toHaveAttribute('data-state', state ?? '');
  }
  await page.keyboard.press('Escape');

  const trial = page.locator('#why-slow [data-trial="10"]');
  await page.locator('#why-slow [data-action="run-experiment"]').click();
  await expect(trial).toHaveAttribute('data-kernels', /^layered /, { timeout: 60_000 });
});

test('where whole networks suit the adapter, a pin of layers holds for what is asked of the network, too', async ({
  page,
}) => {
  await pretend(page, { description: 'Test program', isFallbackAdapter: true });
  await page.addInitScript(() => {
    const info = { subgroupMinSize: 8, subgroupMaxSize: 8 };
    Object.defineProperty(GPUDevice.prototype, 'adapterInfo', { get: () => info });
  });
  for (const [pin, kernels] of [
    ['', 'whole uniform'],
    ['&kernels=auto,layered', 'layered uniform'],
  ]) {
    await page.goto(`./${small}${pin}`);
    await expect(page.locator('.chip')).toHaveAttribute('data-device', 'software');
    await trainToTheEnd(page);
    for (const chart of ['error-by-timestep', 'noise-maps']) {
      await expect(page.locator(`[data-chart="${chart}"]`)).toHaveAttribute('data-kernels', kernels ?? '', {
        timeout: 60_000,
      });
    }
  }
});

test('what other kernels made is marked once kernels are pinned, and the lanes are made anew', async ({
  page,
}) => {
  await openKernels(page, `${small}&T=60&view=reverse`);
  await page.keyboard.press('Escape');
  await action(page, 'sample-exact').click();
  const result = resultOf(page, 'chosen');
  await expect(result).toHaveAttribute('data-w1', /\d/, { timeout: 60_000 });
  const first = (await page.locator('[data-picture="ddim"]').getAttribute('data-kernels')) ?? '';
  await expect(result).toContainText(`${first} kernels`);
  await expect(result).toHaveAttribute('data-state', 'current');

  await page.locator('.chip').click();
  const others = pinsOf(choiceOf(page, 'sampling')).and(page.locator(`:not([value="${first}"])`));
  const name = (await others.first().getAttribute('value')) ?? '';
  await others.first().check();
  await expect(choiceOf(page, 'sampling')).toContainText('from the next run on');
  await expect(result).toHaveAttribute('data-state', 'stale');
  await expect(page.locator('[data-picture="ddim"]')).toHaveAttribute('data-kernels', name, {
    timeout: 60_000,
  });
  await automatic(choiceOf(page, 'sampling')).check();
  await expect(result).toHaveAttribute('data-state', 'current');

  await others.first().check();
  await page.keyboard.press('Escape');
  await action(page, 'sample-exact').click();
  await expect(result).toContainText(`${name} kernels`, { timeout: 60_000 });
  await expect(result).toHaveAttribute('data-state', 'current');
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
