import { action, field, openLab, reveal, setFields } from './support/lab_page.ts';
import { expect, test } from './support/test.ts';

// The opening's motion is opening.spec.ts's matter; here it would only share the processor with the GPU's work.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

const cases = [
  { name: 'batchSize', typed: '70000', sentence: /70000 is out of range.*whole number from 1 to 65,536/ },
  { name: 'hiddenWidth', typed: 'abc', sentence: /“abc” is not a number.*from 8 to 1,024/ },
  { name: 'hiddenLayers', typed: '2.5', sentence: /2\.5 is not whole.*from 1 to 8/ },
  { name: 'timeFeatures', typed: '7', sentence: /7 is not even.*from 2 to 256/ },
  { name: 'learningRate', typed: '', sentence: /Nothing is given.*number from 1e-7 to 1/ },
  { name: 'numTrainTimesteps', typed: '-3', sentence: /-3 is out of range.*from 1 to 4,000/ },
] as const;

test('a bad value is explained by its field and keeps the last good one in force', async ({ page }) => {
  await openLab(page);
  for (const { name, typed, sentence } of cases) {
    const input = field(page, name);
    await reveal(page, name);
    const good = await input.inputValue();
    await input.fill(typed);
    await expect(input).toHaveAttribute('aria-invalid', 'true');
    const problem = page.locator(`#problem-${name}`);
    await expect(problem).toHaveText(sentence);
    await expect(problem).toContainText('stays in force');
    await expect(input).toHaveAttribute('aria-describedby', `problem-${name}`);
    await expect(action(page, 'train')).toBeDisabled();
    await expect(page.locator('#action-note')).toContainText('Waiting for a valid value');
    // Leaving the field loses nothing.
    await input.blur();
    await expect(input).toHaveValue(typed);
    await input.fill(good);
    await expect(problem).toBeHidden();
    await expect(input).not.toHaveAttribute('aria-invalid');
    await expect(action(page, 'train')).toBeEnabled();
  }
});

test('a bad value of the sampler stops sampling only', async ({ page }) => {
  await openLab(page);
  await setFields(page, { eta: '2' });
  await expect(action(page, 'sample-exact')).toBeDisabled();
  await expect(action(page, 'train')).toBeEnabled();
});

test('presets set every field, and say when something was changed', async ({ page }) => {
  await openLab(page);
  await page.getByRole('radio', { name: 'Article' }).check();
  await expect(field(page, 'batchSize')).toHaveValue('64');
  await expect(field(page, 'learningRate')).toHaveValue('0.01');
  await expect(field(page, 'standardise')).not.toBeChecked();
  await expect(page.locator('.edited')).toBeHidden();
  await field(page, 'batchSize').fill('128');
  await expect(page.locator('.edited')).toBeVisible();
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(field(page, 'batchSize')).toHaveValue('64');
});
