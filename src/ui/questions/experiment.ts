import {
  articleMixture,
  createSampler,
  type LabDevice,
  makeSchedule,
  mixtureDenoiser,
  presets,
  type SamplePaths,
  type SampleProgress,
  type SamplerChoice,
  type ScheduleConfig,
  samplerRows,
  variantName,
} from '../../index.ts';
import { describeError } from '../describe_error.ts';
import { connectedDevice } from '../device_state.ts';
import { gpuIsTaken, samplingRun } from '../gpu_turn.ts';
import { type Answerer, sampleVariantFor } from '../kernel_choice.ts';
import type { SampleMetrics } from '../metrics.worker.ts';
import { measureSamples } from '../metrics_client.ts';
import { type DenoiserName, type Init, recipe } from '../recipe.ts';
import { RunControl } from '../run_control.ts';
import { samplingProgress, trainedNetwork } from '../sampling_session.ts';
import { signal, untracked } from '../signal.ts';
import { trained } from '../training_session.ts';

/** Noise schedule and units of a trial. */
export interface World {
  readonly schedule: ScheduleConfig;
  readonly standardise: boolean;
}

/** One sampling of an experiment. */
export interface Trial {
  readonly key: string;
  readonly sampler: SamplerChoice;
  readonly init?: Init;
  /** Where the trial is not about the default schedule: it is then always done with the exact denoiser. */
  readonly world?: World;
  /** How many times the usual number of samples to take. */
  readonly sampleFactor?: number;
  /** How many paths to keep, of as many samples. Such a trial is not measured. */
  readonly paths?: number;
}

export interface TrialResult {
  readonly denoiser: DenoiserName;
  readonly numSamples: number;
  readonly nfe: number;
  readonly seconds: number;
  /** The kernels they were made with, as a run of the same bits needs them. */
  readonly kernels: string;
  /** Undefined where paths were kept instead. */
  readonly metrics: SampleMetrics | undefined;
  readonly paths: SamplePaths | undefined;
}

/** Who answers the questions: the exact denoiser unless a network is wanted, and there. */
export const askedDenoiser = signal<DenoiserName>('exact');

const defaultWorld: World = { schedule: presets.default.schedule, standardise: presets.default.standardise };
const seed = 1;
/** Evaluations of a run whose warming up no longer counts. */
const longEnough = 100;

/** Enough for a floor below what is to be seen, few enough for seconds. */
function numSamples(lab: LabDevice, denoiser: DenoiserName): number {
  if (!lab.adapter.isSoftware) return 50_000;
  return denoiser === 'exact' ? 10_000 : 2000;
}

interface Setup {
  readonly name: DenoiserName;
  readonly answerer: Answerer;
  readonly schedule: ScheduleConfig;
}

/** Whether there is a network that the questions can be put to: one of the right noise coefficient. */
export function networkCanAnswer(): boolean {
  const last = trained();
  const lab = connectedDevice();
  if (last === undefined || lab === undefined || last.lab !== lab) return false;
  return !last.recipe.experiment.schedule.articleNoiseCoefficient;
}

function setupFor(lab: LabDevice, { world }: Trial): Setup {
  if (world === undefined && askedDenoiser() === 'network' && networkCanAnswer()) {
    const answerer = trainedNetwork(lab);
    if (answerer?.trainedBy !== undefined) {
      return { name: 'network', answerer, schedule: answerer.trainedBy.experiment.schedule };
    }
  }
  const { schedule, standardise } = world ?? defaultWorld;
  const { mean, standardDeviation } = standardise ? articleMixture : { mean: 0, standardDeviation: 1 };
  const denoiser = mixtureDenoiser(articleMixture, { predictionType: 'epsilon', mean, standardDeviation });
  return { name: 'exact', answerer: { denoiser }, schedule };
}

/** A list of samplings that is run from a button, one after the other, each shown as soon as it is measured. */
export class Experiment {
  readonly results = signal<ReadonlyMap<string, TrialResult>>(new Map());
  readonly progress = signal<SampleProgress | undefined>(undefined);
  readonly control = signal<RunControl | undefined>(undefined);
  readonly error = signal<(() => string) | undefined>(undefined);
  readonly trials: readonly Trial[];
  readonly #name: () => string;

  /** @param name what is being sampled, for the page's progress line */
  constructor(name: () => string, trials: readonly Trial[]) {
    this.#name = name;
    this.trials = trials;
  }

  result(key: string): TrialResult | undefined {
    return this.results().get(key);
  }

  w1(key: string): number | undefined {
    return this.result(key)?.metrics?.w1;
  }

  /** Runs all trials, or those given. Does nothing while the GPU is taken. */
  async run(trials: readonly Trial[] = this.trials): Promise<void> {
    const lab = untracked(connectedDevice);
    if (lab === undefined || untracked(gpuIsTaken)) return;
    const control = new RunControl();
    const work = trials.map((trial) => ({ trial, setup: untracked(() => setupFor(lab, trial)) }));
    const kept = new Map(this.results.peek());
    for (const { key } of trials) kept.delete(key);
    this.results.set(kept);
    this.error.set(undefined);
    this.progress.set(undefined);
    this.control.set(control);
    try {
      await this.#runAll(lab, control, work);
    } catch (error) {
      // A lost device is told by the device's own state.
      if (untracked(connectedDevice) === lab) {
        this.error.set(describeError(error));
      }
    } finally {
      this.control.set(undefined);
      this.progress.set(undefined);
      samplingProgress.set(undefined);
      samplingRun.set(undefined);
    }
  }

  async #runAll(
    lab: LabDevice,
    control: RunControl,
    work: readonly { readonly trial: Trial; readonly setup: Setup }[],
  ): Promise<void> {
    const tables = work.map(({ trial, setup }) =>
      samplerRows(makeSchedule(setup.schedule), {
        ...trial.sampler,
        predictionType: setup.answerer.denoiser.predictionType,
      }),
    );
    const total = tables.reduce((sum, rows) => sum + rows.length, 0);
    let done = 0;
    let elapsed = 0;
    for (const [i, { trial, setup }] of work.entries()) {
      const rows = tables[i] ?? [];
      const count = trial.paths ?? (trial.sampleFactor ?? 1) * numSamples(lab, setup.name);
      samplingRun.set({ control, name: this.#name, denoiser: setup.name, measuring: false });
      const variant = await sampleVariantFor(lab, setup.answerer, recipe.peek(), control);
      if (control.cancelled) return;
      const sampler = await createSampler(lab, {
        denoiser: setup.answerer.denoiser,
        variant,
        rows,
        numSamples: count,
        seed,
        init: trial.init ?? 'gaussian',
        ...(trial.paths === undefined ? {} : { record: { paths: trial.paths, every: 1 } }),
      });
      try {
        let milliseconds = 0;
        // A run's first submits also warm up: a short one is run twice, for its time.
        for (let runs = rows.length < longEnough ? 2 : 1; runs > 0; runs--) {
          const finished = await control.drive(sampler.run(), (progress) => {
            milliseconds = progress.milliseconds;
            this.#tell(done + progress.step, total, elapsed + milliseconds);
          });
          if (!finished) return;
        }
        const paths = trial.paths === undefined ? undefined : await sampler.readPaths();
        const metrics =
          trial.paths === undefined ? await measureSamples(await sampler.readSamples()) : undefined;
        done += rows.length;
        elapsed += milliseconds;
        const result: TrialResult = {
          denoiser: setup.name,
          numSamples: count,
          nfe: rows.length,
          seconds: milliseconds / 1000,
          kernels: variantName(sampler.variant),
          metrics,
          paths,
        };
        this.results.set(new Map(this.results.peek()).set(trial.key, result));
      } finally {
        sampler.destroy();
      }
    }
  }

  #tell(step: number, numSteps: number, milliseconds: number): void {
    const secondsLeft =
      step > 0 ? ((numSteps - step) * milliseconds) / step / 1000 : Number.POSITIVE_INFINITY;
    const progress = { step, numSteps, milliseconds, secondsLeft };
    this.progress.set(progress);
    samplingProgress.set(progress);
  }
}
