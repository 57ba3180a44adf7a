import {
  articleMixture,
  createSampler,
  type LabDevice,
  mixtureDenoiser,
  networkDenoiser,
  type SampleProgress,
  sampleVariants,
  variantName,
} from '../index.ts';
import { standardisation } from './data_set.ts';
import { describeError } from './describe_error.ts';
import { connectedDevice } from './device_state.ts';
import { gpuIsTaken, samplingRun } from './gpu_turn.ts';
import { strings } from './i18n/index.ts';
import { type Answerer, pinnedOf, sampleVariantFor } from './kernel_choice.ts';
import type { SampleMetrics } from './metrics.worker.ts';
import { measureSamples } from './metrics_client.ts';
import type { DenoiserName } from './recipe.ts';
import { type Column, firstChange, type Recipe, recipe, samplesDiffer } from './recipe.ts';
import { RunControl } from './run_control.ts';
import { rowsOf, runnableColumns } from './sampler_tables.ts';
import { type Signal, signal, untracked } from './signal.ts';
import { samplingWeights, type Trained, trained } from './training_session.ts';

export { samplingRun };

/** What one sampler made, and how good it is. */
export interface SampleResult {
  readonly recipe: Recipe;
  readonly denoiser: DenoiserName;
  /** The network there was when they were drawn. */
  readonly trained: Trained | undefined;
  readonly numSamples: number;
  readonly metrics: SampleMetrics;
  /** Network evaluations per sample. */
  readonly nfe: number;
  readonly seconds: number;
  /** The kernels they were made with, as a run of the same bits needs them. */
  readonly kernels: string;
  /** W1 of the same sampler from the same x_T with the exact denoiser, where it was asked for. */
  readonly exactW1: number | undefined;
}

export const samplingProgress = signal<SampleProgress | undefined>(undefined);
export const samplingError = signal<(() => string) | undefined>(undefined);
export const samplingWasCancelled = signal(false);
export const results: Readonly<Record<Column, Signal<SampleResult | undefined>>> = {
  ddpm: signal<SampleResult | undefined>(undefined),
  ddim: signal<SampleResult | undefined>(undefined),
  chosen: signal<SampleResult | undefined>(undefined),
};

/**
 * Whether a column's samples belong to another recipe, to a network that has been trained anew since, or to other kernels
 * than those that are pinned.
 */
export function isStale(name: Column): boolean {
  const result = results[name]();
  if (result === undefined) return false;
  if (firstChange(result.recipe, recipe()) !== undefined) return true;
  if (samplesDiffer(result.recipe, recipe(), name)) return true;
  if (result.denoiser === 'network' && result.trained?.weights !== trained()?.weights) return true;
  const pinned = pinnedKernels(result.denoiser, result.recipe);
  return pinned !== undefined && pinned !== result.kernels;
}

/** The kernels that are pinned for samples by a denoiser, of those there are for it. */
export function pinnedKernels(name: DenoiserName, current: Recipe): string | undefined {
  const lab = connectedDevice();
  const answerer = lab && answererNamed(name, lab, current);
  const pinned = answerer && pinnedOf('sampling', sampleVariants(lab, answerer.denoiser));
  return pinned && variantName(pinned);
}

/** The columns that lack up-to-date samples by a denoiser; all of them when none does, to be drawn once more. */
function columnsToDraw(current: Recipe, denoiser: DenoiserName): readonly Column[] {
  const runnable = runnableColumns(current);
  const lacking = runnable.filter(
    (name) => results[name].peek()?.denoiser !== denoiser || untracked(() => isStale(name)),
  );
  return lacking.length > 0 ? lacking : runnable;
}

/** The trained network, if there is one on this device. */
export function trainedNetwork(lab: LabDevice): Answerer | undefined {
  const last = trained.peek();
  if (last?.lab !== lab) return undefined;
  return { denoiser: networkDenoiser(last.model, samplingWeights(last.recipe)), trainedBy: last.recipe };
}

/** The trained network, if there is one on this device, or the exact denoiser of the recipe's data. */
export function answererNamed(name: DenoiserName, lab: LabDevice, current: Recipe): Answerer | undefined {
  if (name === 'network') return trainedNetwork(lab);
  const { predictionType } = current.experiment.model;
  return { denoiser: mixtureDenoiser(articleMixture, { predictionType, ...standardisation(current) }) };
}

interface Drawn {
  readonly metrics: SampleMetrics;
  readonly nfe: number;
  readonly seconds: number;
  readonly kernels: string;
}

async function draw(
  lab: LabDevice,
  current: Recipe,
  name: Column,
  denoiserName: DenoiserName,
  control: RunControl,
): Promise<Drawn | undefined> {
  samplingProgress.set(undefined);
  const run = { control, name: () => strings().results.columns[name], denoiser: denoiserName };
  samplingRun.set({ ...run, measuring: false });
  const { experiment, samplerSeed } = current;
  const answerer = answererNamed(denoiserName, lab, current);
  if (answerer === undefined) return undefined;
  const rows = rowsOf(current, name);
  const { numSamples } = experiment;
  const variant = await sampleVariantFor(lab, answerer, current, control);
  if (control.cancelled) return undefined;
  const sampler = await createSampler(lab, {
    denoiser: answerer.denoiser,
    rows,
    numSamples,
    seed: samplerSeed,
    init: current.init,
    variant,
  });
  try {
    let seconds = 0;
    const finished = await control.drive(sampler.run(), (progress) => {
      samplingProgress.set(progress);
      seconds = progress.milliseconds / 1000;
    });
    if (!finished) return undefined;
    samplingRun.set({ ...run, measuring: true });
    const metrics = await measureSamples(await sampler.readSamples());
    return { metrics, nfe: sampler.nfe, seconds, kernels: variantName(sampler.variant) };
  } finally {
    sampler.destroy();
  }
}

/**
 * Draws samples by the columns' samplers, from the same x_T. Each sampler's result appears as soon as it is measured, and
 * the exact denoiser's beside it afterwards.
 */
export async function sample(denoiser: DenoiserName): Promise<void> {
  const lab = untracked(connectedDevice);
  if (lab === undefined || untracked(gpuIsTaken)) return;
  const control = new RunControl();
  const current = recipe.peek();
  const columns = columnsToDraw(current, denoiser);
  samplingError.set(undefined);
  samplingWasCancelled.set(false);
  try {
    for (const name of columns) {
      const drawn = await draw(lab, current, name, denoiser, control);
      if (drawn === undefined) break;
      const exactW1 = denoiser === 'exact' ? drawn.metrics.w1 : undefined;
      results[name].set({
        recipe: current,
        denoiser,
        trained: trained.peek(),
        numSamples: current.experiment.numSamples,
        ...drawn,
        exactW1,
      });
    }
    if (denoiser === 'network' && current.compareExact) {
      for (const name of columns) {
        if (control.cancelled) break;
        const exact = await draw(lab, current, name, 'exact', control);
        const result = results[name].peek();
        if (exact !== undefined && result !== undefined)
          results[name].set({ ...result, exactW1: exact.metrics.w1 });
      }
    }
    samplingWasCancelled.set(control.cancelled);
  } catch (error) {
    if (untracked(connectedDevice) === lab) samplingError.set(describeError(error));
  } finally {
    samplingRun.set(undefined);
  }
}
