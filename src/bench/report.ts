import type {
  AdapterSummary,
  Ceiling,
  Ceilings,
  DispatchTime,
  SampleVariant,
  TrainVariant,
} from '../index.ts';
import type { Agreement } from './agreement.ts';
import { familyOf } from './candidates.ts';
import type { Contestant, Measured, Task } from './contestant.ts';
import { evaluationBytes, evaluationFlops, roofline, trainingBytes, trainingFlops } from './formulas.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** What a contestant came to. */
export interface Result {
  readonly engine: string;
  readonly task: Task;
  /** How the kernels were cut; give it to createTrainer or createSampler to repeat the run bit for bit. */
  readonly variant?: TrainVariant | SampleVariant;
  /** The form of a peer's program that was the fastest here. */
  readonly form?: string;
  /** Points trained or network evaluations a second. */
  readonly rowsPerSecond: Spread;
  /** Training steps a second. */
  readonly stepsPerSecond?: number;
  /** Samples a second, and the part of the run that was run: the rest is extrapolated. */
  readonly samplesPerSecond?: number;
  readonly part?: number;
  /** On the GPU. */
  readonly bytes?: number;
  /** From asking for trainer or sampler until its first steps are done, everything compiled for it alone. */
  readonly preparationSeconds?: number;
  /** Operations a second by formula, and their share of what the adapter can do. */
  readonly flopsPerSecond: number;
  readonly arithmeticShare?: number;
  /** Operations a byte; bytes a second by formula, and their share; the share of the roofline at this intensity. */
  readonly intensity?: number;
  readonly bytesPerSecond?: number;
  readonly bandwidthShare?: number;
  readonly rooflineShare?: number;
}

/** How the cost of something grew, beside how much it may. */
export interface Check {
  readonly name: 'samples' | 'batch' | 'memory';
  /** What is compared: sample counts or batch sizes. */
  readonly from: number;
  readonly to: number;
  readonly value: number;
  readonly limit: number;
  readonly holds: boolean;
}

export interface KernelTime extends DispatchTime {
  readonly work: Task['work'];
}

export interface Report {
  readonly format: 'ddpm-lab benchmark 1';
  /** ISO 8601. */
  readonly when: string;
  readonly runtime: string;
  readonly adapter: AdapterSummary;
  readonly quick: boolean;
  readonly rounds: number;
  readonly secondsEach: number;
  readonly pinned?: string;
  readonly ceilings?: Ceilings;
  /** Training and sampling by every variant, and peers: interleaved rounds. */
  readonly contest: readonly Result[];
  /** Samples a second by number of samples and of steps. */
  readonly runs: readonly Result[];
  readonly kernels: readonly KernelTime[];
  readonly sweeps: Readonly<Record<SweepName, readonly Result[]>>;
  readonly checks: readonly Check[];
  readonly agreements: readonly Agreement[];
  /** What could not be measured, and why. */
  readonly failures: readonly string[];
}

export const sweepNames = ['batch', 'width', 'depth', 'samples'] as const;
export type SweepName = (typeof sweepNames)[number];

/** Puts a contestant's measurements together with what the formulas say of its task. */
export function resultOf(
  contestant: Pick<Contestant, 'engine' | 'task' | 'variant' | 'form' | 'bytes'>,
  measured: readonly Measured[],
  ceilings: Ceilings | undefined,
  preparationSeconds?: number,
): Result {
  const { engine, task, variant, form, bytes } = contestant;
  const { work, shape, rows, steps } = task;
  const rowsPerSecond = spreadOf(measured.map((one) => one.rowsPerSecond));
  const training = work === 'training';
  const flopsARow = training ? trainingFlops(shape, rows) / rows : evaluationFlops(shape);
  const flopsPerSecond = rowsPerSecond.median * flopsARow;
  const parts = measured.flatMap(({ part }) => (part === undefined ? [] : [part]));
  return {
    engine,
    task,
    ...(variant && { variant }),
    ...(form !== undefined && { form }),
    ...(bytes !== undefined && { bytes }),
    ...(preparationSeconds !== undefined && { preparationSeconds }),
    rowsPerSecond,
    ...(training
      ? { stepsPerSecond: rowsPerSecond.median / rows }
      : { samplesPerSecond: rowsPerSecond.median / steps }),
    ...(parts.length > 0 && { part: Math.min(...parts) }),
    flopsPerSecond,
    ...(ceilings && { arithmeticShare: flopsPerSecond / ceilings.arithmetic.rate }),
    ...(variant && trafficOf(task, variant, rowsPerSecond.median, flopsARow, ceilings)),
  };
}

function trafficOf(
  { work, shape, rows }: Task,
  variant: TrainVariant | SampleVariant,
  rowsPerSecond: number,
  flopsARow: number,
  ceilings: Ceilings | undefined,
): Partial<Result> {
  const family = familyOf(variant);
  const bytesARow =
    work === 'training' ? trainingBytes(shape, rows, family) / rows : evaluationBytes(shape, family);
  const intensity = flopsARow / bytesARow;
  const bytesPerSecond = rowsPerSecond * bytesARow;
  if (!ceilings) return { intensity, bytesPerSecond };
  const { arithmetic, bandwidth } = ceilings;
  return {
    intensity,
    bytesPerSecond,
    bandwidthShare: bytesPerSecond / bandwidth.rate,
    rooflineShare: (rowsPerSecond * flopsARow) / roofline(intensity, arithmetic.rate, bandwidth.rate),
  };
}

/** 1M samples may cost 1.1 x 10 times 100k; cost is the time of an evaluation of all of them. */
const mostSamplesGrowth = 1.1;
/** Doubling the batch may cost 2.1 times a step. */
const mostBatchGrowth = 2.1;
/** Bytes a sample and dimension. */
const mostBytesASample = 64;

/** Whether cost and memory grow no more than in proportion. */
export function checksOf(runs: readonly Result[], batchSweep: readonly Result[]): Check[] {
  const checks: Check[] = [];
  const add = (name: Check['name'], from: number, to: number, value: number, limit: number) =>
    checks.push({ name, from, to, value, limit, holds: value <= limit });
  const sampling = [...new Set(runs.map(({ task }) => task.steps))].at(-1);
  const bySamples = runs
    .filter(({ task }) => task.steps === sampling)
    .sort((a, b) => a.task.rows - b.task.rows);
  const most = bySamples.at(-1);
  const fewer = bySamples.at(-2);
  if (most && fewer) {
    const factor = most.task.rows / fewer.task.rows;
    const time = ({ task, rowsPerSecond }: Result) => task.rows / rowsPerSecond.median;
    add('samples', fewer.task.rows, most.task.rows, time(most) / time(fewer), factor * mostSamplesGrowth);
    if (most.bytes !== undefined && fewer.bytes !== undefined) {
      const perSample = (most.bytes - fewer.bytes) / (most.task.rows - fewer.task.rows);
      add('memory', fewer.task.rows, most.task.rows, perSample, mostBytesASample * most.task.shape.outputs);
    }
  }
  for (const result of batchSweep) {
    const doubled = batchSweep.find(({ task }) => task.rows === 2 * result.task.rows);
    if (!doubled) continue;
    const value = (result.stepsPerSecond ?? 0) / (doubled.stepsPerSecond ?? Number.POSITIVE_INFINITY);
    add('batch', result.task.rows, doubled.task.rows, value, mostBatchGrowth);
  }
  return checks;
}

/** How many times as fast the fastest variant here is as each peer. */
export function ratios(contest: readonly Result[]): { engine: string; work: Task['work']; ratio: number }[] {
  return contest.flatMap(({ engine, task: { work }, rowsPerSecond, variant }) => {
    const ours = contest.filter((one) => one.variant && one.task.work === work);
    if (variant || ours.length === 0) return [];
    const best = Math.max(...ours.map((one) => one.rowsPerSecond.median));
    return [{ engine, work, ratio: best / rowsPerSecond.median }];
  });
}

/** The higher rate of each way of two measurements. */
export function higherCeilings(one: Ceilings, other: Ceilings | undefined): Ceilings {
  if (!other) return one;
  const higher = (a: Ceiling, b: Ceiling): Ceiling => ({
    rate: Math.max(a.rate, b.rate),
    ways: a.ways.map(({ count, rate }, i) => ({ count, rate: Math.max(rate, b.ways[i]?.rate ?? 0) })),
  });
  return {
    arithmetic: higher(one.arithmetic, other.arithmetic),
    bandwidth: higher(one.bandwidth, other.bandwidth),
  };
}
