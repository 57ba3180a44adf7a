import { BufferSet, readFloats } from '../../src/gpu/buffers.ts';
import { type LabDevice, wrapDevice } from '../../src/gpu/device.ts';
import type { Constants } from '../../src/gpu/kernel.ts';
import {
  type KernelArgs,
  type KernelBuffers,
  type KernelName,
  type KernelSpec,
  kernelTable,
  type StepName,
} from '../../src/gpu/kernel_table.ts';
import { Plan, type PlanBuilder } from '../../src/gpu/plan.ts';

/** Numbers (uploaded as float32) or integers; a kernel's outputs too, as they are before it runs. */
export type Contents = readonly number[] | Float32Array | Float64Array | Uint32Array;

type Contained<C extends Contents> = C extends Uint32Array
  ? Uint32Array<ArrayBuffer>
  : Float32Array<ArrayBuffer>;

export interface KernelRun<N extends KernelName, B> {
  readonly args: KernelArgs<N>;
  /** The fields of the kernel's step uniform, where it has one. */
  readonly step?: StepFields;
  readonly buffers: B;
  readonly threads: number;
  readonly constants?: Constants;
}

export interface DispatchRun<B> {
  readonly stepName: StepName;
  readonly step: StepFields;
  readonly buffers: B;
  /** Adds the dispatches, on the buffers of these names. */
  readonly add: (builder: PlanBuilder, buffers: { readonly [K in keyof B]: GPUBuffer }) => void;
}

type StepFields = Readonly<Record<string, number>>;
type NamedContents = Readonly<Record<string, Contents>>;
type Results<B extends NamedContents> = { [K in keyof B]: Contained<B[K]> };

/**
 * Behind the end of every buffer stand NaNs that no arithmetic makes: whoever reads there shows it, whoever writes there
 * too. Each buffer has its own, for a NaN that is read comes out as the same NaN.
 */
const firstGuardWord = 0x7fc0de00;
const guardLength = 256;
/** The step's place among the steps of a submit; any but the first, so that the offset is tested as well. */
const slot = 3;

/** An output before the kernel runs: what it should write and does not stays NaN. */
export function poison(length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(length).fill(Number.NaN);
}

/** `poison` for integers: a number that no kernel draws. */
export function poisonIntegers(length: number): Uint32Array {
  return new Uint32Array(length).fill(0xdeadbeef);
}

/** By `isSoftware` and device: a device listens for its errors from the first wrap on, so it is wrapped once. */
const wrapped = { true: new WeakMap<GPUDevice, LabDevice>(), false: new WeakMap<GPUDevice, LabDevice>() };

/** The test device as the lab takes it; where not `isSoftware`, work is cut and multiplied as on a GPU. */
export function asLab(device: GPUDevice, { isSoftware = true } = {}): LabDevice {
  const labs = wrapped[`${isSoftware}`];
  const summary = { name: 'test device', vendor: '', architecture: '', description: '', features: [] };
  const lab = labs.get(device) ?? wrapDevice(device, { ...summary, isSoftware });
  labs.set(device, lab);
  return lab;
}

/** Runs one kernel without windows, as `runDispatch` does. */
export function runKernel<
  N extends KernelName,
  B extends Readonly<Record<keyof (typeof kernelTable)[N]['buffers'], Contents>>,
>(device: GPUDevice, name: N, run: KernelRun<N, B>): Promise<Results<B>> {
  const { args, step = { index: 0 }, buffers, threads, constants } = run;
  const { step: stepName = 'Step' }: KernelSpec = kernelTable[name];
  return runDispatch<B>(device, {
    stepName,
    step,
    buffers,
    add: (builder, bound) => {
      builder.add(name, {
        args,
        buffers: bound as unknown as KernelBuffers<N>,
        threads,
        flops: 0,
        ...(constants ? { constants } : {}),
      });
    },
  });
}

/**
 * Runs dispatches as the product does, by a Plan, and reads every buffer back.
 *
 * @throws Error when something was written behind the end of a buffer.
 */
export async function runDispatch<B extends NamedContents>(
  device: GPUDevice,
  { stepName, step, buffers, add }: DispatchRun<B>,
): Promise<Results<B>> {
  const lab = asLab(device);
  const set = new BufferSet(lab, 'test');
  const entries = Object.entries<Contents>(buffers).map(([name, contents], i) => {
    const guardWord = firstGuardWord + i;
    return {
      name,
      contents,
      guardWord,
      buffer: set.storageFrom(name, withGuard(contents, guardWord), { windows: true }),
    };
  });
  const bound = Object.fromEntries(entries.map(({ name, buffer }) => [name, buffer]));
  const plan = await Plan.build(lab, 'test', stepName, (builder) =>
    add(builder, bound as { [K in keyof B]: GPUBuffer }),
  );
  plan.setStep(slot, step);
  plan.upload(slot + 1);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (let i = 0; i < plan.length; i++) plan.encode(pass, i, slot);
  pass.end();
  device.queue.submit([encoder.finish()]);
  const results: Record<string, Float32Array | Uint32Array> = {};
  for (const { name, contents, guardWord, buffer } of entries) {
    const { length } = contents;
    const floats = await readFloats(lab, buffer, length + guardLength);
    const words = new Uint32Array(floats.buffer);
    const written = words.subarray(length).findIndex((word) => word !== guardWord);
    if (written >= 0)
      throw new Error(`${name}[${length + written}] was written, behind the end (${length}).`);
    results[name] = (contents instanceof Uint32Array ? words : floats).slice(0, length);
  }
  plan.destroy();
  set.destroy();
  return results as Results<B>;
}

function withGuard(contents: Contents, guardWord: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(contents.length + guardLength).fill(guardWord);
  if (contents instanceof Uint32Array) words.set(contents);
  else new Float32Array(words.buffer).set(contents);
  return words;
}
