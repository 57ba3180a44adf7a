import {
  bayesLoss,
  type ExcessLossProbe,
  excessLossProbe,
  GaussianMixture,
  type Histogram,
  histogram,
  type LossWeightingConfig,
  lossWeights,
  makeSchedule,
  modeMasses,
  type PredictionType,
  probeTimesteps,
  RefusalError,
  type ScheduleConfig,
  wasserstein1,
  wasserstein1Floor,
} from '../index.ts';
import { type ExactNoiseMap, exactNoiseMap } from './training/noise_map.ts';

export interface MixtureParameters {
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly standardDeviations: readonly number[];
}

/** What the page may ask, by kind; a mixture travels as its three arrays. */
interface Questions {
  samples: {
    readonly samples: Float32Array;
    readonly bins: { min: number; max: number; bins: number };
    readonly boundaries: readonly number[];
  };
  lossFloor: { readonly schedule: ScheduleConfig; readonly weighting: LossWeightingConfig };
  sampleFloor: { readonly count: number };
  excessLossProbe: {
    readonly schedule: ScheduleConfig;
    readonly predictionType: PredictionType;
    readonly count: number;
  };
  exactNoiseMap: { readonly schedule: ScheduleConfig; readonly columns: number; readonly rows: number };
}

/** What it is answered. */
export interface MetricsAnswers {
  samples: SampleMetrics;
  lossFloor: number;
  sampleFloor: SampleFloor;
  excessLossProbe: ExcessLossProbe;
  exactNoiseMap: ExactNoiseMap;
}

export type MetricsKind = keyof Questions;
export type MetricsRequest<K extends MetricsKind = MetricsKind> = {
  [Kind in K]: { readonly kind: Kind; readonly mixture: MixtureParameters } & Questions[Kind];
}[K];

/** W1 of as many perfect samples: what chance alone shows. */
export interface SampleFloor {
  readonly mean: number;
  readonly standardDeviation: number;
}

export interface SampleMetrics {
  /** Wasserstein-1 distance to the mixture, in the samples' units. */
  readonly w1: number;
  readonly floor: SampleFloor;
  readonly histogram: Histogram;
  readonly masses: readonly number[];
}

export interface MetricsReply {
  readonly id: number;
  readonly value?: MetricsAnswers[MetricsKind];
  readonly error?: WorkerError;
}

/** An error on its way to the page: a refusal in its parts, anything else as its message. */
export type WorkerError = Pick<RefusalError, 'code' | 'values'> | { readonly message: string };

function packError(error: unknown): WorkerError {
  if (error instanceof RefusalError) return { code: error.code, values: error.values };
  return { message: error instanceof Error ? error.message : String(error) };
}

/** The floor depends on the number of samples alone; runs ask for the same again and again. */
const floors = new Map<string, SampleFloor>();

function sampleFloor(mixture: GaussianMixture, count: number): SampleFloor {
  const key = `${count} ${mixture.means} ${mixture.standardDeviations} ${mixture.weights}`;
  const floor = floors.get(key) ?? wasserstein1Floor(mixture, count);
  floors.set(key, floor);
  return floor;
}

function answer(request: MetricsRequest): MetricsAnswers[MetricsKind] {
  const { weights, means, standardDeviations } = request.mixture;
  const mixture = new GaussianMixture(weights, means, standardDeviations);
  switch (request.kind) {
    case 'samples': {
      const { samples, bins, boundaries } = request;
      return {
        w1: wasserstein1(samples, mixture),
        floor: sampleFloor(mixture, samples.length),
        histogram: histogram(samples, bins),
        masses: [...modeMasses(samples, [...boundaries])],
      };
    }
    case 'lossFloor': {
      const schedule = makeSchedule(request.schedule);
      const { perTimestep } = bayesLoss(mixture, schedule, request.weighting);
      const weighting = lossWeights(schedule, request.weighting);
      return perTimestep.reduce((sum, loss, t) => sum + loss * (weighting[t] ?? 0), 0) / perTimestep.length;
    }
    case 'sampleFloor':
      return sampleFloor(mixture, request.count);
    case 'excessLossProbe': {
      const schedule = makeSchedule(request.schedule);
      return excessLossProbe(mixture, schedule, request, probeTimesteps(schedule, request.count));
    }
    case 'exactNoiseMap':
      return exactNoiseMap(mixture, makeSchedule(request.schedule), request);
  }
}

addEventListener('message', ({ data }: MessageEvent<{ id: number; request: MetricsRequest }>) => {
  const { id, request } = data;
  let reply: MetricsReply;
  try {
    reply = { id, value: answer(request) };
  } catch (error) {
    reply = { id, error: packError(error) };
  }
  postMessage(reply);
});
