import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright/test';
import { expect } from './test.ts';

/** What a person does and sees on the page, in the words of the tests. */

/** Settings small enough for a software adapter to finish in seconds. */
export const smallSettings: Readonly<Record<string, string>> = {
  hiddenWidth: '16',
  hiddenLayers: '2',
  numSteps: '300',
  batchSize: '256',
  numSamples: '3000',
  ddpmSteps: '60',
  ddimSteps: '20',
};

/** Opens the page and waits until it has an adapter; on a software adapter it has then chosen the small preset. */
export async function openLab(page: Page): Promise<void> {
  await page.goto('./');
  await expect(page.locator('.chip')).toHaveAttribute('data-device', /ready|software/);
}

export function field(page: Page, name: string): Locator {
  return page.locator(`#field-${name}`);
}

/** Opens the disclosure that a field is behind, if it is behind one. */
export async function reveal(page: Page, name: string): Promise<void> {
  const closed = page.locator('.more:not([open])', { has: field(page, name) });
  if ((await closed.count()) > 0) await closed.locator('summary').click();
}

/** Types values into fields. */
export async function setFields(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    await reveal(page, name);
    await field(page, name).fill(value);
  }
}

/** Chooses values of selects and check boxes. */
export async function choose(page: Page, values: Readonly<Record<string, string | boolean>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    await reveal(page, name);
    if (typeof value === 'boolean') await field(page, name).setChecked(value);
    else await field(page, name).selectOption(value);
  }
}

export function action(page: Page, name: string): Locator {
  return page.locator(`[data-action="${name}"]`);
}

/** A number that an element carries in a data attribute. */
export async function dataNumber(locator: Locator, name: string): Promise<number> {
  return Number(await locator.getAttribute(`data-${name}`));
}

export function lossView(page: Page): Locator {
  return page.locator('section.loss');
}

export function resultOf(page: Page, sampler: 'ddpm' | 'ddim' | 'chosen'): Locator {
  return page.locator(`.result[data-sampler="${sampler}"]`);
}

/** Trains with what is set and waits for the end. */
export async function trainToTheEnd(page: Page): Promise<void> {
  await page.locator('[data-action^="train"]').click();
  await expect(action(page, 'sample')).toBeVisible({ timeout: 60_000 });
}

/** The file that a button saves. */
export async function saved(page: Page, button: Locator): Promise<{ name: string; content: Buffer }> {
  const download = page.waitForEvent('download');
  await button.click();
  const file = await download;
  return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
}
