import {
  type Denoiser,
  isNamed,
  type LabDevice,
  makeSchedule,
  recallSampling,
  recallTraining,
  type SampleVariant,
  type SamplingWork,
  sampleCandidates,
  sampleVariants,
  type TrainingWork,
  type TrainVariant,
  type TuneOptions,
  type Tuning,
  type TuningMemory,
  trainCandidates,
  tuneSampling,
  tuneTraining,
} from '../index.ts';
import { connectedDevice } from './device_state.ts';
import { pins, type Work } from './kernel_pins.ts';
import { readPreference, writePreference } from './preferences.ts';
import { type Recipe, recipe } from './recipe.ts';
import { rowsOf, runnableColumns, samplerProblem, scheduleProblem } from './sampler_tables.ts';
import { computed, signal } from './signal.ts';

/** What has been measured in this visit. */
const measured = signal<ReadonlyMap<string, string>>(new Map());
const thisVisit: TuningMemory = {
  read: (key) => measured().get(key),
  write: (key, value) => measured.set(new Map(measured.peek()).set(key, value)),
};

/** What was found fastest on an adapter stays known to this browser. */
const memory: TuningMemory = {
  read: (key) => thisVisit.read(key) ?? readPreference(`tuning.${key}`) ?? undefined,
  write(key, value) {
    thisVisit.write(key, value);
    writePreference(`tuning.${key}`, value);
  },
};

/** How far the measurement in progress has come, or undefined when there is none. */
export const measuring = signal<
  { readonly work: Work; readonly made: number; readonly measurements: number } | undefined
>(undefined);

/** What there is to choose from, and what is known of it. */
export interface KernelChoice {
  readonly candidates: readonly (TrainVariant | SampleVariant)[];
  /** Undefined as long as nothing was measured. */
  readonly tuning: Tuning<TrainVariant | SampleVariant> | undefined;
  readonly isOfThisVisit: boolean;
}

function trainingWork({ experiment }: Recipe): TrainingWork {
  const { model, training } = experiment;
  return { model, schedule: makeSchedule(experiment.schedule), config: training };
}

/** What training may be pinned to: halves are there for whoever asks for them. */
function trainingCandidates(lab: LabDevice, work: TrainingWork): TrainVariant[] {
  const half = pins.training()?.split('-').includes('half') ?? false;
  return trainCandidates(lab, work, { half });
}

/** All columns of the results share kernels, so that their times compare: those that are fastest for the first column. */
function samplingWork({ experiment }: Recipe, current: Recipe): SamplingWork {
  const { model, schedule } = experiment;
  const [first = 'chosen'] = runnableColumns(current);
  const { numSamples } = current.experiment;
  return { model, schedule: makeSchedule(schedule), rows: rowsOf(current, first), numSamples };
}

/** What the recipe is trained and sampled with; undefined without a GPU, or while settings do not go together. */
export const kernelChoices: Readonly<Record<Work, () => KernelChoice | undefined>> = {
  training: computed(() => {
    const lab = connectedDevice();
    if (lab === undefined || scheduleProblem() !== undefined) return undefined;
    const work = trainingWork(recipe());
    return {
      candidates: trainingCandidates(lab, work),
      tuning: recallTraining(lab, work, memory),
      isOfThisVisit: recallTraining(lab, work, thisVisit) !== undefined,
    };
  }),
  sampling: computed(() => {
    const lab = connectedDevice();
    const [first = 'chosen'] = runnableColumns(recipe());
    if (lab === undefined || scheduleProblem() !== undefined || samplerProblem(first) !== undefined) {
      return undefined;
    }
    const work = samplingWork(recipe(), recipe());
    return {
      candidates: sampleCandidates(lab, work),
      tuning: recallSampling(lab, work, memory),
      isOfThisVisit: recallSampling(lab, work, thisVisit) !== undefined,
    };
  }),
};

/** The kernels that are pinned, of those there are. */
export function pinnedOf<V extends TrainVariant | SampleVariant>(
  work: Work,
  variants: readonly V[],
): V | undefined {
  const words = pins[work]();
  return variants.find((variant) => words !== undefined && isNamed(variant, words));
}

let last: Promise<unknown> = Promise.resolve();

/** One measurement at a time: two would slow each other down. */
function inTurn<T>(work: Work, tune: (options: TuneOptions) => Promise<T>): Promise<T> {
  const onProgress = (made: number, measurements: number) => measuring.set({ work, made, measurements });
  const mine = last.then(() => tune({ memory, onProgress })).finally(() => measuring.set(undefined));
  last = mine.catch(() => undefined);
  return mine;
}

/** Measures the kernels for the recipe as it stands, unless that is remembered. */
export async function measureKernels(lab: LabDevice, work: Work, options: TuneOptions): Promise<void> {
  const current = recipe.peek();
  await inTurn<unknown>(work, (common) =>
    work === 'training'
      ? tuneTraining(lab, trainingWork(current), { ...common, ...options })
      : tuneSampling(lab, samplingWork(current, current), { ...common, ...options }),
  );
}

/** The kernels that this adapter trains the recipe with fastest: measured the first time, remembered afterwards. */
export async function trainVariantFor(lab: LabDevice, current: Recipe): Promise<TrainVariant> {
  const work = trainingWork(current);
  const given = pinnedOf('training', trainingCandidates(lab, work));
  if (given !== undefined) return given;
  return (await inTurn('training', (options) => tuneTraining(lab, work, options))).best;
}

/**
 * The kernels that this adapter samples with fastest from the network that the recipe `trained`, likewise; undefined for
 * what is left to the sampler: the exact denoiser has one kind.
 */
export async function sampleVariantFor(
  lab: LabDevice,
  denoiser: Denoiser,
  trained: Recipe | undefined,
  current: Recipe,
): Promise<SampleVariant | undefined> {
  const given = pinnedOf('sampling', sampleVariants(lab, denoiser));
  if (given !== undefined || trained === undefined) return given;
  const work = samplingWork(trained, current);
  return (await inTurn('sampling', (options) => tuneSampling(lab, work, options))).best;
}
