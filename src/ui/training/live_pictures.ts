import {
  articleMixture,
  createEvaluator,
  createSampler,
  type Denoiser,
  type ExcessLossProbe,
  excessLoss,
  type LabDevice,
  type Level,
  type Model,
  makeSchedule,
  mixtureDenoiser,
  networkDenoiser,
  type SamplerChoice,
  type SamplerName,
  type SamplerRow,
  type SampleVariant,
  type Schedule,
  samplerRows,
  unlessRefused,
  variantName,
  type WeightSet,
} from '../../index.ts';
import { mixtureInModelSpace, standardisation } from '../data_set.ts';
import { knownSampleVariant } from '../kernel_choice.ts';
import type { SampleMetrics } from '../metrics.worker.ts';
import { askExactNoiseMap, askExcessLossProbe, measureSamples } from '../metrics_client.ts';
import type { Recipe } from '../recipe.ts';
import { signal } from '../signal.ts';
import { type Agreement, agreement, type ExactNoiseMap, gridPoints, noiseFromAnswers } from './noise_map.ts';
import type { LivePictures } from './run_pictures.ts';

/** The loss at single timesteps, split into floor and excess, after a step. */
export interface ErrorByTimestep {
  readonly step: number;
  readonly timesteps: readonly number[];
  /** Each [timesteps]. */
  readonly floor: Float64Array;
  readonly excess: Float64Array;
  /** The excess before the first step. */
  readonly before: Float64Array;
  /** The kernels that the network answered with. */
  readonly kernels: string;
}

/** What the network makes of noise after a step. */
export interface LiveSamples {
  readonly step: number;
  readonly sampler: SamplerName;
  readonly nfe: number;
  readonly numSamples: number;
  readonly metrics: SampleMetrics;
  /** The kernels they were made with, as a run of the same bits needs them. */
  readonly kernels: string;
  /** W1 of the same sampler from the same x_T with the exact denoiser. */
  readonly exactW1: number;
}

/** The network's noise over time and space after a step. */
export interface LearnedNoise {
  readonly step: number;
  readonly exact: ExactNoiseMap;
  readonly noise: Float32Array;
  readonly agreement: Agreement;
  /** The kernels that the network answered with. */
  readonly kernels: string;
}

export const errorByTimestep = signal<ErrorByTimestep | undefined>(undefined);
/** null where no sampler can walk the schedule. */
export const liveSamples = signal<LiveSamples | null | undefined>(undefined);
export const learnedNoise = signal<LearnedNoise | undefined>(undefined);

/** How fine the pictures are: what an adapter computes in a small part of a second. */
export const pictureSizes = {
  software: { timesteps: 32, columns: 48, rows: 64, samples: 1000 },
  hardware: { timesteps: 64, columns: 96, rows: 128, samples: 4000 },
} as const;

/** One of the pictures: computed on the GPU, and then shown by what `compute` resolves to. */
interface Picture {
  compute(step: number): Promise<() => void>;
  destroy(): void;
}

/** The samplers to show a half-trained network by, the better first: one of them walks every schedule but the oddest. */
const samplerChoices: readonly SamplerChoice[] = [
  { sampler: 'dpmpp_2m', numInferenceSteps: 20, timestepSpacing: 'logsnr' },
  { sampler: 'dpmpp_2m', numInferenceSteps: 20, timestepSpacing: 'trailing' },
  { sampler: 'article_ddim', numInferenceSteps: 50, timestepSpacing: 'trailing' },
  { sampler: 'ddim', numInferenceSteps: 1, timestepSpacing: 'trailing' },
];

function showingSampler(
  schedule: Schedule,
  { experiment }: Recipe,
): { sampler: SamplerName; rows: SamplerRow[] } | undefined {
  const { predictionType } = experiment.model;
  for (const choice of samplerChoices) {
    const rows = unlessRefused(() => samplerRows(schedule, { ...choice, predictionType }));
    if (rows !== undefined) return { sampler: choice.sampler, rows };
  }
  return undefined;
}

function levelsOf(schedule: Schedule, timesteps: readonly number[]): Level[] {
  return timesteps.map((t) => ({
    t,
    sqrtAlphaCumprod: schedule.sqrtAlphasCumprod[t] ?? 1,
    sqrtOneMinusAlphaCumprod: schedule.sqrtOneMinusAlphasCumprod[t] ?? 0,
  }));
}

async function errorPicture(
  lab: LabDevice,
  denoiser: Denoiser,
  untrained: Denoiser,
  variant: SampleVariant | undefined,
  schedule: Schedule,
  probe: ExcessLossProbe,
): Promise<Picture> {
  const levels = levelsOf(schedule, probe.timesteps);
  const options = { levels, numPoints: probe.numPoints, variant };
  const first = await createEvaluator(lab, { ...options, denoiser: untrained });
  const before = await first
    .evaluate(probe.x)
    .then((answers) => excessLoss(probe, answers))
    .finally(() => first.destroy());
  const evaluator = await createEvaluator(lab, { ...options, denoiser });
  const kernels = variantName(evaluator.variant);
  return {
    async compute(step) {
      const excess = excessLoss(probe, await evaluator.evaluate(probe.x));
      const { timesteps, floor } = probe;
      return () => errorByTimestep.set({ step, timesteps, floor, excess, before, kernels });
    },
    destroy: () => evaluator.destroy(),
  };
}

async function noisePicture(
  lab: LabDevice,
  denoiser: Denoiser,
  variant: SampleVariant | undefined,
  exact: ExactNoiseMap,
): Promise<Picture> {
  const { levels, rows } = exact;
  const evaluator = await createEvaluator(lab, { denoiser, levels, numPoints: rows, variant });
  const kernels = variantName(evaluator.variant);
  const points = gridPoints(exact);
  return {
    async compute(step) {
      const noise = noiseFromAnswers(exact, denoiser.predictionType, await evaluator.evaluate(points));
      return () => learnedNoise.set({ step, exact, noise, agreement: agreement(exact, noise), kernels });
    },
    destroy: () => evaluator.destroy(),
  };
}

async function samplesPicture(
  lab: LabDevice,
  denoiser: Denoiser,
  variant: SampleVariant | undefined,
  current: Recipe,
  numSamples: number,
): Promise<Picture> {
  const showing = showingSampler(makeSchedule(current.experiment.schedule), current);
  if (showing === undefined) {
    return { compute: async () => () => liveSamples.set(null), destroy() {} };
  }
  const { sampler: name, rows } = showing;
  const options = { rows, numSamples, seed: current.samplerSeed, init: 'stratified' } as const;
  const { predictionType } = denoiser;
  const exact = mixtureDenoiser(articleMixture, { predictionType, ...standardisation(current) });
  const draw = async (sampler: Awaited<ReturnType<typeof createSampler>>): Promise<SampleMetrics> => {
    for await (const _ of sampler.run());
    return measureSamples(await sampler.readSamples());
  };
  const ofExact = await createSampler(lab, {
    ...options,
    denoiser: exact,
    variant: knownSampleVariant(lab, { denoiser: exact }, current),
  });
  const exactW1 = await draw(ofExact)
    .then(({ w1 }) => w1)
    .finally(() => ofExact.destroy());
  const sampler = await createSampler(lab, { ...options, denoiser, variant });
  const kernels = variantName(sampler.variant);
  return {
    async compute(step) {
      const metrics = await draw(sampler);
      const made = { step, sampler: name, nfe: rows.length, numSamples, kernels };
      return () => liveSamples.set({ ...made, metrics, exactW1 });
    },
    destroy: () => sampler.destroy(),
  };
}

/** The model that is trained, as it was before, and which of its weights are shown. */
export interface PicturedModel {
  readonly model: Model;
  readonly untrained: Model;
  readonly weights: WeightSet;
}

/** Prepares the pictures of a model that is being trained, and clears those of the one before. */
export async function createLivePictures(
  lab: LabDevice,
  { model, untrained, weights }: PicturedModel,
  current: Recipe,
): Promise<LivePictures> {
  errorByTimestep.set(undefined);
  liveSamples.set(undefined);
  learnedNoise.set(undefined);
  const size = pictureSizes[lab.adapter.isSoftware ? 'software' : 'hardware'];
  const { schedule: config, model: modelConfig } = current.experiment;
  const mixture = mixtureInModelSpace(current);
  const [probe, exact] = await Promise.all([
    askExcessLossProbe(mixture, config, modelConfig.predictionType, size.timesteps),
    askExactNoiseMap(mixture, config, size),
  ]);
  const denoiser = networkDenoiser(model, weights);
  const variant = knownSampleVariant(lab, { denoiser, trainedBy: current }, current);
  const schedule = makeSchedule(config);
  const pictures: Picture[] = [];
  const destroy = () => {
    for (const picture of pictures) picture.destroy();
  };
  try {
    pictures.push(await errorPicture(lab, denoiser, networkDenoiser(untrained), variant, schedule, probe));
    pictures.push(await noisePicture(lab, denoiser, variant, exact));
    pictures.push(await samplesPicture(lab, denoiser, variant, current, size.samples));
  } catch (error) {
    destroy();
    throw error;
  }
  return {
    async refresh(step, isWanted) {
      for (const picture of pictures) {
        const show = await picture.compute(step);
        if (!isWanted()) return;
        show();
      }
    },
    destroy,
  };
}
