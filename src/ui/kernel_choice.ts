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
import { asMeasurement } from './gpu_turn.ts';
import { pins, type Work } from './kernel_pins.ts';
import { readPreference, writePreference } from './preferences.ts';
import { type Recipe, recipe } from './recipe.ts';
import type { RunControl } from './run_control.ts';
import { scheduleProblem } from './sampler_problems.ts';
import { rowsIfAny, runnableColumns } from './sampler_tables.ts';
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

/** How far the measurements in progress have come. */
export interface Measuring {
  readonly work: Work;
  /** Of this work. */
  readonly made: number;
  readonly measurements: number;
  /** What is done of all works that are measured together, from 0 to 1. */
  readonly share: number;
}

export const measuring = signal<Measuring | undefined>(undefined);

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

/**
 * All that samples from a network shares kernels, so that times compare: those that are fastest for the results' first
 * column. Undefined where its settings do not go together.
 */
function samplingWork({ experiment }: Recipe, current: Recipe): SamplingWork | undefined {
  const [first = 'chosen'] = runnableColumns(current);
  const rows = rowsIfAny(current, first);
  if (rows === undefined) return undefined;
  const { model, schedule } = experiment;
  return { model, schedule: makeSchedule(schedule), rows, numSamples: current.experiment.numSamples };
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
    const work = samplingWork(recipe(), recipe());
    if (lab === undefined || work === undefined) return undefined;
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

/** Measures in its turn, and takes back at its end what it told of how far it is. */
function inTurn<T>(measure: () => Promise<T>, isCancelled: () => boolean): Promise<T> {
  return asMeasurement(() => measure().finally(() => measuring.set(undefined)), isCancelled);
}

/** What tuning one of some works needs: the memory, and whom to tell how far it is. */
function inStep(work: Work, among: readonly Work[] = [work]): TuneOptions {
  return {
    memory,
    onProgress(made, measurements) {
      const share = (among.indexOf(work) + made / measurements) / among.length;
      measuring.set({ work, made, measurements, share });
    },
  };
}

/** Measures the kernels of some works for the recipe as it stands, unless that is remembered. */
export function measureKernels(
  lab: LabDevice,
  some: readonly Work[],
  isCancelled: () => boolean,
  options: (work: Work) => TuneOptions,
): Promise<void> {
  const current = recipe.peek();
  return inTurn(async () => {
    for (const work of some) {
      const all = { ...inStep(work, some), ...options(work), isCancelled };
      const sampling = samplingWork(current, current);
      if (work === 'training') await tuneTraining(lab, trainingWork(current), all);
      else if (sampling !== undefined) await tuneSampling(lab, sampling, all);
    }
  }, isCancelled);
}

/** The kernels that this adapter trains the recipe with fastest: measured the first time, remembered afterwards. */
export async function trainVariantFor(
  lab: LabDevice,
  current: Recipe,
  control: RunControl,
): Promise<TrainVariant> {
  const work = trainingWork(current);
  const given = pinnedOf('training', trainingCandidates(lab, work));
  const known = given ?? recallTraining(lab, work, memory)?.best;
  if (known !== undefined) return known;
  const isCancelled = () => control.cancelled;
  const options = { ...inStep('training'), isCancelled };
  return (await inTurn(() => tuneTraining(lab, work, options), isCancelled)).best;
}

/** Who says what noise there is in samples, and for a network the recipe that it was trained by. */
export interface Answerer {
  readonly denoiser: Denoiser;
  readonly trainedBy?: Recipe;
}

/**
 * The kernels to sample with, as far as that is known without measuring: those that are pinned, else those that were
 * fastest for the network. Undefined for what is left to the sampler: the exact denoiser has one kind.
 */
export function knownSampleVariant(
  lab: LabDevice,
  { denoiser, trainedBy }: Answerer,
  current: Recipe,
): SampleVariant | undefined {
  const given = pinnedOf('sampling', sampleVariants(lab, denoiser));
  if (given !== undefined) return given;
  const work = trainedBy && samplingWork(trainedBy, current);
  return work && recallSampling(lab, work, memory)?.best;
}

/** The same for a run, which measures what is not known. */
export async function sampleVariantFor(
  lab: LabDevice,
  answerer: Answerer,
  current: Recipe,
  control: RunControl,
): Promise<SampleVariant | undefined> {
  const known = knownSampleVariant(lab, answerer, current);
  const work = answerer.trainedBy && samplingWork(answerer.trainedBy, current);
  if (known !== undefined || work === undefined) return known;
  const isCancelled = () => control.cancelled;
  const options = { ...inStep('sampling'), isCancelled };
  return (await inTurn(() => tuneSampling(lab, work, options), isCancelled)).best;
}
