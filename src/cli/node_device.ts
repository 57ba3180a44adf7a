import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { create, globals } from 'webgpu';

const adapterTimeLimit = 20_000;
/** Milliseconds between two polls for finished GPU work. */
const pollInterval = 0.2;

/** Every GPU object ever made: Dawn crashes if one is garbage-collected while its threads run. */
const kept: GPU[] = [];

/**
 * WebGPU in Node, by Dawn: on the machine's GPU if it has one, else on SwiftShader, the software Vulkan driver that
 * ships with Chromium and that `node tools/setup.mjs --browser` has found. Also defines WebGPU's globals
 * (`GPUBufferUsage` …).
 *
 * A driver named by the environment variable VK_ICD_FILENAMES is used as it is.
 *
 * @throws {Error} if no adapter answers.
 */
export async function createNodeGpu(): Promise<GPU> {
  Object.assign(globalThis, globals);
  softenPolling();
  // Silences the device chooser of Mesa, which complains about a missing Wayland session.
  process.env.NODEVICE_SELECT = '1';

  const driverIsGiven =
    process.env.VK_ICD_FILENAMES !== undefined || process.env.VK_DRIVER_FILES !== undefined;
  if (driverIsGiven || mayHaveGpu()) {
    const { gpu, adapter } = await open();
    if (adapter && (driverIsGiven || !adapter.info.isFallbackAdapter)) return gpu;
  }
  const driver = driverIsGiven ? undefined : findSoftwareDriver();
  if (driver) {
    process.env.VK_ICD_FILENAMES = driver;
    const { gpu, adapter } = await open();
    if (adapter) return gpu;
  }
  const reason = driverIsGiven
    ? 'the driver named by the environment gives none'
    : driver
      ? `the software driver ${driver} gives none`
      : 'there is no GPU and no software driver has been found';
  throw new Error(
    `Node has no WebGPU adapter: ${reason}. Run \`node tools/setup.mjs --browser\`; on Linux the Vulkan loader ` +
      '(libvulkan1 on Debian and Ubuntu) is needed too.',
  );
}

/** Linux shows a GPU as a device file; elsewhere the operating system always has a driver to offer. */
function mayHaveGpu(): boolean {
  if (process.platform !== 'linux') return true;
  if (existsSync('/dev/dxg') || existsSync('/dev/nvidiactl')) return true;
  return existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
}

async function open(): Promise<{ gpu: GPU; adapter: GPUAdapter | null }> {
  const gpu = create([]);
  kept.push(gpu);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, adapterTimeLimit, null);
  });
  const request = gpu.requestAdapter({ powerPreference: 'high-performance' });
  const adapter = await Promise.race([request, timeout]);
  clearTimeout(timer);
  return { gpu, adapter };
}

/** The driver file that the set-up has noted, looked for from this file's folder upwards (dist/ and src/ alike). */
function findSoftwareDriver(): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (folder !== dirname(folder)) {
    const note = join(folder, 'node_modules/.cache/ddpm-lab/browser.json');
    if (existsSync(note)) return driverIn(readFileSync(note, 'utf8'));
    folder = dirname(folder);
  }
  return undefined;
}

/** The driver that a note names; none where the note was cut off. */
function driverIn(note: string): string | undefined {
  try {
    return (JSON.parse(note) as { icd?: string }).icd;
  } catch {
    return undefined;
  }
}

/**
 * While a WebGPU promise is pending, Dawn polls by setImmediate as fast as it can, which takes a core away from a
 * software adapter. A nap between two polls gives it back: kernels run up to 1.5 times as fast.
 */
function softenPolling(): void {
  if (setImmediate.name === 'setImmediateAfterNap') return;
  const original = setImmediate;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  function setImmediateAfterNap<Args extends unknown[]>(callback: (...args: Args) => void, ...args: Args) {
    return original(() => {
      Atomics.wait(cell, 0, 0, pollInterval);
      callback(...args);
    });
  }
  globalThis.setImmediate = Object.assign(setImmediateAfterNap, original);
}
