import { BufferSet, readFloats } from '../../src/gpu/buffers.ts';
import { type LabDevice, wrapDevice } from '../../src/gpu/device.ts';
import type { Constants } from '../../src/gpu/kernel.ts';
import {
  type KernelArgs,
  type KernelName,
  type KernelSpec,
  kernelTable,
} from '../../src/gpu/kernel_table.ts';
import { Plan } from '../../src/gpu/plan.ts';

/** Numbers (uploaded as float32) or integers; a kernel's outputs too, as they are before it runs. */
export type Contents = readonly number[] | Float32Array | Float64Array | Uint32Array;

type Contained<C extends Contents> = C extends Uint32Array
  ? Uint32Array<ArrayBuffer>
  : Float32Array<ArrayBuffer>;

export interface KernelRun<N extends KernelName, B> {
  readonly args: KernelArgs<N>;
  /** The fields of the kernel's step uniform, where it has one. */
  readonly step?: Readonly<Record<string, number>>;
  readonly buffers: B;
  readonly threads: number;
  readonly constants?: Constants;
}

/**
 * Behind the end of every buffer stand NaNs that no arithmetic makes: whoever reads there shows it, whoever writes there
 * too. Each buffer has its own, for a NaN that is read comes out as the same NaN.
 */
const firstGuardWord = 0x7fc0de00;
const guardLength = 256;
/** The step's place among the steps of a submit; any but the first, so that the offset is tested as well. */
const slot = 3;

/** An output before the kernel runs: what it should write and does not stays NaN. */
export function poison(length: number): Float32Array {
  return new Float32Array(length).fill(Number.NaN);
}

/** `poison` for integers: a number that no kernel draws. */
export function poisonIntegers(length: number): Uint32Array {
  return new Uint32Array(length).fill(0xdeadbeef);
}

/** The test device as the lab takes it. */
export function asLab(device: GPUDevice): LabDevice {
  return wrapDevice(device, {
    name: 'test device',
    vendor: '',
    architecture: '',
    description: '',
    isSoftware: true,
    features: [],
  });
}

/**
 * Runs one kernel as the product does, by a Plan, and reads every buffer back.
 *
 * @throws Error when something was written behind the end of a buffer.
 */
export async function runKernel<
  N extends KernelName,
  B extends Readonly<Record<keyof (typeof kernelTable)[N]['buffers'], Contents>>,
>(device: GPUDevice, name: N, run: KernelRun<N, B>): Promise<{ [K in keyof B]: Contained<B[K]> }> {
  const lab = asLab(device);
  const set = new BufferSet(lab, name);
  const spec: KernelSpec = kernelTable[name];
  const stepName = spec.step ?? 'Step';
  const entries = Object.entries<Contents>(run.buffers);
  const buffers = Object.fromEntries(
    entries.map(([label, contents], i) => [label, set.storageFrom(label, withGuard(contents, i))]),
  ) as Readonly<Record<keyof (typeof kernelTable)[N]['buffers'], GPUBuffer>>;
  const plan = await Plan.build(lab, name, stepName, (builder) => {
    const { args, threads, constants } = run;
    builder.add(name, { args, buffers, threads, flops: 0, ...(constants ? { constants } : {}) });
  });
  plan.setStep(slot, run.step ?? { index: 0 });
  plan.upload(slot + 1);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  plan.encode(pass, 0, slot);
  pass.end();
  device.queue.submit([encoder.finish()]);
  const results: Record<string, Float32Array | Uint32Array> = {};
  for (const [i, [label, contents]] of entries.entries()) {
    const buffer = (buffers as Readonly<Record<string, GPUBuffer>>)[label] as GPUBuffer;
    const floats = await readFloats(lab, buffer, contents.length + guardLength);
    const words = new Uint32Array(floats.buffer);
    const written = words.subarray(contents.length).findIndex((word) => word !== firstGuardWord + i);
    if (written >= 0) {
      throw new Error(
        `${name} wrote ${label}[${contents.length + written}], behind its end (${contents.length}).`,
      );
    }
    results[label] = (contents instanceof Uint32Array ? words : floats).slice(0, contents.length);
  }
  plan.destroy();
  set.destroy();
  return results as { [K in keyof B]: Contained<B[K]> };
}

function withGuard(contents: Contents, buffer: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(contents.length + guardLength).fill(firstGuardWord + buffer);
  if (contents instanceof Uint32Array) words.set(contents);
  else new Float32Array(words.buffer).set(contents);
  return words;
}
