import { expect, test } from 'vitest';
import { asPicture, gpuIsTaken, isPicturing } from '../../src/ui/gpu_turn.ts';

test('pictures are being computed until the last of them is there, also where one is outdated or fails', async () => {
  let finish = () => {};
  const outdated = new Promise<void>((resolve) => {
    finish = resolve;
  });
  expect(isPicturing()).toBe(false);
  const first = asPicture(async () => {
    await outdated;
    return 'the picture';
  });
  const second = asPicture(() => Promise.reject(new Error('no memory')));
  expect(isPicturing()).toBe(true);
  expect(gpuIsTaken()).toBe(false);
  await expect(second).rejects.toThrow('no memory');
  expect(isPicturing()).toBe(true);
  finish();
  expect(await first).toBe('the picture');
  expect(isPicturing()).toBe(false);
});
