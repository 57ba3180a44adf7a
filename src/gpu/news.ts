import { type LabDevice, rethrow } from './device.ts';

// Waiting for the device. Firefox looks for finished work only when something is submitted, or every 100 ms: twice as long
// as a submit should take. So whoever waits submits nothing now and then.

/** Milliseconds between two such submits. */
const nudgeEvery = 10;

/** Waits until all submitted work is done. */
export function workDone(lab: LabDevice): Promise<void> {
  return promptly(lab, lab.device.queue.onSubmittedWorkDone());
}

/** Waits until a staging buffer can be read, from its start on. */
export function mapForReading(lab: LabDevice, staging: GPUBuffer, bytes = staging.size): Promise<void> {
  return promptly(lab, staging.mapAsync(1 /* READ */, 0, bytes));
}

async function promptly(lab: LabDevice, news: Promise<undefined>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const nudgeLater = () => {
    timer = setTimeout(() => {
      lab.device.queue.submit([]);
      nudgeLater();
    }, nudgeEvery);
  };
  nudgeLater();
  try {
    await news.catch((cause: unknown) => rethrow(lab, cause));
  } finally {
    clearTimeout(timer);
  }
}
