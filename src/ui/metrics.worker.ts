import {
  bayesLoss,
  GaussianMixture,
  type Histogram,
  histogram,
  type LossWeightingConfig,
  lossWeights,
  makeSchedule,
  modeMasses,
  type ScheduleConfig,
  wasserstein1,
  wasserstein1Floor,
} from '../index.ts';

/** What the page asks for; a mixture travels as its three arrays. */
export type MetricsRequest =
  | {
      readonly kind: 'samples';
      readonly samples: Float32Array;
      readonly mixture: MixtureParameters;
      readonly bins: { min: number; max: number; bins: number };
      readonly boundaries: readonly number[];
    }
  | {
      readonly kind: 'lossFloor';
      readonly mixture: MixtureParameters;
      readonly schedule: ScheduleConfig;
      readonly weighting: LossWeightingConfig;
    };

export interface MixtureParameters {
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly standardDeviations: readonly number[];
}

export interface SampleMetrics {
  /** Wasserstein-1 distance to the mixture, in the samples' units. */
  readonly w1: number;
  /** W1 of as many perfect samples: what chance alone shows. */
  readonly floor: { readonly mean: number; readonly standardDeviation: number };
  readonly histogram: Histogram;
  readonly masses: readonly number[];
}

export interface MetricsReply {
  readonly id: number;
  readonly value?: SampleMetrics | number;
  readonly error?: string;
}

function mixtureFrom({ weights, means, standardDeviations }: MixtureParameters): GaussianMixture {
  return new GaussianMixture([...weights], [...means], [...standardDeviations]);
}

function answer(request: MetricsRequest): SampleMetrics | number {
  const mixture = mixtureFrom(request.mixture);
  if (request.kind === 'lossFloor') {
    const schedule = makeSchedule(request.schedule);
    const { perTimestep } = bayesLoss(mixture, schedule, request.weighting);
    const weights = lossWeights(schedule, request.weighting);
    return perTimestep.reduce((sum, loss, t) => sum + loss * (weights[t] ?? 0), 0) / perTimestep.length;
  }
  const { samples, bins, boundaries } = request;
  return {
    w1: wasserstein1(samples, mixture),
    floor: wasserstein1Floor(mixture, samples.length),
    histogram: histogram(samples, bins),
    masses: [...modeMasses(samples, [...boundaries])],
  };
}

addEventListener('message', ({ data }: MessageEvent<{ id: number; request: MetricsRequest }>) => {
  const { id, request } = data;
  let reply: MetricsReply;
  try {
    reply = { id, value: answer(request) };
  } catch (error) {
    reply = { id, error: error instanceof Error ? error.message : String(error) };
  }
  postMessage(reply);
});
