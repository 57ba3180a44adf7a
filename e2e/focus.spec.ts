import type { Page } from 'playwright/test';
import { action, dataNumber, lossView, openLab, setFields, smallSettings } from './support/lab_page.ts';
import { expect, test } from './support/test.ts';

// The opening's motion is opening.spec.ts's matter; here it would only share the processor with the GPU's work.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

async function press(page: Page, name: string): Promise<void> {
  await action(page, name).focus();
  await page.keyboard.press('Enter');
}

test('whoever starts and cancels runs by keyboard goes on where the buttons are', async ({ page }) => {
  await openLab(page);
  await setFields(page, { ...smallSettings, numSteps: '100000' });
  await press(page, 'train');
  await expect(action(page, 'pause')).toBeFocused();
  const steps = () => dataNumber(lossView(page), 'steps');
  await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(0);
  await press(page, 'cancel');
  await expect(action(page, 'sample')).toBeFocused({ timeout: 60_000 });

  await press(page, 'compute-tradeoff');
  await expect(action(page, 'cancel-tradeoff')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(action(page, 'compute-tradeoff')).toBeFocused({ timeout: 60_000 });

  const question = page.locator('#why-slow');
  const controls = question.locator('.experiment-controls');
  await question.locator('[data-action="run-experiment"]').focus();
  await page.keyboard.press('Enter');
  await expect(question.locator('[data-action="cancel-experiment"]')).toBeFocused();
  // Whoever has gone elsewhere meanwhile is left alone.
  await page.locator('#language').focus();
  await expect(controls).toHaveAttribute('data-running', 'true');
  await expect(controls).toHaveAttribute('data-running', 'false', { timeout: 60_000 });
  await expect(page.locator('#language')).toBeFocused();
});
