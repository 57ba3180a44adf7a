import { afterAll, test } from 'vitest';
import { createNodeGpu } from '../src/cli/node_device.ts';
import { createDevice, type LabDevice } from '../src/gpu/device.ts';

const filters = ['validation', 'out-of-memory', 'internal'] as const;

let opened: Promise<LabDevice> | undefined;
const uncapturedErrors: string[] = [];

/**
 * The device of this test file, on Dawn in Node at WebGPU's default limits, made on the first call. A missing adapter
 * is an error, never a skip.
 */
export async function testLab(): Promise<LabDevice> {
  opened ??= open();
  return opened;
}

/** The same device, as the kernels know it. */
export async function testDevice(): Promise<GPUDevice> {
  return (await testLab()).device;
}

/**
 * A test with the file's device. It fails on a validation, out-of-memory or internal error inside it, on an
 * uncaptured one, and on a lost device, whatever `body` asserts.
 */
export function testWithDevice(
  name: string,
  body: (device: GPUDevice, lab: LabDevice) => Promise<void> | void,
  timeout?: number,
): void {
  test(
    name,
    async () => {
      const lab = await testLab();
      const { device } = lab;
      for (const filter of filters) device.pushErrorScope(filter);
      let failure: unknown;
      try {
        await body(device, lab);
      } catch (error) {
        failure = error;
      }
      // The scopes are popped in any case, so that the next test starts clean.
      const errors = await Promise.all(filters.map(() => device.popErrorScope()));
      const messages = [...errors.flatMap((error) => error?.message ?? []), ...uncapturedErrors.splice(0)];
      if (messages.length > 0) {
        throw new Error(`WebGPU reports: ${messages.join('\n')}`, { cause: failure });
      }
      if (failure) throw failure;
    },
    timeout,
  );
}

afterAll(async () => {
  if (!opened) return;
  const { device } = await opened;
  device.onuncapturederror = null;
  device.destroy();
  opened = undefined;
});

async function open(): Promise<LabDevice> {
  const lab = await createDevice(await createNodeGpu(), { limits: 'default' });
  lab.device.onuncapturederror = ({ error }) => uncapturedErrors.push(error.message);
  lab.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') uncapturedErrors.push(`the device was lost: ${message}`);
  });
  return lab;
}
