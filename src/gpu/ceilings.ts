import { buildWithBuffers } from './buffers.ts';
import type { LabDevice } from './device.ts';
import type { KernelName } from './kernel_table.ts';
import { type DispatchRequest, Plan } from './plan.ts';
import { timeDispatch } from './profile.ts';

/** What one way of measuring a ceiling came to. */
export interface CeilingRate {
  /** Chains of multiply-adds side by side, or vec4s read for each that is written (1 is a copy). */
  readonly count: number;
  /** Operations or bytes a second: the highest of a few repetitions. */
  readonly rate: number;
}

/** A ceiling: the highest rate of any way, and each way's. */
export interface Ceiling {
  readonly rate: number;
  readonly ways: readonly CeilingRate[];
}

/** What the adapter can do at most, as measured on it. */
export interface Ceilings {
  /** Floating-point operations a second, a multiply-add counted as two. */
  readonly arithmetic: Ceiling;
  /** Bytes read and written a second, of buffers larger than most caches. */
  readonly bandwidth: Ceiling;
}

/** Updates of a chain in an iteration, in shaders/measure_arithmetic.wgsl. */
const updates = 16;
const repetitions = 4;

/** Operations of `count` invocations of measure_arithmetic. */
export function arithmeticFlops(count: number, chains: number, iterations: number): number {
  return 2 * updates * count * chains * iterations;
}

/** Bytes that `count` invocations of measure_bandwidth read and write. */
export function bandwidthBytes(count: number, reads: number): number {
  return 16 * count * (reads + 1);
}

/**
 * Measures the adapter's arithmetic and bandwidth with kernels that do nothing else, each in several ways: how many
 * independent chains keep an adapter busy differs, and some read faster than they write.
 *
 * @param onProgress told after each way how many of all are measured
 */
export async function measureCeilings(
  lab: LabDevice,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Ceilings> {
  const arithmeticWays = [4, 8, 10];
  const bandwidthWays = [1, 4, 16];
  const total = arithmeticWays.length + bandwidthWays.length;
  const arithmetic: CeilingRate[] = [];
  const bandwidth: CeilingRate[] = [];
  const report = () => onProgress(arithmetic.length + bandwidth.length, total);
  for (const chains of arithmeticWays) {
    arithmetic.push({ count: chains, rate: await arithmeticRate(lab, chains) });
    report();
  }
  for (const reads of bandwidthWays) {
    bandwidth.push({ count: reads, rate: await bandwidthRate(lab, reads) });
    report();
  }
  return { arithmetic: ceilingOf(arithmetic), bandwidth: ceilingOf(bandwidth) };
}

function ceilingOf(ways: readonly CeilingRate[]): Ceiling {
  return { rate: Math.max(...ways.map(({ rate }) => rate)), ways };
}

function arithmeticRate(lab: LabDevice, chains: number): Promise<number> {
  const count = lab.adapter.isSoftware ? 4096 : 2 ** 20;
  const iterations = 256;
  return buildWithBuffers(lab, 'Measuring arithmetic', (set) =>
    fastest(lab, 'measure_arithmetic', arithmeticFlops(count, chains, iterations), {
      // The numbers tend to 1/3: they neither grow nor fade to denormals, which are slow.
      args: { count, iterations, multiplier: 0.25, addend: 0.25 },
      buffers: { sums: set.storage('sums', count) },
      constants: { CHAINS: chains },
      threads: count,
      flops: 0,
    }),
  );
}

function bandwidthRate(lab: LabDevice, reads: number): Promise<number> {
  const { maxStorageBufferBindingSize, maxBufferSize } = lab.device.limits;
  const most = lab.adapter.isSoftware ? 2 ** 26 : 2 ** 28;
  const bytes = Math.min(most, maxStorageBufferBindingSize, maxBufferSize);
  const count = Math.min(Math.floor(bytes / 16 / reads), 65_535 * 64);
  return buildWithBuffers(lab, 'Measuring bandwidth', (set) =>
    fastest(lab, 'measure_bandwidth', bandwidthBytes(count, reads), {
      args: { count, reads },
      buffers: {
        source: set.storage('source', 4 * count * reads),
        sums: set.storage('sums', 4 * count),
      },
      threads: count,
      flops: 0,
    }),
  );
}

/** Work a second of a dispatch, the highest of a few repetitions: other work on the machine only takes away. */
async function fastest<N extends KernelName>(
  lab: LabDevice,
  name: N,
  work: number,
  request: DispatchRequest<N>,
): Promise<number> {
  const plan = await Plan.build(lab, name, 'Step', (builder) => builder.add(name, request));
  try {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < repetitions; i++) {
      const { milliseconds } = await timeDispatch(lab, plan, 0);
      least = Math.min(least, milliseconds);
    }
    return (1000 * work) / least;
  } finally {
    plan.destroy();
  }
}
