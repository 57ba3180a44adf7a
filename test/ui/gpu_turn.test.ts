import { expect, test, vi } from 'vitest';
import { asMeasurement, asPicture, gpuIsTaken, isPicturing, whileQuiet } from '../../src/ui/gpu_turn.ts';
import { RunControl } from '../../src/ui/run_control.ts';
import { signal } from '../../src/ui/signal.ts';

const settle = () => new Promise((resolve) => setTimeout(resolve, 1));

/** Work that goes on until it is told to end. */
function openEnded() {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: vi.fn(() => over), end };
}

test('pictures are being computed until the last of them is there, also where one is outdated or fails', async () => {
  const { work: outdated, end: finish } = openEnded();
  expect(isPicturing()).toBe(false);
  const first = asPicture(async () => {
    await outdated();
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

test('kernels are measured once all pictures under way are there, one measurement after the other', async () => {
  const pictures = [openEnded(), openEnded()];
  for (const { work } of pictures) void asPicture(work);
  const [first, second] = [openEnded(), openEnded()];
  const measured = [first, second].map(({ work }) => asMeasurement(work, () => false));
  await settle();
  pictures[0]?.end();
  await settle();
  expect(first.work).not.toHaveBeenCalled();
  pictures[1]?.end();
  await settle();
  expect(first.work).toHaveBeenCalledOnce();
  expect(second.work).not.toHaveBeenCalled();
  first.end();
  await settle();
  expect(second.work).toHaveBeenCalledOnce();
  second.end();
  await Promise.all(measured);
});

test('a measurement that fails is told to whoever asked for it, and the next one is made', async () => {
  const failed = asMeasurement(
    () => Promise.reject(new Error('no memory')),
    () => false,
  );
  const next = asMeasurement(
    async () => 'measured',
    () => false,
  );
  await expect(failed).rejects.toThrow('no memory');
  expect(await next).toBe('measured');
});

test('who cancels does not wait for a picture', async () => {
  const picture = openEnded();
  const shown = asPicture(picture.work);
  const control = new RunControl();
  const measured = asMeasurement(
    async () => control.cancelled,
    () => control.cancelled,
  );
  await settle();
  control.cancel();
  expect(await measured).toBe(true);
  picture.end();
  await shown;
});

test('what must be quiet hears of the first disturbance, also of one that is over', async () => {
  const others = signal(0);
  const heard: boolean[] = [];
  await whileQuiet(
    () => others() === 0,
    async (isDisturbed) => {
      await settle();
      heard.push(isDisturbed());
      others.set(1);
      await settle();
      others.set(0);
      await settle();
      heard.push(isDisturbed());
    },
  );
  expect(heard).toEqual([false, true]);
});

test.each([
  ['is over', () => Promise.resolve()],
  ['has failed', () => Promise.reject(new Error('no memory'))],
])('nobody watches for disturbances of what %s', async (_, work) => {
  const others = signal(0);
  const isQuiet = vi.fn(() => others() === 0);
  await whileQuiet(isQuiet, work).catch(() => undefined);
  await settle();
  const asked = isQuiet.mock.calls.length;
  others.set(1);
  await settle();
  expect(isQuiet).toHaveBeenCalledTimes(asked);
});
