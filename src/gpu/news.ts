import { type LabDevice, rethrow } from './device.ts';

// Waiting for the device. Firefox looks for finished work only when something is submitted, or every 100 ms: twice as long
// as a submit should take. So as long as anybody waits, nothing is submitted now and then.

/** Milliseconds between two such submits. */
const nudgeEvery = 10;

interface Nudging {
  readonly timer: ReturnType<typeof setInterval>;
  waiters: number;
}

/** The devices that somebody waits for. */
const nudgings = new WeakMap<GPUDevice, Nudging>();

/** Waits until all submitted work is done. */
export function workDone(lab: LabDevice): Promise<void> {
  return promptly(lab, lab.device.queue.onSubmittedWorkDone());
}

/** Waits until a staging buffer can be read, from its start on. */
export function mapForReading(lab: LabDevice, staging: GPUBuffer, bytes = staging.size): Promise<void> {
  return promptly(lab, staging.mapAsync(1 /* READ */, 0, bytes));
}

async function promptly(lab: LabDevice, news: Promise<undefined>): Promise<void> {
  const nudging = nudgingOf(lab.device);
  nudging.waiters += 1;
  try {
    await news.catch((cause: unknown) => rethrow(lab, cause));
  } finally {
    nudging.waiters -= 1;
    if (nudging.waiters === 0) {
      clearInterval(nudging.timer);
      nudgings.delete(lab.device);
    }
  }
}

/** All who wait for a device share one timer. */
function nudgingOf(device: GPUDevice): Nudging {
  const known = nudgings.get(device);
  if (known !== undefined) return known;
  const timer = setInterval(() => device.queue.submit([]), nudgeEvery);
  const nudging = { timer, waiters: 0 };
  nudgings.set(device, nudging);
  return nudging;
}
