import type { Task } from './contestant.ts';
import type { SweepName } from './report.ts';
import type { Part } from './settings.ts';
import { standardBatch, standardSamples, standardShape, standardSteps } from './work.ts';

/** The numbers of rounds, seconds and tasks that a benchmark consists of. */
export interface BenchmarkPlan {
  readonly rounds: number;
  readonly secondsEach: number;
  /** What engines and variants are compared on. */
  readonly contest: readonly Task[];
  /** Whose dispatches are timed one by one: few enough samples to go through the network together. */
  readonly kernels: readonly Task[];
  /** Samples a second for many samples and steps. */
  readonly runs: { readonly tasks: readonly Task[]; readonly rounds: number; readonly secondsEach: number };
  readonly sweeps: {
    readonly tasks: Readonly<Record<SweepName, readonly Task[]>>;
    readonly rounds: number;
    readonly secondsEach: number;
  };
}

export function trainingTask(rows = standardBatch, shape = standardShape): Task {
  return { work: 'training', shape, rows, steps: 1 };
}

export function samplingTask(rows = standardSamples, steps = standardSteps, shape = standardShape): Task {
  return { work: 'sampling', shape, rows, steps };
}

/** A benchmark for an adapter: a software adapter cannot do all that a GPU can in the same minutes. */
export function planFor(isSoftware: boolean, quick: boolean): BenchmarkPlan {
  const samples = quick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000];
  const runs = [50, 1000].flatMap((steps) => samples.map((rows) => samplingTask(rows, steps)));
  const batches = quick ? [1024, 2048, 4096] : [256, 512, 1024, 2048, 4096, 8192, 16_384];
  const widths = quick ? [32, 128] : [32, 64, 128, 256];
  const depths = quick ? [1, 3] : [1, 2, 3, 4, 6];
  const counts = quick ? [1000, 10_000] : [1000, 10_000, 100_000, 1_000_000];
  if (!isSoftware) {
    batches.push(32_768, 65_536);
    if (!quick) widths.push(512);
  }
  return {
    rounds: quick ? 3 : 7,
    secondsEach: quick ? 1 : 2,
    contest: [trainingTask(), samplingTask()],
    kernels: [trainingTask(), samplingTask(standardBatch)],
    runs: { tasks: runs, rounds: quick ? 1 : 3, secondsEach: quick ? 1 : 3 },
    sweeps: {
      tasks: {
        batch: batches.map((rows) => trainingTask(rows)),
        width: widths.map((width) => trainingTask(standardBatch, { ...standardShape, width })),
        depth: depths.map((depth) => trainingTask(standardBatch, { ...standardShape, depth })),
        samples: counts.map((rows) => samplingTask(rows)),
      },
      rounds: quick ? 1 : 3,
      secondsEach: quick ? 0.5 : 1,
    },
  };
}

/** Measurements in all, for the progress: the ceilings twice, the contest, and the parts that are wanted. */
export function turnsOf(
  { kernels, rounds, runs, sweeps }: BenchmarkPlan,
  wanted: readonly Part[],
  contestants: number,
): number {
  const swept = Object.values(sweeps.tasks).reduce((sum, tasks) => sum + tasks.length, 0);
  return (
    2 +
    contestants * rounds +
    (wanted.includes('runs') ? runs.tasks.length : 0) +
    (wanted.includes('kernels') ? kernels.length : 0) +
    (wanted.includes('sweeps') ? swept : 0)
  );
}
