import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright/test';
import type { Report } from '../src/bench/report.ts';
import { expect, test } from './support/test.ts';

async function openBenchmark(page: Page, query = ''): Promise<void> {
  await page.goto(`./benchmark.html${query}`);
  await expect(page.locator('.chip')).toHaveAttribute('data-device', /ready|software/);
}

async function measure(page: Page): Promise<void> {
  await page.locator('[data-action="run"]').click();
  await expect(page.locator('main')).toHaveAttribute('data-state', 'running');
  await expect(page.locator('main')).toHaveAttribute('data-state', 'done', { timeout: 240_000 });
}

async function download(page: Page): Promise<Report> {
  const downloading = page.waitForEvent('download');
  await page.locator('[data-action="download"]').click();
  return JSON.parse(await readFile(await (await downloading).path(), 'utf8')) as Report;
}

test('a quick run fills the tables, the charts, the Markdown and the JSON with the same numbers', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await openBenchmark(page, '?length=quick&parts=kernels&variant=stationary&rounds=1');
  await expect(page.locator('[data-action="download"]')).toBeDisabled();
  const contest = page.locator('[data-table="contest"]');
  await expect(contest).toContainText('Nothing has been measured yet.');
  await page.locator('[data-action="run"]').click();
  await expect(contest).toContainText('The first results are being measured.');
  await expect(page.locator('main')).toHaveAttribute('data-state', 'done', { timeout: 240_000 });

  const report = await download(page);
  expect(report.failures).toEqual([]);
  expect(report.pinned).toBe('stationary');
  expect(report.ceilings?.arithmetic.rate).toBeGreaterThan(1e9);
  expect(report.ceilings?.bandwidth.rate).toBeGreaterThan(1e8);
  expect(report.contest.map(({ task }) => task.work)).toEqual(['training', 'sampling']);
  // Sampling has no variant of that name: it is measured with the adapter's own.
  if (report.adapter.isSoftware) expect(report.contest[0]?.variant?.products).toBe('stationary');
  expect(report.contest[1]?.variant).toBeDefined();
  for (const { rowsPerSecond, arithmeticShare, bytes, preparationSeconds } of report.contest) {
    expect(rowsPerSecond.values).toHaveLength(1);
    expect(rowsPerSecond.median).toBeGreaterThan(0);
    expect(arithmeticShare).toBeGreaterThan(0);
    expect(arithmeticShare).toBeLessThan(1);
    expect(bytes).toBeGreaterThan(0);
    expect(preparationSeconds).toBeGreaterThan(0);
  }
  expect(report.kernels.map(({ kernel }) => kernel)).toContain('adam');

  const rows = page.locator('[data-table="contest"] tbody tr');
  await expect(rows).toHaveCount(2);
  await expect(contest.locator('thead th').last()).toHaveText('Ready in');
  const prepared = report.contest.map(({ preparationSeconds = 0 }) => preparationSeconds.toPrecision(3));
  await expect(rows.locator('td:last-child')).toHaveText(prepared.map((seconds) => `${seconds} s`));
  await expect(page.locator('[data-table="kernels"] tbody tr')).toHaveCount(report.kernels.length);
  await expect(page.locator('[data-chart="roofline"]')).toHaveAttribute('data-points', '2');
  await expect(page.locator('[data-chart="roofline"] canvas')).toHaveAttribute('aria-label', /%/);

  await page.locator('[data-action="copy"]').click();
  const markdown = await page.evaluate(() => navigator.clipboard.readText());
  const [training] = report.contest;
  expect(markdown).toContain('### Training and sampling');
  expect(markdown).toContain(
    `${Number(training?.stepsPerSecond?.toPrecision(3)).toLocaleString('en')} steps/s`,
  );
  for (const seconds of prepared) expect(markdown).toContain(` MiB | ${Number(seconds)} s |`);

  // Nobody asked for other libraries.
  expect(fetched.filter((url) => /tensorflow|jax/.test(new URL(url).pathname))).toEqual([]);
});

test('sweeps become charts, and a run can be cancelled', async ({ page }) => {
  await openBenchmark(page, '?length=quick&parts=sweeps&variant=stationary&rounds=1');
  await page.locator('[data-action="run"]').click();
  await expect(page.locator('[data-chart="sweep-batch"]')).toHaveAttribute('data-values', /^1024:\S+ 2048:/, {
    timeout: 120_000,
  });
  await page.locator('[data-action="cancel"]').click();
  await expect(page.locator('main')).toHaveAttribute('data-state', 'cancelled');
  const report = await download(page);
  const points = report.sweeps.batch.map(
    ({ task, flopsPerSecond }) => `${task.rows}:${flopsPerSecond / 1e9}`,
  );
  await expect(page.locator('[data-chart="sweep-batch"]')).toHaveAttribute('data-values', points.join(' '));
});

test('jax-js is loaded when it is asked for, and its numbers agree with ours', async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await openBenchmark(page, '?length=quick&parts=&variant=stationary&rounds=1');
  await page.getByLabel('jax-js').check();
  await measure(page);
  expect(fetched.some((url) => /jax/.test(new URL(url).pathname))).toBe(true);
  expect(fetched.some((url) => /tensorflow/.test(new URL(url).pathname))).toBe(false);
  const report = await download(page);
  expect(report.failures).toEqual([]);
  expect(report.agreements).toMatchObject([{ engine: 'jax-js', holds: true }]);
  // What it compiled for training it may use for sampling.
  const [training, sampling] = report.contest.filter(({ engine }) => engine === 'jax-js');
  expect(training?.preparationSeconds).toBeGreaterThan(0);
  expect(sampling?.preparationSeconds).toBeUndefined();
  await expect(page.locator('[data-table="peers"] tbody tr')).toHaveCount(2);
});

test('the laboratory leads to the benchmark and back, in the chosen language', async ({ page }) => {
  await page.goto('./');
  await page.getByRole('link', { name: 'Benchmark' }).click();
  await expect(page).toHaveTitle(/how fast/);
  await page.locator('#language').selectOption('zh-CN');
  await expect(page).toHaveTitle(/有多快/);
  await expect(page.getByRole('button', { name: '开始测量' })).toBeVisible();
  await page.getByRole('link', { name: '实验室' }).click();
  await expect(page).toHaveTitle(/看噪声变成数据/);
});

test('says what to do without WebGPU', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
  await page.goto('./benchmark.html');
  await expect(page.getByRole('alert')).toContainText('This browser has no WebGPU');
  await expect(page.locator('[data-action="run"]')).toBeDisabled();
});

for (const width of [360, 1920]) {
  test(`fits ${width} px, in both languages`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await openBenchmark(page);
    for (const language of ['en', 'zh-CN']) {
      await page.locator('#language').selectOption(language);
      const overflow = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });
}
