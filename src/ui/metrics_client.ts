import {
  articleMixture,
  type GaussianMixture,
  type LossWeightingConfig,
  type ScheduleConfig,
} from '../index.ts';
import { dataBins, peakBoundaries } from './data_set.ts';
import type { MetricsReply, MetricsRequest, MixtureParameters, SampleMetrics } from './metrics.worker.ts';

/** Sorting millions of samples and integrating belong beside the page's thread, not on it. */
const worker = new Worker(new URL('./metrics.worker.ts', import.meta.url), {
  type: 'module',
  name: 'metrics',
});
const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
let lastId = 0;

worker.addEventListener('message', ({ data }: MessageEvent<MetricsReply>) => {
  const request = waiting.get(data.id);
  waiting.delete(data.id);
  if (data.error !== undefined) request?.reject(new Error(data.error));
  else request?.resolve(data.value as never);
});

worker.addEventListener('error', ({ message }) => {
  for (const { reject } of waiting.values())
    reject(new Error(`The metrics could not be computed: ${message}`));
  waiting.clear();
});

function ask<T>(request: MetricsRequest, transfer: Transferable[] = []): Promise<T> {
  lastId += 1;
  const id = lastId;
  return new Promise<T>((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, request }, transfer);
  });
}

function parametersOf({ weights, means, standardDeviations }: GaussianMixture): MixtureParameters {
  return { weights: [...weights], means: [...means], standardDeviations: [...standardDeviations] };
}

/** Measures samples in the data's own units. The array is handed to the worker and is empty afterwards. */
export function measureSamples(samples: Float32Array<ArrayBuffer>): Promise<SampleMetrics> {
  const mixture = parametersOf(articleMixture);
  return ask({ kind: 'samples', samples, mixture, bins: dataBins, boundaries: peakBoundaries }, [
    samples.buffer,
  ]);
}

/** The Bayes floor of the training loss, with each timestep weighted as in training, for a mixture in model space. */
export function lossFloor(
  mixture: GaussianMixture,
  schedule: ScheduleConfig,
  weighting: LossWeightingConfig,
): Promise<number> {
  return ask({ kind: 'lossFloor', mixture: parametersOf(mixture), schedule, weighting });
}
