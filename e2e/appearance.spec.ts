import { openLab } from './support/lab_page.ts';
import { expect, test } from './support/test.ts';

test.describe('language', () => {
  test.use({ locale: 'zh-CN' });

  test('follows the browser, can be switched, and is remembered', async ({ page }) => {
    await openLab(page);
    const html = page.locator('html');
    await expect(html).toHaveAttribute('lang', 'zh-CN');
    await expect(page).toHaveTitle(/看噪声变成数据/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('数据化为噪声，噪声还原数据');
    await expect(page.getByRole('button', { name: '训练', exact: true })).toBeVisible();

    await page.getByLabel('语言').selectOption('en');
    await expect(html).toHaveAttribute('lang', 'en');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      'Data becomes noise, noise becomes data',
    );
    await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeVisible();

    await page.reload();
    await expect(html).toHaveAttribute('lang', 'en');
  });

  test('leaves no text of the other language behind, seen or heard', async ({ page }) => {
    await openLab(page);
    const texts = await page.evaluate(() => {
      const attributes = ['aria-label', 'aria-description', 'aria-valuetext', 'title'];
      const heard = [...document.querySelectorAll('#page *')].flatMap((node) =>
        attributes.map((name) => node.getAttribute(name) ?? ''),
      );
      const chip = document.querySelector('.chip');
      // Everything on the page, also what is folded away; the adapter's own name apart.
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const seen: string[] = [];
      while (walker.nextNode()) {
        const { parentElement, data } = walker.currentNode as Text;
        if (parentElement?.closest('.chip, #language, math, script, noscript') === null) seen.push(data);
      }
      return [...seen, ...heard.filter((text) => text !== chip?.getAttribute('title'))];
    });
    expect(texts.length).toBeGreaterThan(300);
    // Names that are the same in both languages.
    const known =
      /scheduler_config\.json|ddpm-lab|DDPM|DDIM|SiLU|ReLU|GELU|GPU|W1|NFE|Beta|beta|Gamma|Eta|eta|log|EMA|leading|trailing|linspace|Adam[W]?|DPM-Solver|SDE|Heun|UniPC|SNR|min-SNR|PNG|CSV|Hugging Face diffusers|Wasserstein|Hang|Lin|x_T|WebGPU|Chrome|layered|workgroup|private|tiled|stationary|quad|uniform|half|float32/g;
    const left = texts.filter((text) => /[A-Za-z]{3,}/.test(text.replace(known, '')));
    expect([...new Set(left)]).toEqual([]);
  });
});

test.describe('theme', () => {
  const brightness = (colour: string) => Number(/\d+/.exec(colour)?.[0]);

  for (const scheme of ['light', 'dark'] as const) {
    test(`follows a ${scheme} system and can be switched`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await openLab(page);
      const background = () =>
        page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const isDark = async () => brightness(await background()) < 60;
      expect(await isDark()).toBe(scheme === 'dark');
      const other = scheme === 'dark' ? 'light' : 'dark';
      await page.getByLabel('Theme').selectOption(other);
      expect(await isDark()).toBe(other === 'dark');
      await page.reload();
      await expect(page.getByLabel('Theme')).toHaveValue(other);
      expect(await isDark()).toBe(other === 'dark');
    });
  }
});

for (const [width, height] of [
  [360, 740],
  [768, 1024],
  [1920, 1080],
] as const) {
  test.describe(`${width} px wide`, () => {
    test.use({ viewport: { width, height } });

    test('fits without scrolling sideways, in both languages and directions of time', async ({ page }) => {
      await openLab(page);
      for (const language of ['en', 'zh-CN']) {
        await page.locator('#language').selectOption(language);
        for (const direction of ['reverse', 'forward']) {
          await page.locator(`#direction-${direction}`).check();
          await expect(page.locator('.stage')).toHaveAttribute('data-direction', direction);
          const overflow = await page.evaluate(() => {
            const { scrollWidth, clientWidth } = document.documentElement;
            return scrollWidth - clientWidth;
          });
          expect(overflow).toBeLessThanOrEqual(0);
          const cut = await page.evaluate(() =>
            [...document.querySelectorAll('main :is(button, label, h1, h2, h3, .miniature + .summary)')]
              .filter((node) => node.scrollWidth > node.clientWidth + 1)
              .filter(
                (node) => getComputedStyle(node).display !== 'inline' && !node.matches('.visually-hidden'),
              )
              .map((node) => node.textContent),
          );
          expect(cut).toEqual([]);
        }
      }
    });
  });
}

test('charts give way when the window leaves them less room', async ({ page }) => {
  await openLab(page);
  // Two columns of charts, then four, which are narrower.
  for (const width of [1280, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    await expect
      .poll(() =>
        page
          .locator('.forward-charts > *')
          .evaluateAll((nodes) => nodes.filter((node) => node.scrollWidth > node.clientWidth + 1).length),
      )
      .toBe(0);
  }
});

test('does not move while it loads, but for the notice of a missing GPU', async ({ page }) => {
  await page.addInitScript(() => {
    let shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shift += (entry as PerformanceEntry & { value: number }).value;
      document.documentElement.dataset.shift = String(shift);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await openLab(page);
  await page.waitForTimeout(1000);
  const shift = Number((await page.locator('html').getAttribute('data-shift')) ?? 0);
  expect(shift).toBeLessThan(0.05);
});

test('everything can be reached and worked from the keyboard, and shows it', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openLab(page);
  const reached = new Set<string>();
  for (let i = 0; i < 400; i++) {
    await page.keyboard.press('Tab');
    const { key, outlined } = await page.evaluate(() => {
      const node = document.activeElement as HTMLElement;
      const key =
        node.id || node.dataset.action || node.getAttribute('href') || node.className || node.tagName;
      const target = node.matches('.segment input') ? (node.nextElementSibling as HTMLElement) : node;
      return { key, outlined: getComputedStyle(target).outlineStyle !== 'none' };
    });
    if (key === 'BODY') break;
    expect(outlined, `${key} shows focus`).toBe(true);
    reached.add(key);
  }
  for (const key of [
    'language',
    'chip',
    'theme',
    'share',
    '#questions',
    'time',
    'field-batchSize',
    'field-chosenSampler',
    'train',
    'sample-exact',
    'run-experiment',
    'posterior-x',
    'posterior-chain-10',
    'mistake-coefficient',
    'show-me',
  ]) {
    expect([...reached]).toContain(key);
  }
});

test('links lead to the parts of the page, and take the keyboard along', async ({ page }) => {
  await openLab(page);
  for (const link of await page.locator('.page-nav a').all()) {
    const href = (await link.getAttribute('href')) ?? '';
    await link.click();
    await expect(page.locator(href)).toBeFocused();
    await expect(page.locator(href)).toBeInViewport();
  }
  // An address that names a part opens there.
  await page.goto('./?preset=quick#questions');
  await page.reload();
  await expect(
    page.getByRole('heading', { level: 2, name: 'Questions, answered by experiment' }),
  ).toBeInViewport();
});
