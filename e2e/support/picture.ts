import type { Locator, Page } from 'playwright/test';
import { expect } from './test.ts';

/** Reading the space-time picture back, pixel by pixel. */

export type Lane = 'forward' | 'ddpm' | 'ddim' | 'chosen';

export function laneOf(page: Page, lane: Lane): Locator {
  return page.locator(`[data-picture="${lane}"]`);
}

/** Waits until the picture is drawn on the GPU, with all the paths that it is going to have. */
export async function pictureIsDrawn(page: Page, lanes: readonly Lane[]): Promise<void> {
  for (const lane of lanes) {
    await expect
      .poll(() => laneOf(page, lane).getAttribute('data-paths').then(Number), { timeout: 120_000 })
      .toBeGreaterThan(200);
  }
  const pictures = page.locator('.pictures');
  await expect(pictures).toHaveAttribute('data-renderer', 'gpu', { timeout: 60_000 });
  await expect(pictures).toHaveAttribute('data-complete', 'true', { timeout: 120_000 });
}

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, row by row. */
  readonly rgb: readonly number[];
}

/** What is to be seen in a rectangle around an element, as far beyond its left and right edge as `beside` says. */
export async function pixelsOf(page: Page, element: Locator, beside = 0): Promise<Pixels> {
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (box === null) throw new Error('The element is not on the page.');
  const clip = { x: box.x - beside, y: box.y, width: box.width + 2 * beside, height: box.height };
  const png = (await page.screenshot({ clip })).toString('base64');
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    if (context === null) throw new Error('No drawing context for the copy.');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const rgb = Array.from({ length: 3 * image.width * image.height }, (_, i) => {
      return data[4 * Math.floor(i / 3) + (i % 3)] ?? 0;
    });
    return { width: image.width, height: image.height, rgb };
  }, png);
}

/** Rows of the columns around `across` (0 left, 1 right) with a pixel that `isInk`, as shares of the height. */
export function rowsWithInk(
  { width, height, rgb }: Pixels,
  across: number,
  isInk: (red: number, green: number, blue: number) => boolean,
  columns = 1,
): number[] {
  const middle = Math.min(width - 1, Math.max(0, Math.round(across * (width - 1))));
  const rows: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let x = Math.max(0, middle - columns + 1); x < Math.min(width, middle + columns); x++) {
      const at = 3 * (row * width + x);
      if (!isInk(rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0)) continue;
      rows.push(row / height);
      break;
    }
  }
  return rows;
}

/** Where the data's three peaks stand in the picture, as shares of its height from the top: x = 0.5, 0.1, -0.4. */
export const peakPlaces = [0.315, 0.488, 0.703];

export function distanceToPeaks(row: number): number {
  return Math.min(...peakPlaces.map((place) => Math.abs(row - place)));
}
