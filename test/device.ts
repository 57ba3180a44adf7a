import { afterAll, test } from 'vitest';
import { createNodeGpu } from '../src/cli/node_device.ts';

const filters = ['validation', 'out-of-memory', 'internal'] as const;

// The GPU object is kept: Dawn lives as long as it is referenced.
let opened: Promise<{ gpu: GPU; device: GPUDevice }> | undefined;
const uncapturedErrors: string[] = [];

/**
 * The WebGPU device of this test file: Dawn in Node, at WebGPU's default limits, made on the first call. A missing
 * adapter is an error, never a skip.
 */
export async function testDevice(): Promise<GPUDevice> {
  opened ??= open();
  return (await opened).device;
}

/**
 * A test with the file's device. It fails on a validation, out-of-memory or internal error inside it, on an
 * uncaptured one, and on a lost device, whatever `body` asserts.
 */
export function testWithDevice(
  name: string,
  body: (device: GPUDevice) => Promise<void> | void,
  timeout?: number,
): void {
  test(
    name,
    async () => {
      const device = await testDevice();
      for (const filter of filters) device.pushErrorScope(filter);
      let failure: unknown;
      try {
        await body(device);
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

async function open(): Promise<{ gpu: GPU; device: GPUDevice }> {
  const gpu = await createNodeGpu();
  const adapter = await gpu.requestAdapter();
  if (!adapter) throw new Error('WebGPU gave an adapter a moment ago and gives none now.');
  // Every optional feature, so that kernel variants for it can be tested; limits stay at their defaults.
  const device = await adapter.requestDevice({ requiredFeatures: [...adapter.features] as GPUFeatureName[] });
  device.onuncapturederror = ({ error }) => uncapturedErrors.push(error.message);
  device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') uncapturedErrors.push(`the device was lost: ${message}`);
  });
  return { gpu, device };
}
