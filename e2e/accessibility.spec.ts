import { readFileSync } from 'node:fs';
import type { Page } from 'playwright/test';
import { expect, test } from './support/test.ts';

/**
 * Both pages in both languages and themes at three widths, by axe-core's rules: names, roles, contrast, headings,
 * landmarks. It is handed to the page by the tests; the page itself loads nothing.
 */

// Motion would only share the processor with the checks.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

const axeSource = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe-core finds wrong with the page as it stands, one line for each element. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: AxeViolation[] }> };
    };
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations;
  });
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${help}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.locator('.chip')).toHaveAttribute('data-device', /ready|software/);
}

const widths = [360, 768, 1920] as const;
const pages = ['./', './benchmark.html'] as const;

for (const address of pages) {
  for (const language of ['en', 'zh-CN'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      test(`${address} in ${language}, ${theme}, breaks no rule at any width`, async ({ page }) => {
        await open(page, `${address}?lang=${language}&theme=${theme}`);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 });
          expect(await violations(page), `${width} px wide`).toEqual([]);
        }
      });
    }
  }
}

for (const [language, theme] of [
  ['en', 'light'],
  ['zh-CN', 'dark'],
] as const) {
  test(`the choice of kernels in ${language}, ${theme}, breaks no rule while it is open`, async ({
    page,
  }) => {
    await open(page, `./?lang=${language}&theme=${theme}&kernels=layered,auto`);
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate(() => document.querySelector<HTMLElement>('#kernels')?.hidePopover());
      await page.locator('.chip').click();
      await expect(page.locator('#kernels')).toBeInViewport({ ratio: 1 });
      expect(await violations(page), `${width} px wide`).toEqual([]);
    }
  });
}

test('the rules hold for everything that is folded away, wrong or refused, too', async ({ page }) => {
  await open(page, './?T=99999&colour=red&width=9999&sampler=article_ddim&beta_list=2&gamma=3&loss=min_snr');
  await page.locator('details').evaluateAll((nodes) => {
    for (const node of nodes) (node as HTMLDetailsElement).open = true;
  });
  await page.locator('#field-batchSize').fill('abc');
  await page.locator('#can-skip [data-action="show-me"]').click();
  await expect(page.locator('#show-me-notice')).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('the checks can fail', async ({ page }) => {
  await open(page, './');
  await page.evaluate(() => {
    const button = document.createElement('button');
    document.querySelector('main')?.append(button);
  });
  expect((await violations(page)).join()).toContain('button-name');
});
