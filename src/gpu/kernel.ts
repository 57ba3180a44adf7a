import { originalLine, unroll } from 'wgsl-loader/unroll';
import { type Access, type KernelName, type KernelSpec, kernelTable, type Scalar } from './kernel_table.ts';

/** A kernel made ready for one device and one set of override constants. */
export interface Kernel {
  readonly name: KernelName;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** Values of a kernel's override constants; booleans as 0 and 1. */
export type Constants = Readonly<Record<string, number>>;

/** Bytes of the buffers that a kernel will be bound to, by name. */
export type BufferSizes = Readonly<Record<string, number>>;

/** How many of the kernels asked for since the compiler was last idle are ready. */
export interface CompileProgress {
  readonly compiled: number;
  readonly requested: number;
}

/** What is known of the kernels of one device. */
class Compiler {
  readonly kernels = new Map<string, Promise<Kernel>>();
  readonly listeners = new Set<(progress: CompileProgress) => void>();
  #compiled = 0;
  #requested = 0;

  /** Counts a compilation from its beginning to its end, however it ends. */
  track(compilation: Promise<Kernel>): void {
    if (this.#compiled === this.#requested) {
      this.#compiled = 0;
      this.#requested = 0;
    }
    this.#requested++;
    this.#tell();
    const settle = () => {
      this.#compiled++;
      this.#tell();
    };
    compilation.then(settle, settle);
  }

  #tell(): void {
    const progress = { compiled: this.#compiled, requested: this.#requested };
    for (const listener of this.listeners) listener(progress);
  }
}

const compilers = new WeakMap<GPUDevice, Compiler>();

function compilerOf(device: GPUDevice): Compiler {
  const compiler = compilers.get(device) ?? new Compiler();
  compilers.set(device, compiler);
  return compiler;
}

/**
 * Tells `listener` of every kernel that begins or ends compiling on the device. A software adapter takes a second for
 * some, so whoever waits wants to see how far it has come.
 *
 * @returns stops telling
 */
export function watchCompilation(
  device: GPUDevice,
  listener: (progress: CompileProgress) => void,
): () => void {
  const { listeners } = compilerOf(device);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Compiles a kernel without blocking; a second call with the same constants and sizes gets the first one's result.
 *
 * @param sizes the kernel is compiled for buffers of these sizes and no smaller ones. Every access to a buffer is kept
 *   within it; on software adapters that costs more than the access unless they know the size.
 * @throws RangeError when the device lacks the feature or the uniforms that the kernel needs, Error with the original file, line and
 *   column of every compile error.
 */
export function getKernel(
  device: GPUDevice,
  name: KernelName,
  constants: Constants = {},
  sizes: BufferSizes = {},
): Promise<Kernel> {
  const compiler = compilerOf(device);
  const key = `${name} ${JSON.stringify([constants, sizes])}`;
  let kernel = compiler.kernels.get(key);
  if (!kernel) {
    kernel = compile(device, name, constants, sizes);
    compiler.kernels.set(key, kernel);
    compiler.track(kernel);
  }
  return kernel;
}

async function compile(
  device: GPUDevice,
  name: KernelName,
  constants: Constants,
  sizes: BufferSizes,
): Promise<Kernel> {
  const spec: KernelSpec = kernelTable[name];
  if (spec.feature && !device.features.has(spec.feature)) {
    throw new RangeError(`The kernel ${name} needs the feature ${spec.feature}, which this device lacks.`);
  }
  const { code, segments } = unroll(spec.module, constants);
  const entries = layoutEntries(spec, code);
  const uniforms = entries.filter(({ buffer }) => buffer?.type === 'uniform').length;
  const { maxUniformBuffersPerShaderStage: allowed } = device.limits;
  if (uniforms > allowed) {
    throw new RangeError(`The kernel ${name} binds ${uniforms} uniforms; this device allows ${allowed}.`);
  }
  const module = device.createShaderModule({ label: name, code: withLengths(code, sizes) });
  const layout = device.createBindGroupLayout({ label: name, entries });
  try {
    const pipeline = await device.createComputePipelineAsync({
      label: name,
      layout: device.createPipelineLayout({ label: name, bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: name, constants },
    });
    return { name, pipeline, layout };
  } catch (cause) {
    const { messages } = await module.getCompilationInfo();
    const errors = messages.filter((message) => message.type === 'error');
    const lines = errors.map((error) => {
      const { file, line } = originalLine(segments, error.lineNum);
      return `${file}:${line}:${error.linePos}: ${error.message}`;
    });
    throw new Error([`The kernel ${name} did not compile: ${String(cause)}`, ...lines].join('\n'), { cause });
  }
}

const elementBytes: Readonly<Record<string, number>> = {
  f32: 4,
  u32: 4,
  i32: 4,
  vec2f: 8,
  vec2u: 8,
  vec4f: 16,
  vec4u: 16,
};

/** WGSL with the lengths of its runtime-sized buffers written in, where their sizes are given. */
function withLengths(code: string, sizes: BufferSizes): string {
  return code.replace(
    /(>\s*(\w+)\s*:\s*array<(\w+))>;/g,
    (all, begin: string, name: string, type: string) => {
      const [bytes, element] = [sizes[name], elementBytes[type]];
      return bytes && element ? `${begin}, ${Math.floor(bytes / element)}>;` : all;
    },
  );
}

/** Bytes between the uniforms of consecutive dispatches: WebGPU's guaranteed minimum for dynamic offsets. */
export const uniformStride = 256;

/** What a texture holds: vec4f, which WebGPU samples without interpolation everywhere. */
export const texelFormat = 'rgba32float';

const bindings: Readonly<
  Record<Exclude<Access, 'windows'>, Omit<GPUBindGroupLayoutEntry, 'binding' | 'visibility'>>
> = {
  read: { buffer: { type: 'read-only-storage' } },
  read_write: { buffer: { type: 'storage' } },
  window: { buffer: { type: 'uniform' } },
  texture: { texture: { sampleType: 'unfilterable-float' } },
  texture_write: { storageTexture: { access: 'write-only', format: texelFormat } },
  nearest: { sampler: { type: 'non-filtering' } },
};

/** What a kernel binds, in order; of windows as many as its unrolled code declares. */
function layoutEntries(spec: KernelSpec, code: string): GPUBindGroupLayoutEntry[] {
  const uniforms = spec.step ? 2 : 1;
  const entries: GPUBindGroupLayoutEntry[] = [];
  for (let binding = 0; binding < uniforms; binding++) {
    const buffer: GPUBufferBindingLayout = { type: 'uniform', hasDynamicOffset: true };
    entries.push({ binding, visibility: 4 /* COMPUTE */, buffer });
  }
  for (const [name, access] of Object.entries(spec.buffers)) {
    const declared = new RegExp(`\\bvar<uniform> ${name}_[\\d_]+:`, 'g');
    const count = access === 'windows' ? [...code.matchAll(declared)].length : 1;
    const kind = bindings[access === 'windows' ? 'window' : access];
    for (let i = 0; i < count; i++) entries.push({ binding: entries.length, visibility: 4, ...kind });
  }
  return entries;
}

/** Writes named scalars into a uniform of `uniformStride` bytes, in the order of `layout`. */
export function packUniform(
  layout: Readonly<Record<string, Scalar>>,
  values: Readonly<Record<string, number>>,
  view: DataView,
  offset: number,
): void {
  let at = offset;
  for (const [name, type] of Object.entries(layout)) {
    const value = values[name];
    if (value === undefined) throw new Error(`The uniform field ${name} has no value.`);
    if (type === 'u32') view.setUint32(at, value, true);
    else view.setFloat32(at, value, true);
    at += 4;
  }
}
