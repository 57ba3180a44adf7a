import { BufferSet } from './buffers.ts';
import type { LabDevice } from './device.ts';
import type { KernelName } from './kernel_table.ts';
import { mapForReading, workDone } from './news.ts';
import type { Plan } from './plan.ts';

/** How long a dispatch takes, repeated so often that the clock's steps do not matter. */
export interface DispatchTime {
  readonly kernel: KernelName;
  /** Of one dispatch. */
  readonly milliseconds: number;
  readonly repeats: number;
  /** 'gpu' where the adapter's timestamps told it, 'host' where it is the time until the work was reported done. */
  readonly clock: 'gpu' | 'host';
}

export interface TimingOptions {
  /** How long the repeated dispatch should take: long against the 100 us that browsers round timestamps to. */
  readonly targetMs?: number;
  /** Asks for the host's clock where there are timestamps, too. */
  readonly clock?: 'host';
}

const mostRepeats = 4096;

/**
 * Times the dispatches of a plan one by one, each repeated. What they compute meanwhile is of no use: a training step's
 * weights are updated over and over.
 *
 * @param step the numbers of the step that the dispatches belong to
 */
export async function* profilePlan(
  lab: LabDevice,
  plan: Plan,
  step: Readonly<Record<string, number>>,
  options: TimingOptions = {},
): AsyncGenerator<DispatchTime> {
  plan.setStep(0, step);
  plan.upload(1);
  for (let index = 0; index < plan.length; index++) yield await timeDispatch(lab, plan, index, options);
}

/** Times one dispatch of a plan whose step is uploaded at slot 0: once, and then as often as fills `targetMs`. */
export async function timeDispatch(
  lab: LabDevice,
  plan: Plan,
  index: number,
  options: TimingOptions = {},
): Promise<DispatchTime> {
  const { targetMs = 20 } = options;
  const onGpu = options.clock !== 'host' && lab.device.features.has('timestamp-query');
  const time = onGpu ? gpuTime : hostTime;
  let repeats = 1;
  for (;;) {
    const milliseconds = await time(lab, plan, index, repeats);
    const enough = milliseconds >= targetMs / 2 || repeats === mostRepeats;
    if (enough) {
      return {
        kernel: plan.kernelName(index),
        milliseconds: milliseconds / repeats,
        repeats,
        clock: onGpu ? 'gpu' : 'host',
      };
    }
    const wanted = Math.ceil((repeats * targetMs) / Math.max(milliseconds, targetMs / 16));
    repeats = Math.min(mostRepeats, Math.max(2 * repeats, wanted));
  }
}

function encodeRepeated(
  lab: LabDevice,
  plan: Plan,
  index: number,
  repeats: number,
  timestampWrites?: GPUComputePassTimestampWrites,
): GPUCommandEncoder {
  const encoder = lab.device.createCommandEncoder({ label: 'profile' });
  const pass = encoder.beginComputePass({ label: 'profile', ...(timestampWrites && { timestampWrites }) });
  for (let i = 0; i < repeats; i++) plan.encode(pass, index, 0);
  pass.end();
  return encoder;
}

async function hostTime(lab: LabDevice, plan: Plan, index: number, repeats: number): Promise<number> {
  lab.assertAlive();
  const commands = encodeRepeated(lab, plan, index, repeats).finish();
  const begin = performance.now();
  lab.device.queue.submit([commands]);
  await workDone(lab);
  const milliseconds = performance.now() - begin;
  lab.assertAlive();
  return milliseconds;
}

async function gpuTime(lab: LabDevice, plan: Plan, index: number, repeats: number): Promise<number> {
  lab.assertAlive();
  const { device } = lab;
  const buffers = new BufferSet(lab, 'profile');
  const querySet = device.createQuerySet({ label: 'profile', type: 'timestamp', count: 2 });
  try {
    const encoder = encodeRepeated(lab, plan, index, repeats, {
      querySet,
      beginningOfPassWriteIndex: 0,
      endOfPassWriteIndex: 1,
    });
    const resolved = buffers.queryResolve('resolved', 16);
    const staging = buffers.staging('staging', 16);
    encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, 16);
    device.queue.submit([encoder.finish()]);
    await mapForReading(lab, staging);
    const [begin = 0n, end = 0n] = new BigUint64Array(staging.getMappedRange());
    return Number(end - begin) / 1e6;
  } finally {
    querySet.destroy();
    buffers.destroy();
  }
}
