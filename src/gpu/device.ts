/** What the page and the results say about the adapter. */
export interface AdapterSummary {
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** True where the "GPU" is a program on the CPU (SwiftShader, lavapipe, WARP). */
  readonly isSoftware: boolean;
  readonly features: readonly string[];
}

/** A device, what it is, and whether it still lives: what everything on the GPU is made with. */
export interface LabDevice {
  readonly device: GPUDevice;
  readonly adapter: AdapterSummary;
  /** Resolves when the device is lost or destroyed; never rejects. */
  readonly lost: Promise<GPUDeviceLostInfo>;
  /** Throws a DeviceError once the device is lost, and an Error once for what the device reported in between. */
  assertAlive(): void;
  destroy(): void;
}

export type DeviceErrorCode = 'no-webgpu' | 'no-adapter' | 'timeout' | 'no-device' | 'lost';

/** Why there is no device, as a sentence to show and a code to translate. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  readonly code: DeviceErrorCode;

  constructor(code: DeviceErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface DeviceOptions {
  /** How long the browser may take to answer, in milliseconds; some drivers never do. */
  readonly timeoutMs?: number;
  /** 'adapter' asks for all that the adapter allows, 'default' for the specification's guaranteed minimum. */
  readonly limits?: 'adapter' | 'default';
  readonly powerPreference?: GPUPowerPreference;
}

/** What is used where it is there; nothing needs it. */
const wantedFeatures: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups'];
const wantedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxUniformBuffersPerShaderStage',
] as const;

/**
 * Creates the device that everything runs on.
 *
 * @param gpu `navigator.gpu`, or Dawn's in Node; undefined where the browser has none.
 * @throws DeviceError with a code and a sentence a user can act on.
 */
export async function createDevice(gpu: GPU | undefined, options: DeviceOptions = {}): Promise<LabDevice> {
  const { timeoutMs = 10_000, limits = 'adapter', powerPreference = 'high-performance' } = options;
  if (!gpu) {
    throw new DeviceError(
      'no-webgpu',
      'This browser has no WebGPU. Use a current Chrome, Edge, Safari or Firefox.',
    );
  }
  const asked = gpu.requestAdapter({ powerPreference }).catch((cause: unknown) => {
    throw new DeviceError('no-adapter', `The request for a graphics adapter failed: ${String(cause)}.`);
  });
  const adapter = await withTimeout(asked, timeoutMs, 'a graphics adapter');
  if (!adapter) {
    throw new DeviceError(
      'no-adapter',
      'WebGPU is there, but it found no graphics adapter. Turn on hardware acceleration in the browser’s settings, or update the graphics driver.',
    );
  }
  const requiredLimits: Record<string, number> = {};
  if (limits === 'adapter') {
    for (const name of wantedLimits) requiredLimits[name] = adapter.limits[name];
  }
  const requiredFeatures = wantedFeatures.filter((name) => adapter.features.has(name));
  const request = adapter
    .requestDevice({ label: 'ddpm-lab', requiredFeatures, requiredLimits })
    .catch((cause: unknown) => {
      throw new DeviceError(
        'no-device',
        `The graphics adapter gave no device: ${String(cause)}. Reload the page.`,
      );
    });
  const device = await withTimeout(request, timeoutMs, 'a device').catch((error: unknown) => {
    // One that comes too late is of no use to anybody.
    request.then((late) => late.destroy()).catch(() => undefined);
    throw error;
  });
  return wrapDevice(device, summarise(adapter));
}

/** Makes a LabDevice of a device that is already there. */
export function wrapDevice(device: GPUDevice, adapter: AdapterSummary): LabDevice {
  let lostInfo: GPUDeviceLostInfo | undefined;
  let fault: string | undefined;
  device.addEventListener('uncapturederror', ({ error }) => {
    fault ??= error.message;
  });
  const lost = device.lost.then((info) => {
    lostInfo = info;
    return info;
  });
  return {
    device,
    adapter,
    lost,
    assertAlive() {
      if (lostInfo) {
        const reason = lostInfo.message || lostInfo.reason || 'no reason given';
        throw new DeviceError('lost', `The graphics device was lost (${reason}). Reconnect to go on.`);
      }
      if (fault !== undefined) {
        const message = fault;
        fault = undefined;
        throw new Error(`The graphics device reports an error: ${message}`);
      }
    },
    destroy: () => device.destroy(),
  };
}

/**
 * Rethrows the failure of something that waited for the device: as the DeviceError it is when the device was lost.
 * A loss may be told a moment after the waiting fails.
 */
export async function rethrow(lab: LabDevice, cause: unknown): Promise<never> {
  await new Promise<void>((resolve) => setTimeout(resolve, 50));
  lab.assertAlive();
  throw cause;
}

function summarise(adapter: GPUAdapter): AdapterSummary {
  const { vendor, architecture, device, description } = adapter.info;
  const words = `${vendor} ${architecture} ${device} ${description}`;
  const isSoftware =
    adapter.info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i.test(words);
  return {
    name: description || [vendor, architecture || device].filter(Boolean).join(' ') || 'unnamed adapter',
    vendor,
    architecture,
    description,
    isSoftware,
    features: [...adapter.features].sort(),
  };
}

async function withTimeout<T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const sentence = `The browser did not answer the request for ${what} within ${milliseconds / 1000} s. Restart the browser, or update the graphics driver.`;
      reject(new DeviceError('timeout', sentence));
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
