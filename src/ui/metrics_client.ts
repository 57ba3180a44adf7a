import {
  articleMixture,
  type ExcessLossProbe,
  type GaussianMixture,
  type LossWeightingConfig,
  type PredictionType,
  RefusalError,
  type ScheduleConfig,
} from '../index.ts';
import { dataBins, peakBoundaries } from './data_set.ts';
import { PageError } from './describe_error.ts';
import { strings } from './i18n/index.ts';
import type {
  MetricsAnswers,
  MetricsKind,
  MetricsReply,
  MetricsRequest,
  MixtureParameters,
  SampleFloor,
  SampleMetrics,
  WorkerError,
} from './metrics.worker.ts';
import type { ExactNoiseMap } from './training/noise_map.ts';

/** Sorting millions of samples and integrating belong beside the page's thread, not on it. */
const worker = new Worker(new URL('./metrics.worker.ts', import.meta.url), {
  type: 'module',
  name: 'metrics',
});
const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
let lastId = 0;

function unpackError(error: WorkerError): Error {
  return 'code' in error ? new RefusalError(error.code, error.values) : new Error(error.message);
}

worker.addEventListener('message', ({ data }: MessageEvent<MetricsReply>) => {
  const request = waiting.get(data.id);
  waiting.delete(data.id);
  if (data.error !== undefined) request?.reject(unpackError(data.error));
  else request?.resolve(data.value as never);
});

worker.addEventListener('error', () => {
  for (const { reject } of waiting.values()) reject(new PageError(() => strings().errors.metrics));
  waiting.clear();
});

function ask<K extends MetricsKind>(
  request: MetricsRequest<K>,
  transfer: Transferable[] = [],
): Promise<MetricsAnswers[K]> {
  lastId += 1;
  const id = lastId;
  return new Promise<MetricsAnswers[K]>((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, request }, transfer);
  });
}

function parametersOf({ weights, means, standardDeviations }: GaussianMixture): MixtureParameters {
  return { weights: [...weights], means: [...means], standardDeviations: [...standardDeviations] };
}

const dataMixture = parametersOf(articleMixture);

/** Measures samples in the data's own units. The array is handed to the worker and is empty afterwards. */
export function measureSamples(samples: Float32Array<ArrayBuffer>): Promise<SampleMetrics> {
  return ask({ kind: 'samples', mixture: dataMixture, samples, bins: dataBins, boundaries: peakBoundaries }, [
    samples.buffer,
  ]);
}

/** Measures x_t against its exact density, both in model space. The array is empty afterwards. */
export function measureMarginal(
  samples: Float32Array<ArrayBuffer>,
  exact: GaussianMixture,
  bins: { min: number; max: number; bins: number },
): Promise<SampleMetrics> {
  const request = { kind: 'samples', mixture: parametersOf(exact), samples, bins, boundaries: [] } as const;
  return ask(request, [samples.buffer]);
}

/** W1 of `count` perfect samples. */
export function sampleFloor(count: number): Promise<SampleFloor> {
  return ask({ kind: 'sampleFloor', mixture: dataMixture, count });
}

/** The Bayes floor of the training loss, with each timestep weighted as in training, for a mixture in model space. */
export function lossFloor(
  mixture: GaussianMixture,
  schedule: ScheduleConfig,
  weighting: LossWeightingConfig,
): Promise<number> {
  return ask({ kind: 'lossFloor', mixture: parametersOf(mixture), schedule, weighting });
}

/** Where to ask a network for its error at `count` timesteps of a schedule, for a mixture in model space. */
export function askExcessLossProbe(
  mixture: GaussianMixture,
  schedule: ScheduleConfig,
  predictionType: PredictionType,
  count: number,
): Promise<ExcessLossProbe> {
  return ask({ kind: 'excessLossProbe', mixture: parametersOf(mixture), schedule, predictionType, count });
}

/** What noise the exact denoiser sees, over time and space, for a mixture in model space. */
export function askExactNoiseMap(
  mixture: GaussianMixture,
  schedule: ScheduleConfig,
  size: { readonly columns: number; readonly rows: number },
): Promise<ExactNoiseMap> {
  return ask({ kind: 'exactNoiseMap', mixture: parametersOf(mixture), schedule, ...size });
}
