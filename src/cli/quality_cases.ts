import {
  articleData,
  articleMixture,
  createModel,
  createSampler,
  createTrainer,
  type Denoiser,
  type ExperimentConfig,
  type LabDevice,
  makeSchedule,
  mixtureDenoiser,
  modeMasses,
  networkDenoiser,
  type SamplerConfig,
  type Schedule,
  samplerRows,
  wasserstein1,
} from '../index.ts';

/** A way to sample, and how far above the exact denoiser's W1 the network's may lie on average over the seeds. */
export interface QualityCase {
  readonly name: string;
  readonly sampler: Omit<SamplerConfig, 'predictionType'>;
  readonly init: 'gaussian' | 'stratified';
  readonly bound: number;
}

const linspace = { timestepSpacing: 'linspace' } as const;

/** ODE samplers start from a stratified x_T, the same for network and exact denoiser: no luck of the draw in them. */
export const qualityCases: readonly QualityCase[] = [
  ...[20, 50, 100].map(
    (nfe): QualityCase => ({
      name: `DDIM linspace, eta 0, ${nfe}`,
      sampler: { ...linspace, sampler: 'ddim', numInferenceSteps: nfe, eta: 0 },
      init: 'stratified',
      bound: 0.004,
    }),
  ),
  ...[20, 30].map(
    (nfe): QualityCase => ({
      name: `DPM-Solver++(2M) logsnr, ${nfe}`,
      sampler: { sampler: 'dpmpp_2m', timestepSpacing: 'logsnr', numInferenceSteps: nfe },
      init: 'stratified',
      bound: 0.005,
    }),
  ),
  {
    name: 'DDIM linspace, eta 1, 100',
    sampler: { ...linspace, sampler: 'ddim', numInferenceSteps: 100, eta: 1 },
    init: 'gaussian',
    bound: 0.003,
  },
  {
    name: 'DDPM, 1000',
    sampler: { ...linspace, sampler: 'ddpm', numInferenceSteps: 1000 },
    init: 'gaussian',
    bound: 0.003,
  },
];

/** One sampling: how far the samples are from the article's mixture, in the data's own units. */
export interface Measurement {
  readonly w1: number;
  /** Shares of the three modes, from left to right: 0.3, 0.4, 0.3 in truth. */
  readonly masses: readonly number[];
  readonly seconds: number;
}

/** Halfway between the modes of the article's mixture, in standard deviations of the narrower neighbour or more. */
const modeBoundaries = [-0.15, 0.3];

/** What all measurements of a run share. */
export interface QualityRun {
  readonly lab: LabDevice;
  readonly experiment: ExperimentConfig;
  readonly numSamples: number;
}

/** Trains the experiment's network from scratch with a seed of its own for weights, data and draws. */
export async function trainNetwork(
  { lab, experiment }: QualityRun,
  seed: number,
  onProgress: (step: number, numSteps: number) => void = () => {},
): Promise<{ denoiser: Denoiser; loss: number; seconds: number; destroy: () => void }> {
  const begin = performance.now();
  const schedule = makeSchedule(experiment.schedule);
  const { mean, standardDeviation } = standardisation(experiment);
  const model = await createModel(lab, experiment.model, {
    seed,
    schedule,
    mean: [mean],
    standardDeviation: [standardDeviation],
  });
  const trainer = await createTrainer(lab, {
    model,
    data: articleData(seed),
    config: { ...experiment.training, seed },
  });
  const losses: number[] = [];
  for await (const progress of trainer.train()) {
    losses.push(...progress.losses);
    onProgress(progress.step, progress.numSteps);
  }
  trainer.destroy();
  const tail = losses.slice(-500);
  return {
    denoiser: networkDenoiser(model),
    loss: tail.reduce((sum, loss) => sum + loss, 0) / tail.length,
    seconds: (performance.now() - begin) / 1000,
    destroy: () => model.destroy(),
  };
}

/** The exact denoiser in the network's place. */
export function exactDenoiser({ experiment }: QualityRun): Denoiser {
  const { predictionType } = experiment.model;
  return mixtureDenoiser(articleMixture, { predictionType, ...standardisation(experiment) });
}

/** Samples one case with a denoiser and measures the result. */
export async function measure(
  { lab, experiment, numSamples }: QualityRun,
  { sampler: config, init }: QualityCase,
  denoiser: Denoiser,
  seed: number,
): Promise<Measurement> {
  const begin = performance.now();
  const schedule: Schedule = makeSchedule(experiment.schedule);
  const rows = samplerRows(schedule, { ...config, predictionType: denoiser.predictionType });
  const sampler = await createSampler(lab, { denoiser, rows, numSamples, seed, init });
  for await (const _ of sampler.run());
  const samples = await sampler.readSamples();
  sampler.destroy();
  return {
    w1: wasserstein1(samples, articleMixture),
    masses: [...modeMasses(samples, modeBoundaries)],
    seconds: (performance.now() - begin) / 1000,
  };
}

function standardisation({ standardise }: ExperimentConfig): { mean: number; standardDeviation: number } {
  return standardise ? articleMixture : { mean: 0, standardDeviation: 1 };
}
