import {
  createSampler,
  type Denoiser,
  type LabDevice,
  type Sampler,
  type SamplerRow,
  type SampleVariant,
  variantName,
} from '../../index.ts';
import { connectedDevice } from '../device_state.ts';
import { asPicture } from '../gpu_turn.ts';
import { knownSampleVariant } from '../kernel_choice.ts';
import { pins } from '../kernel_pins.ts';
import type { DenoiserName } from '../recipe.ts';
import { type Column, columns, type Recipe, recipe } from '../recipe.ts';
import { samplerProblem } from '../sampler_problems.ts';
import { rowsOf } from '../sampler_tables.ts';
import { answererNamed } from '../sampling_session.ts';
import { computed, effect, type Signal, signal, untracked } from '../signal.ts';
import { type Trained, trained } from '../training_session.ts';
import type { Partner } from './geometry.ts';
import type { Track } from './scene.ts';
import { spreadQuantiles } from './spread_quantiles.ts';
import { keepComputed, retire } from './when_idle.ts';

/** A sampler's way from noise to data, as the GPU computed it. */
export interface ReverseRun {
  readonly lab: LabDevice;
  readonly strands: Track;
  /** Many more particles at fewer moments; the first of them are the strands. */
  readonly swarm: Track;
  /** Where the swarm starts and ends; model space. */
  readonly start: Float32Array;
  readonly end: Float32Array;
  readonly nfe: number;
  /** The kernels it was made with, as a run of the same bits needs them. */
  readonly kernels: string;
  readonly denoiser: DenoiserName;
  /** The network that there was. */
  readonly trained: Trained | undefined;
  destroy(): void;
}

/** The sampler that is shown beside DDPM. */
export const partner = signal<Partner>('ddim');

export const reverseDenoiser = signal<DenoiserName>('exact');
export const reverseBusy = signal(false);
export const reverseError = signal<(() => string) | undefined>(undefined);
export const reverseRuns: Readonly<Record<Column, Signal<ReverseRun | undefined>>> = {
  ddpm: signal<ReverseRun | undefined>(undefined),
  ddim: signal<ReverseRun | undefined>(undefined),
  chosen: signal<ReverseRun | undefined>(undefined),
};

/** Moments that are kept of a strand and of a particle of the swarm: 4 MiB and 25 MiB a sampler at most. */
const mostFrames = { strands: 250, swarm: 64 } as const;
const mostParticles = { software: 8192, hardware: 100_000 } as const;
/** Seconds that the swarm may take, going by the time that the strands took. */
const patience = { software: 0.5, hardware: 1.5 } as const;

/** Paths that are there without a wait, whatever the adapter. */
function numStrands(lab: LabDevice, denoiser: DenoiserName): number {
  if (!lab.adapter.isSoftware) return 4096;
  return denoiser === 'network' ? 256 : 1024;
}

interface Options {
  readonly denoiser: Denoiser;
  readonly variant: SampleVariant | undefined;
  readonly rows: readonly SamplerRow[];
  readonly seed: number;
  readonly stratified: boolean;
  readonly numTrainTimesteps: number;
}

interface Walk {
  readonly sampler: Sampler;
  readonly track: Track;
  readonly seconds: number;
}

/** Walks the first `count` particles and keeps their ways. Undefined when outdated. */
async function walk(
  lab: LabDevice,
  { denoiser, variant, rows, seed, stratified, numTrainTimesteps }: Options,
  { count, frames }: { readonly count: number; readonly frames: number },
  isCurrent: () => boolean,
): Promise<Walk | undefined> {
  const sampler = await createSampler(lab, {
    denoiser,
    variant,
    rows,
    seed,
    numSamples: count,
    init: stratified ? spreadQuantiles(count) : 'gaussian',
    record: { paths: count, every: Math.ceil(rows.length / frames) },
  });
  const { recorded } = sampler;
  let milliseconds = 0;
  for await (const progress of sampler.run()) {
    milliseconds = progress.milliseconds;
    if (!isCurrent()) break;
  }
  if (!isCurrent() || recorded === undefined) {
    sampler.destroy();
    return undefined;
  }
  const places = Float64Array.from(recorded.steps, (done) => {
    const row = rows[done];
    return row === undefined ? 1 : 1 - (row.t + 1) / numTrainTimesteps;
  });
  return { sampler, track: { recorded, places }, seconds: milliseconds / 1000 };
}

async function readModelSpace(
  sampler: Sampler,
  { mean, standardDeviation }: Denoiser,
): Promise<Float32Array> {
  const samples = await sampler.readSamples();
  const [centre = 0, scale = 1] = [mean[0], standardDeviation[0]];
  return samples.map((x) => (x - centre) / scale);
}

async function trace(
  lab: LabDevice,
  options: Options,
  name: DenoiserName,
  isCurrent: () => boolean,
): Promise<ReverseRun | undefined> {
  const count = numStrands(lab, name);
  const strands = await walk(lab, options, { count, frames: mostFrames.strands }, isCurrent);
  if (strands === undefined) return undefined;
  const kind = lab.adapter.isSoftware ? 'software' : 'hardware';
  const affordable = Math.floor((count * patience[kind]) / Math.max(strands.seconds, 1e-3));
  const many = Math.min(mostParticles[kind], affordable);
  const more =
    many >= 4 * count
      ? await walk(lab, options, { count: many, frames: mostFrames.swarm }, isCurrent)
      : undefined;
  const swarm = more ?? strands;
  const destroy = () => {
    strands.sampler.destroy();
    more?.sampler.destroy();
  };
  if (!isCurrent()) {
    destroy();
    return undefined;
  }
  const [start, end] = await Promise.all([
    swarm.track.recorded.read(0),
    readModelSpace(swarm.sampler, options.denoiser),
  ]);
  const nfe = options.rows.length;
  const kernels = variantName(swarm.sampler.variant);
  const made = { start, end, nfe, kernels, denoiser: name, trained: trained.peek(), destroy };
  return { lab, strands: strands.track, swarm: swarm.track, ...made };
}

async function compute(
  lab: LabDevice,
  current: Recipe,
  name: DenoiserName,
  isCurrent: () => boolean,
): Promise<void> {
  const answerer = answererNamed(name, lab, current);
  if (answerer === undefined) return;
  const variant = untracked(() => knownSampleVariant(lab, answerer, current));
  // DDPM takes the most steps, so it comes last.
  for (const sampler of [partner.peek(), 'ddpm'] as const) {
    const last = reverseRuns[sampler].peek();
    const isThere = last?.denoiser === name && (name === 'exact' || last.trained === trained.peek());
    if (isThere || untracked(() => samplerProblem(sampler)) !== undefined) continue;
    const options: Options = {
      denoiser: answerer.denoiser,
      variant,
      rows: rowsOf(current, sampler),
      seed: current.samplerSeed,
      stratified: current.init === 'stratified',
      numTrainTimesteps: current.experiment.schedule.numTrainTimesteps,
    };
    const run = await trace(lab, options, name, isCurrent);
    if (run === undefined) return;
    reverseRuns[sampler].set(run);
    retire(last);
  }
}

const pictured = computed(() => {
  const { experiment, chosen, samplerSeed, init } = recipe();
  const { schedule, standardise, samplers, model } = experiment;
  const { predictionType } = model;
  const ways = [schedule, standardise, samplers, chosen, predictionType, samplerSeed, init];
  return JSON.stringify([...ways, pins.sampling()]);
});

/** Keeps the reverse paths up to date with the recipe and the denoiser, whenever the GPU has nothing else to do. */
export function keepReversePaths(): void {
  effect(() => {
    pictured();
    connectedDevice();
    for (const name of columns) {
      const last = reverseRuns[name].peek();
      reverseRuns[name].set(undefined);
      retire(last);
    }
  });
  keepComputed(
    () => void [pictured(), trained(), reverseDenoiser(), partner()],
    (lab, isCurrent) => asPicture(() => compute(lab, recipe.peek(), reverseDenoiser.peek(), isCurrent)),
    { busy: (is) => reverseBusy.set(is), error: (sentence) => reverseError.set(sentence) },
  );
}

/** What was just trained is shown at once. */
effect(() => {
  if (trained() !== undefined) reverseDenoiser.set('network');
});
