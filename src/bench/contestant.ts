import {
  createModel,
  createSampler,
  createTrainer,
  type DispatchTime,
  type LabDevice,
  type Model,
  networkDenoiser,
  type SampleVariant,
  type TrainVariant,
  workDone,
} from '../index.ts';
import { sampleCandidates, trainCandidates, type Variant } from './candidates.ts';
import {
  data,
  ddpmRows,
  modelConfigOf,
  type NetworkShape,
  schedule,
  standardisation,
  trainConfigOf,
} from './work.ts';

export type Work = 'training' | 'sampling';

/** What is run: training steps of `rows` points, or `steps` network evaluations of each of `rows` samples. */
export interface Task {
  readonly work: Work;
  readonly shape: NetworkShape;
  /** Points in a batch, or samples. */
  readonly rows: number;
  /** Evaluations a sample takes. */
  readonly steps: number;
}

/** What one measurement found. */
export interface Measured {
  /** Rows through the network a second: trained points, or network evaluations. */
  readonly rowsPerSecond: number;
  /** The whole sampling run, what was not run extrapolated from what was, in seconds. */
  readonly runSeconds?: number;
  /** The part of the sampling run that was run. */
  readonly part?: number;
  /** Loss of the first training step of this measurement. */
  readonly loss?: number;
}

/** An engine with a task, ready to be measured again and again, in turns with others. */
export interface Contestant {
  readonly engine: string;
  readonly task: Task;
  readonly variant?: Variant;
  /** How a peer does the task, where it was tried in several forms. */
  readonly form?: string | undefined;
  /** Bytes on the GPU, where the engine tells. */
  readonly bytes?: number;
  /**
   * Runs for about `seconds`, at least one step. Sampling has three steps at least, so that what comes before the first is not
   * taken for a part of each; 0 asks for no more than the first.
   */
  measure(seconds: number, signal: AbortSignal): Promise<Measured>;
  destroy(): void;
}

/** How many steps were done after how long. */
export interface StepReport {
  readonly done: number;
  readonly milliseconds: number;
}

/**
 * What a step takes. Reports come when a submit is done, which may hold part of a next step, and the first one also holds
 * what comes before all steps: from report to report both cancel.
 */
export function stepMilliseconds(reports: readonly StepReport[]): number {
  const [first, last] = [reports[0], reports.at(-1)];
  if (!first || !last) return Number.NaN;
  const steps = last.done - first.done;
  return steps >= 2 ? (last.milliseconds - first.milliseconds) / steps : last.milliseconds / last.done;
}

/** The loss of the next training step. */
export async function firstLossOf(contestant: Contestant): Promise<number> {
  const { loss } = await contestant.measure(0, new AbortController().signal);
  return loss ?? Number.NaN;
}

export const labEngine = 'ddpm-lab';

/** A contestant of this project, and what only it can tell. */
export interface LabContestant extends Contestant {
  readonly variant: Variant;
  readonly bytes: number;
  /** Times the dispatches of a step; it is of no use afterwards. */
  profile(): AsyncGenerator<DispatchTime>;
}

/**
 * A contestant of this project for a task.
 *
 * @param choose picks among the variants, of which the adapter's own comes first
 */
export async function labContestant(
  lab: LabDevice,
  task: Task,
  choose: (variants: readonly Variant[]) => Variant,
): Promise<LabContestant> {
  const model = await benchmarkModel(lab, task.shape);
  try {
    return task.work === 'training'
      ? await trainingContestant(
          lab,
          model,
          task,
          choose(trainCandidates(lab, model, task.rows)) as TrainVariant,
        )
      : await samplingContestant(lab, model, task, choose(sampleCandidates(lab, model)) as SampleVariant);
  } catch (error) {
    model.destroy();
    throw error;
  }
}

/** The ways of doing a task on this adapter, its own first. */
export async function variantsOf(lab: LabDevice, task: Task): Promise<Variant[]> {
  const model = await benchmarkModel(lab, task.shape);
  const variants =
    task.work === 'training' ? trainCandidates(lab, model, task.rows) : sampleCandidates(lab, model);
  model.destroy();
  return variants;
}

/** The network of a benchmark, with the same weights every time. */
export function benchmarkModel(lab: LabDevice, shape: NetworkShape): Promise<Model> {
  const { mean, standardDeviation } = standardisation;
  return createModel(lab, modelConfigOf(shape), {
    seed: 1,
    schedule,
    mean: [mean],
    standardDeviation: [standardDeviation],
  });
}

async function trainingContestant(
  lab: LabDevice,
  model: Model,
  task: Task,
  variant: TrainVariant,
): Promise<LabContestant> {
  const config = trainConfigOf(task.rows);
  const trainer = await createTrainer(lab, { model, data, config, variant });
  return {
    engine: labEngine,
    task,
    variant: trainer.variant,
    bytes: trainer.bytes,
    async measure(seconds, signal) {
      const before = trainer.step;
      const reports: StepReport[] = [];
      let loss: number | undefined;
      const begin = performance.now();
      for await (const { step, losses } of trainer.train()) {
        loss ??= losses[0];
        const milliseconds = performance.now() - begin;
        if (step > before) reports.push({ done: step - before, milliseconds });
        if (signal.aborted || (step > before && milliseconds > 1000 * seconds)) break;
      }
      await workDone(lab);
      const rowsPerSecond = (1000 * task.rows) / stepMilliseconds(reports);
      return { rowsPerSecond, ...(loss !== undefined && { loss }) };
    },
    profile: () => trainer.profile(),
    destroy() {
      trainer.destroy();
      model.destroy();
    },
  };
}

async function samplingContestant(
  lab: LabDevice,
  model: Model,
  task: Task,
  variant: SampleVariant,
): Promise<LabContestant> {
  const sampler = await createSampler(lab, {
    denoiser: networkDenoiser(model),
    rows: ddpmRows(task.steps),
    numSamples: task.rows,
    seed: 1,
    variant,
  });
  return {
    engine: labEngine,
    task,
    variant: sampler.variant,
    bytes: sampler.bytes,
    async measure(seconds, signal) {
      const reports: StepReport[] = [];
      const begin = performance.now();
      for await (const { step } of sampler.run()) {
        const milliseconds = performance.now() - begin;
        if (step > 0) reports.push({ done: step, milliseconds });
        const steps = step - (reports[0]?.done ?? step);
        const enough = step > 0 && milliseconds > 1000 * seconds && (steps >= 2 || seconds === 0);
        if ((enough || signal.aborted) && step < task.steps) break;
      }
      await workDone(lab);
      const [first, last] = [reports[0], reports.at(-1)];
      const whole = last?.done === task.steps;
      const runSeconds = whole
        ? last.milliseconds / 1000
        : ((first?.milliseconds ?? 0) + (task.steps - (first?.done ?? 0)) * stepMilliseconds(reports)) / 1000;
      return {
        rowsPerSecond: (task.rows * task.steps) / runSeconds,
        runSeconds,
        part: (last?.done ?? 0) / task.steps,
      };
    },
    profile: () => sampler.profile(),
    destroy() {
      sampler.destroy();
      model.destroy();
    },
  };
}
