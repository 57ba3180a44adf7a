import type { Locator, Page } from 'playwright/test';
import { action } from './lab_page.ts';
import { expect } from './test.ts';

/** What the adapter's name opens: the kernels that train and sample. */

/** Settings in an address that train and sample in seconds. */
export const small =
  '?preset=quick&width=16&layers=2&steps=40&batch=256&samples=500&ddpm_steps=8&ddim_steps=5&compare=0';

export const panel = (page: Page): Locator => page.locator('#kernels');
export const choiceOf = (page: Page, work: 'training' | 'sampling'): Locator =>
  panel(page).locator(`[data-work="${work}"]`);
export const pinsOf = (choice: Locator): Locator => choice.locator('input:not([value="auto"])');
export const automatic = (choice: Locator): Locator => choice.getByRole('radio', { name: 'Automatic' });
/** Carries in `data-measuring` whether kernels are being measured, for whomever. */
export const measureControls = (page: Page): Locator => panel(page).locator('.kernel-measure');

export async function openKernels(page: Page, query = small): Promise<void> {
  await page.goto(`./${query}`);
  await expect(page.locator('.chip')).toHaveAttribute('data-device', /ready|software/);
  await page.locator('.chip').click();
  await expect(panel(page)).toBeVisible();
}

export async function measure(page: Page): Promise<void> {
  await action(page, 'measure-kernels').click();
  await expect(measureControls(page)).toHaveAttribute('data-measuring', 'true');
  await expect(action(page, 'measure-kernels')).toBeVisible({ timeout: 120_000 });
}

/** The adapter at hand under another name, so that the page takes it for a GPU, or for none. */
export async function pretend(
  page: Page,
  info: { readonly description: string; readonly isFallbackAdapter: boolean },
): Promise<void> {
  await page.addInitScript((given) => {
    const full = { vendor: 'test', architecture: '', device: '', ...given };
    Object.defineProperty(GPUAdapter.prototype, 'info', { get: () => full });
  }, info);
}
