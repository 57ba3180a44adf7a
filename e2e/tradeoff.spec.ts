import type { Page } from 'playwright/test';
import {
  action,
  choose,
  dataNumber,
  openLab,
  setFields,
  smallSettings,
  trainToTheEnd,
} from './support/lab_page.ts';
import { expect, test } from './support/test.ts';

// The opening's motion is opening.spec.ts's matter; here it would only share the processor with the GPU's work.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

const section = (page: Page) => page.locator('section.tradeoff');
const curveBox = (page: Page, curve: string) => page.locator(`#curve-${curve}`);
const compute = (page: Page) => action(page, 'compute-tradeoff');

/** A schedule short enough for its longest samplers to be quick, with evaluations 5 to 100. */
const shortSchedule = { ...smallSettings, numTrainTimesteps: '100', ddpmSteps: '20', ddimSteps: '20' };

interface Row {
  readonly curve: string;
  readonly denoiser: string;
  readonly nfe: number;
  readonly w1: number;
  readonly seconds: number;
  readonly state: string;
}

/** The table's rows, whether or not it is open. */
function rowsOf(page: Page): Promise<Row[]> {
  return section(page)
    .locator('tbody tr')
    .evaluateAll((nodes) =>
      nodes.map((node) => {
        const { curve = '', denoiser = '', nfe, w1, seconds, state = '' } = (node as HTMLElement).dataset;
        return { curve, denoiser, state, nfe: Number(nfe), w1: Number(w1), seconds: Number(seconds) };
      }),
    );
}

/** W1 by evaluations, ascending. */
function curveOf(rows: Row[], curve: string, denoiser: string): Row[] {
  return rows.filter((row) => row.curve === curve && row.denoiser === denoiser).sort((a, b) => a.nfe - b.nfe);
}

async function computeAll(page: Page): Promise<Row[]> {
  await compute(page).click();
  await expect(section(page)).toHaveAttribute('data-running', 'false', { timeout: 200_000 });
  return rowsOf(page);
}

test.describe('quality against effort', () => {
  test('shows what few steps cost, and what the network adds to it', async ({ page }) => {
    await openLab(page);
    await setFields(page, shortSchedule);
    await expect(page.locator('#tradeoff-note')).toContainText('exact denoiser only');
    const exact = await computeAll(page);
    const counts = [5, 10, 15, 20, 30, 50, 100];
    for (const curve of ['ddpm', 'ddim', 'dpmpp_2m']) {
      expect(curveOf(exact, curve, 'exact').map(({ nfe }) => nfe)).toEqual(counts);
      expect(curveOf(exact, curve, 'network')).toEqual([]);
    }
    // DDIM from a stratified start has nothing of chance: more evaluations, less error.
    const ddim = curveOf(exact, 'ddim', 'exact');
    ddim.slice(1).forEach(({ w1, nfe }, i) => {
      expect(w1, `${nfe} evaluations`).toBeLessThan(ddim[i]?.w1 ?? 0);
    });
    expect(ddim[0]?.w1).toBeGreaterThan(0.015);
    const at = (rows: Row[], curve: string, nfe: number, denoiser = 'exact') =>
      curveOf(rows, curve, denoiser).find((row) => row.nfe === nfe)?.w1 ?? Number.NaN;
    expect(at(exact, 'dpmpp_2m', 20)).toBeLessThan(0.75 * at(exact, 'ddim', 20));
    // DDPM draws noise and ends near what random draws score; 2M gets below that.
    const floor = await dataNumber(section(page), 'floor');
    expect(floor).toBeGreaterThan(0.005);
    expect(floor).toBeLessThan(0.01);
    expect(at(exact, 'ddpm', 20)).toBeGreaterThan(at(exact, 'ddim', 20));
    expect(at(exact, 'dpmpp_2m', 50)).toBeLessThan(floor);
    for (const { seconds } of exact) expect(seconds).toBeGreaterThan(0);
    await expect(page.locator('[data-chart="tradeoff"] .chart-summary')).toContainText(
      /W1 with 20 evaluations: 0\.\d+ by DDPM \(exact denoiser\); 0\.\d+ by DDIM/,
    );

    const timeLegend = page.locator('[data-chart="tradeoff-time"] .legend');
    await expect(timeLegend).toContainText('exact denoiser');

    // A network that has hardly learnt: its curves end above the exact denoiser's, however many evaluations.
    await setFields(page, { numSteps: '60' });
    await trainToTheEnd(page);
    await expect(compute(page)).toHaveText('Compute the rest');
    const both = await computeAll(page);
    expect(both.length).toBe(2 * exact.length);
    // What was there stays as it was: only the network's points are computed.
    expect(both.filter(({ denoiser }) => denoiser === 'exact')).toEqual(exact);
    for (const curve of ['ddim', 'dpmpp_2m']) {
      expect(at(both, curve, 100, 'network')).toBeGreaterThan(at(both, curve, 100) + 0.002);
    }
    await expect(compute(page)).toHaveText('Compute again');
    await expect(timeLegend.getByText('network', { exact: true })).toBeVisible();
    await expect(timeLegend.getByText('exact denoiser')).toBeHidden();
    await expect(timeLegend.getByText('as many perfect random draws')).toBeVisible();

    // Another schedule: pale curves, and the network left out.
    await choose(page, { betaSchedule: 'sigmoid' });
    await expect(section(page)).toHaveAttribute('data-state', 'stale');
    await expect(page.locator('#tradeoff-note')).toContainText('the pale curves are of before');
    await expect(page.locator('#tradeoff-note')).toContainText('the network is left out');
    await choose(page, { betaSchedule: 'linear' });
    await expect(section(page)).toHaveAttribute('data-state', 'current');
  });

  test('fills in live, few evaluations first, and keeps what there is when cancelled', async ({ page }) => {
    await openLab(page);
    await setFields(page, smallSettings);
    await curveBox(page, 'dpmpp_2m').uncheck();
    await compute(page).click();
    await expect(section(page)).toHaveAttribute('data-running', 'true');
    // One run at a time: the dock tells of this one, and nothing else can be begun.
    await expect(action(page, 'train')).toBeHidden();
    await expect(page.locator('.progress-text')).toContainText(/DDPM|DDIM/);
    await expect.poll(() => dataNumber(section(page), 'points'), { timeout: 60_000 }).toBeGreaterThan(3);
    await action(page, 'cancel-tradeoff').click();
    await expect(section(page)).toHaveAttribute('data-running', 'false');
    await expect(page.locator('#tradeoff-note')).toContainText('Cancelled; what was computed is kept.');
    const rows = await rowsOf(page);
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.length).toBeLessThan(18);
    expect(Math.max(...rows.map(({ nfe }) => nfe))).toBeLessThan(1000);
    expect(new Set(rows.map(({ curve }) => curve))).toEqual(new Set(['ddpm', 'ddim']));
    await expect(compute(page)).toHaveText('Compute the rest');

    // A curve that is not wanted goes, and comes back with its points.
    await curveBox(page, 'ddim').uncheck();
    expect(new Set((await rowsOf(page)).map(({ curve }) => curve))).toEqual(new Set(['ddpm']));
    await curveBox(page, 'ddim').check();
    expect(await rowsOf(page)).toEqual(rows);
  });

  test('says what cannot be computed, and why', async ({ page }) => {
    await openLab(page);
    for (const curve of ['ddpm', 'ddim', 'dpmpp_2m']) await curveBox(page, curve).uncheck();
    await expect(compute(page)).toBeDisabled();
    await expect(page.locator('#tradeoff-note')).toHaveText('Choose a sampler.');
    await curveBox(page, 'heun').check();
    await expect(compute(page)).toBeEnabled();
    await choose(page, { articleNoiseCoefficient: true });
    await expect(compute(page)).toBeDisabled();
    await expect(page.locator('#tradeoff-note')).toHaveText('None of these samplers can walk this schedule.');
  });
});
