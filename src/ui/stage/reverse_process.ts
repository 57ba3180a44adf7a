import { createSampler, type Denoiser, type LabDevice, type SamplerRow } from '../../index.ts';
import { connectedDevice } from '../device_state.ts';
import type { DenoiserName } from '../recipe.ts';
import { type ComparedSampler, comparedSamplers, type Recipe, recipe } from '../recipe.ts';
import { exactDenoiser, rowsOf, samplingRun, trainedDenoiser } from '../sampling_session.ts';
import { computed, effect, type Signal, signal, until } from '../signal.ts';
import { trained, trainingRun } from '../training_session.ts';
import { standardNormals } from './page_noise.ts';
import type { Trajectories } from './trajectories.ts';

/** A sampler's paths from noise to data, as the GPU computed them. */
export interface ReverseRun {
  readonly paths: Trajectories;
  /** All samples at the start and at the end, of which the paths are the first few; model space. */
  readonly start: Float32Array;
  readonly end: Float32Array;
  readonly nfe: number;
  readonly denoiser: DenoiserName;
}

export const reverseDenoiser = signal<DenoiserName>('exact');
export const reverseBusy = signal(false);
export const reverseError = signal<string | undefined>(undefined);
export const reverseRuns: Readonly<Record<ComparedSampler, Signal<ReverseRun | undefined>>> = {
  ddpm: signal<ReverseRun | undefined>(undefined),
  ddim: signal<ReverseRun | undefined>(undefined),
};

const numPaths = 96;
const mostSnapshots = { software: 60, hardware: 120 } as const;
/** Settings change while they are typed: wait until that pauses, in milliseconds. */
const patience = 250;

/** Runs a sampler from `start` and keeps its first samples' paths. Undefined when outdated. */
async function trace(
  lab: LabDevice,
  options: { readonly denoiser: Denoiser; readonly rows: SamplerRow[]; readonly seed: number },
  start: Float32Array,
  numTrainTimesteps: number,
  isCurrent: () => boolean,
): Promise<{ paths: Trajectories; end: Float32Array } | undefined> {
  const { rows, denoiser } = options;
  const snapshots = mostSnapshots[lab.adapter.isSoftware ? 'software' : 'hardware'];
  const sampler = await createSampler(lab, {
    ...options,
    numSamples: start.length,
    init: start,
    record: { paths: numPaths, every: Math.ceil(rows.length / snapshots) },
  });
  try {
    for await (const _ of sampler.run()) {
      if (!isCurrent()) return undefined;
    }
    const { steps, positions } = await sampler.readPaths();
    const samples = await sampler.readSamples();
    const [mean = 0] = denoiser.mean;
    const [standardDeviation = 1] = denoiser.standardDeviation;
    const places = Float64Array.from(steps, (done) => {
      const row = rows[done];
      return row === undefined ? 1 : 1 - (row.t + 1) / numTrainTimesteps;
    });
    return {
      paths: { numPaths, places, positions },
      end: samples.map((x) => (x - mean) / standardDeviation),
    };
  } finally {
    sampler.destroy();
  }
}

const numSamples = 2048;

/** Samples that go through the sampler: as many as are there without a wait. */
function numWalked(lab: LabDevice, denoiser: DenoiserName): number {
  return lab.adapter.isSoftware && denoiser === 'network' ? 256 : numSamples;
}

async function compute(
  lab: LabDevice,
  current: Recipe,
  name: DenoiserName,
  isCurrent: () => boolean,
): Promise<void> {
  const denoiser = name === 'network' ? trainedDenoiser(lab) : exactDenoiser(current);
  if (denoiser === undefined) return;
  const { experiment, samplerSeed } = current;
  const start = standardNormals(numSamples, samplerSeed);
  const walkers = start.slice(0, numWalked(lab, name));
  // DDIM takes fewer steps and is there sooner.
  for (const sampler of comparedSamplers.toReversed()) {
    const rows = rowsOf(current, sampler);
    const options = { denoiser, rows, seed: samplerSeed };
    const traced = await trace(lab, options, walkers, experiment.schedule.numTrainTimesteps, isCurrent);
    if (traced === undefined) return;
    reverseRuns[sampler].set({ ...traced, start, nfe: rows.length, denoiser: name });
  }
}

const pictured = computed(() => {
  const { experiment, samplerSeed } = recipe();
  const { schedule, standardise, samplers, model } = experiment;
  return JSON.stringify([schedule, standardise, samplers, model.predictionType, samplerSeed]);
});

/** Keeps the reverse paths up to date with the recipe and the denoiser, whenever the GPU has nothing else to do. */
export function keepReversePaths(): void {
  let latest = 0;
  effect(() => {
    pictured();
    for (const name of comparedSamplers) reverseRuns[name].set(undefined);
  });
  effect(() => {
    pictured();
    trained();
    latest += 1;
    const mine = latest;
    const isCurrent = () => mine === latest;
    const lab = connectedDevice();
    const name = reverseDenoiser();
    reverseBusy.set(false);
    if (lab === undefined) return;
    setTimeout(async () => {
      if (!isCurrent()) return;
      await until(() => trainingRun() === undefined && samplingRun() === undefined);
      if (!isCurrent()) return;
      reverseBusy.set(true);
      reverseError.set(undefined);
      try {
        await compute(lab, recipe.peek(), name, isCurrent);
      } catch (error) {
        // A lost device is told by the device's own state.
        if (isCurrent() && connectedDevice() === lab) {
          reverseError.set(error instanceof Error ? error.message : String(error));
        }
      } finally {
        if (isCurrent()) reverseBusy.set(false);
      }
    }, patience);
  });
}

/** What was just trained is shown at once. */
effect(() => {
  if (trained() !== undefined) reverseDenoiser.set('network');
});
