import { action, openLab, resultOf, setFields } from './support/lab_page.ts';
import { expect, test } from './support/test.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('what the core refuses is said in the page’s language, and follows it', async ({ page }) => {
  await page.goto('./?preset=quick&zero_snr=1&predict=epsilon&lang=zh-CN');
  await expect(page.locator('.chip')).toHaveAttribute('data-device', /ready|software/);
  const note = page.locator('#action-note');
  await action(page, 'train').click();
  await expect(note).toHaveText(
    '未能完成：末步信噪比为零时，最后的 x_t 就是噪声本身，无法训练噪声预测（epsilon）；请让网络预测 x₀ 或 v',
    { timeout: 60_000 },
  );
  await page.locator('#language').selectOption('en');
  await expect(note).toContainText('That did not work: predictionType epsilon cannot be trained');
});

test('what does not fit the adapter is told with how much is needed and allowed', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(GPUSupportedLimits.prototype, 'maxStorageBufferBindingSize', {
      get: () => 8 * 2 ** 20,
    });
  });
  await openLab(page);
  await page.locator('#language').selectOption('zh-CN');
  await setFields(page, { numSamples: '3000000' });
  await action(page, 'sample-exact').click();
  const note = page.locator('#action-note');
  await expect(note).toHaveText(
    '未能完成：需要一块 12 MiB 的缓冲区，而此适配器至多允许 8 MiB。请减小批量、网络或样本数。',
    { timeout: 60_000 },
  );
  await page.locator('#language').selectOption('en');
  await expect(note).toContainText('3000000 samples need 12 MiB in one buffer');
});

test('samples of a network that has diverged are told as such', async ({ page }) => {
  // What is read back stands in for a network that has diverged.
  await page.addInitScript(() => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (this: Worker, message, ...rest: [never]) {
      if (message.request?.kind === 'samples') message.request.samples.fill(Number.NaN, 0, 1);
      postMessage.call(this, message, ...rest);
    };
  });
  await openLab(page);
  await page.locator('#language').selectOption('zh-CN');
  await setFields(page, { numSamples: '500', ddpmSteps: '8', ddimSteps: '5' });
  await action(page, 'sample-exact').click();
  await expect(page.locator('#action-note')).toHaveText(
    '未能完成：样本应全部是有限数，而这里有 NaN。若这些样本出自网络，网络可能已发散，请减小学习率后重新训练；若出自精确去噪器，请另选噪声调度或采样器',
    { timeout: 60_000 },
  );
  await expect(resultOf(page, 'ddpm')).not.toHaveAttribute('data-w1', /./);
});
