import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LabDevice } from '../../src/gpu/device.ts';
import { mapForReading, workDone } from '../../src/gpu/news.ts';

/** A device that, like Firefox's, looks for finished work only when something is submitted. */
function lazyDevice() {
  let finished = false;
  const waiting: (() => void)[] = [];
  const submit = vi.fn((_: readonly GPUCommandBuffer[]) => {
    if (finished) for (const tell of waiting.splice(0)) tell();
  });
  const news = () => new Promise<undefined>((resolve) => waiting.push(() => resolve(undefined)));
  return {
    lab: { device: { queue: { submit, onSubmittedWorkDone: news } } } as unknown as LabDevice,
    staging: { size: 64, mapAsync: vi.fn(news) },
    submit,
    finish: () => {
      finished = true;
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('news of finished work comes soon where only a submit brings them', async () => {
  const { lab, submit, finish } = lazyDevice();
  const done = vi.fn();
  const waiting = workDone(lab).then(done);
  await vi.advanceTimersByTimeAsync(60);
  expect(done).not.toHaveBeenCalled();
  finish();
  await vi.advanceTimersByTimeAsync(10);
  expect(done).toHaveBeenCalledOnce();
  for (const [commands] of submit.mock.calls) expect(commands).toEqual([]);
  await waiting;
});

test('nothing is submitted once it is there', async () => {
  const { lab, submit, finish } = lazyDevice();
  finish();
  const waiting = workDone(lab);
  await vi.advanceTimersByTimeAsync(10);
  await waiting;
  const calls = submit.mock.calls.length;
  await vi.advanceTimersByTimeAsync(1000);
  expect(submit).toHaveBeenCalledTimes(calls);
});

test('several who wait share one timer, which ends with the last of them', async () => {
  const { lab, staging, submit, finish } = lazyDevice();
  let tell = () => {};
  const news = new Promise<undefined>((resolve) => {
    tell = () => resolve(undefined);
  });
  const first = mapForReading(lab, { size: 8, mapAsync: () => news } as unknown as GPUBuffer);
  const others = [workDone(lab), mapForReading(lab, staging as unknown as GPUBuffer)];
  await vi.advanceTimersByTimeAsync(35);
  expect(submit).toHaveBeenCalledTimes(3);
  expect(vi.getTimerCount()).toBe(1);
  tell();
  await first;
  await vi.advanceTimersByTimeAsync(10);
  expect(submit).toHaveBeenCalledTimes(4);
  finish();
  await vi.advanceTimersByTimeAsync(10);
  await Promise.all(others);
  expect(vi.getTimerCount()).toBe(0);
  // And somebody who waits later is not forgotten.
  const late = workDone(lab);
  await vi.advanceTimersByTimeAsync(10);
  await late;
});

test('a buffer is mapped to be read, from its start on', async () => {
  const { lab, staging, finish } = lazyDevice();
  finish();
  const waiting = mapForReading(lab, staging as unknown as GPUBuffer, 8);
  await vi.advanceTimersByTimeAsync(10);
  await waiting;
  expect(staging.mapAsync).toHaveBeenCalledWith(1, 0, 8);
});

test('who waits in vain is told why, and nothing is submitted afterwards', async () => {
  const { lab, submit } = lazyDevice();
  const staging = { size: 64, mapAsync: () => Promise.reject(new Error('mapping failed')) };
  const alive = { ...lab, assertAlive: () => undefined } as LabDevice;
  const told = expect(mapForReading(alive, staging as unknown as GPUBuffer)).rejects.toThrow(
    'mapping failed',
  );
  await vi.advanceTimersByTimeAsync(100);
  await told;
  const calls = submit.mock.calls.length;
  await vi.advanceTimersByTimeAsync(1000);
  expect(submit).toHaveBeenCalledTimes(calls);
});
