/** What some kernels bind at most, and what WebGPU guarantees, which is all that the device of the tests has. */
const [asked, guaranteed] = [15, 12];

/** The device as one that binds 15 uniforms a stage: the last windows of a kernel are storage where it has none left. */
export function wideDevice(device: GPUDevice): GPUDevice {
  const limits = new Proxy(device.limits, {
    get: (target, key) =>
      key === 'maxUniformBuffersPerShaderStage' ? asked : Reflect.get(target, key, target),
  });
  return new Proxy(device, {
    get(target, key) {
      if (key === 'limits') return limits;
      if (key === 'createShaderModule') {
        return (descriptor: GPUShaderModuleDescriptor) =>
          target.createShaderModule({ ...descriptor, code: spillCode(descriptor.code) });
      }
      if (key === 'createBindGroupLayout') {
        return ({ entries, ...descriptor }: GPUBindGroupLayoutDescriptor) =>
          target.createBindGroupLayout({ ...descriptor, entries: spillEntries([...entries]) });
      }
      const value = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function spillCode(code: string): string {
  const excess = code.split('var<uniform>').length - 1 - guaranteed;
  const windows = [...code.matchAll(/var<uniform> \w+: array</g)].slice(excess > 0 ? -excess : Infinity);
  return windows.reduce(
    (text, [window]) => text.replace(window, window.replace('uniform', 'storage, read')),
    code,
  );
}

function spillEntries(entries: readonly GPUBindGroupLayoutEntry[]): GPUBindGroupLayoutEntry[] {
  const uniforms = entries.filter(({ buffer }) => buffer?.type === 'uniform');
  const windows = uniforms.filter(({ buffer }) => !buffer?.hasDynamicOffset);
  const excess = uniforms.length - guaranteed;
  const spilt = new Set(excess > 0 ? windows.slice(-excess) : []);
  return entries.map((entry) =>
    spilt.has(entry) ? { ...entry, buffer: { type: 'read-only-storage' } } : entry,
  );
}
