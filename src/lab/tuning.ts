import type { SamplerRow } from '../diffusion/samplers/rows.ts';
import type { Schedule } from '../diffusion/schedule.ts';
import type { LabDevice } from '../gpu/device.ts';
import { kernelTable } from '../gpu/kernel_table.ts';
import { workDone } from '../gpu/news.ts';
import { networkDenoiser, networkLoad } from './denoiser.ts';
import { type ModelConfig, makeLayout } from './layout.ts';
import { createModel, type Model } from './model.ts';
import { createSampler } from './sampler.ts';
import { checkTrainConfig, type TrainConfig } from './train_config.ts';
import { createTrainer } from './trainer.ts';
import { recall, type TuneOptions, type Tuning, type TuningMemory, tune } from './tuner.ts';
import {
  type SampleVariant,
  sampleVariants,
  type TrainAllowance,
  type TrainVariant,
  trainVariants,
} from './variant.ts';

/** What a candidate is run for once it is warm, in milliseconds. */
const measuredMs = 60;

/** What is to be trained. */
export interface TrainingWork {
  readonly model: ModelConfig;
  readonly schedule: Schedule;
  readonly config: TrainConfig;
}

/** What is to be sampled. */
export interface SamplingWork {
  readonly model: ModelConfig;
  readonly schedule: Schedule;
  readonly rows: readonly SamplerRow[];
  readonly numSamples: number;
}

/**
 * Finds the fastest way of training on this adapter: each candidate trains a throwaway model on throwaway data for a
 * moment. Kernels that are compiled for it stay compiled for the run that follows.
 *
 * @throws RangeError for settings out of range, Error when no candidate runs on this adapter.
 */
export async function tuneTraining(
  lab: LabDevice,
  work: TrainingWork,
  options: TuneOptions & TrainAllowance = {},
): Promise<Tuning<TrainVariant>> {
  checkTrainConfig(work.config);
  const model = await throwawayModel(lab, work.model, work.schedule);
  const { batchSize } = work.config;
  const data = new Float32Array(1024 * work.model.dataDim).map((_, i) => Math.sin(i));
  const config = { ...work.config, numSteps: 1_000_000, warmupSteps: 0 };
  const measure = async (variant: TrainVariant) => {
    const trainer = await createTrainer(lab, { model, data, config, variant });
    try {
      return await rateOf(
        () => trainer.train(),
        ({ step }) => step * batchSize,
        options.isCancelled,
      );
    } finally {
      await destroyWhenDone(lab, trainer);
    }
  };
  try {
    const { half = false } = options;
    const candidates = trainCandidates(lab, work, { half });
    return await tune(trainingKey(lab, work, half), candidates, measure, options);
  } finally {
    model.destroy();
  }
}

/** Finds the fastest way of sampling on this adapter, likewise. */
export async function tuneSampling(
  lab: LabDevice,
  work: SamplingWork,
  options: TuneOptions = {},
): Promise<Tuning<SampleVariant>> {
  const model = await throwawayModel(lab, work.model, work.schedule);
  const denoiser = networkDenoiser(model);
  const { rows, numSamples } = work;
  const measure = async (variant: SampleVariant) => {
    const sampler = await createSampler(lab, { denoiser, rows, numSamples, seed: 0, variant });
    try {
      return await rateOf(
        () => sampler.run(),
        ({ step }) => step * numSamples,
        options.isCancelled,
      );
    } finally {
      await destroyWhenDone(lab, sampler);
    }
  };
  try {
    return await tune(samplingKey(lab, work), sampleCandidates(lab, work), measure, options);
  } finally {
    model.destroy();
  }
}

/** What is under way still uses its buffers. */
async function destroyWhenDone(lab: LabDevice, user: { destroy(): void }): Promise<void> {
  try {
    await workDone(lab);
  } finally {
    user.destroy();
  }
}

/** Every way of training that is measured for this work, the likeliest first. */
export function trainCandidates(
  lab: LabDevice,
  { model, config }: TrainingWork,
  allowance: TrainAllowance = {},
): TrainVariant[] {
  return trainVariants(lab, makeLayout(model), config.batchSize, allowance);
}

/** Every way of sampling that is measured for this work, the likeliest first. */
export function sampleCandidates(lab: LabDevice, { model }: SamplingWork): SampleVariant[] {
  return sampleVariants(lab, { load: networkLoad(makeLayout(model)) });
}

/** What is remembered of measuring this work, or undefined. */
export function recallTraining(
  lab: LabDevice,
  work: TrainingWork,
  memory: TuningMemory,
): Tuning<TrainVariant> | undefined {
  return recall(trainingKey(lab, work), trainCandidates(lab, work), memory);
}

/** What is remembered of measuring this work, or undefined. */
export function recallSampling(
  lab: LabDevice,
  work: SamplingWork,
  memory: TuningMemory,
): Tuning<SampleVariant> | undefined {
  return recall(samplingKey(lab, work), sampleCandidates(lab, work), memory);
}

/**
 * Work done a millisecond, from the first progress on, which shows that everything is compiled and warm. Runs that are
 * over sooner than a measurement takes are run again. Ends early when cancelled, with a rate of no meaning.
 */
async function rateOf<P>(
  run: () => AsyncIterable<P>,
  workOf: (progress: P) => number,
  isCancelled: () => boolean = () => false,
): Promise<number> {
  let time = 0;
  let work = 0;
  let since: number | undefined;
  const isOver = () => time >= measuredMs || isCancelled();
  while (!isOver()) {
    let seen = 0;
    for await (const progress of run()) {
      const now = performance.now();
      const done = workOf(progress);
      if (done !== seen) {
        if (since !== undefined) {
          time += now - since;
          work += done - seen;
        }
        since = now;
        seen = done;
      }
      if (isOver()) break;
    }
  }
  return work / time;
}

function throwawayModel(lab: LabDevice, config: ModelConfig, schedule: Schedule): Promise<Model> {
  const each = <T>(value: T): T[] => Array.from({ length: config.dataDim }, () => value);
  return createModel(lab, config, { seed: 0, schedule, mean: each(0), standardDeviation: each(1) });
}

function historyOf(rows: readonly SamplerRow[]): number {
  return rows.some(({ c2 }) => c2 !== 0) ? 2 : rows.some(({ c1 }) => c1 !== 0) ? 1 : 0;
}

function trainingKey(lab: LabDevice, { model, config }: TrainingWork, half = false): string {
  return keyOf(lab, 'training', model, { batchSize: config.batchSize, ...(half && { half: 1 }) });
}

function samplingKey(lab: LabDevice, { model, rows, numSamples }: SamplingWork): string {
  // Powers of ten: how many samples there are matters, but not to the last one.
  const samples = 10 ** Math.round(Math.log10(numSamples));
  return keyOf(lab, 'sampling', model, { samples, history: historyOf(rows) });
}

/** What a choice is good for: this adapter, these kernels, this work. */
function keyOf(
  lab: LabDevice,
  work: string,
  model: ModelConfig,
  rest: Readonly<Record<string, number>>,
): string {
  const { name, vendor, architecture } = lab.adapter;
  const { dataDim, hiddenWidth, hiddenLayers, activation, timeFeatures, fourierFeatures } = model;
  const size = { dataDim, hiddenWidth, hiddenLayers, activation, timeFeatures, fourierFeatures, ...rest };
  kernels ??= kernelsHash();
  return [work, name, vendor, architecture, kernels, JSON.stringify(size)].join('|');
}

let kernels: string | undefined;

/** FNV-1a over the source of all kernels: another build may have other winners. */
function kernelsHash(): string {
  let hash = 0x811c9dc5;
  for (const { module } of Object.values(kernelTable)) {
    for (let i = 0; i < module.code.length; i++)
      hash = Math.imul(hash ^ module.code.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(16);
}
