import {
  createModel,
  createTrainer,
  type LabDevice,
  type Model,
  makeSchedule,
  type NamedTensor,
  type TrainProgress,
  variantName,
} from '../index.ts';
import { dataSet, mixtureInModelSpace, standardisation } from './data_set.ts';
import { describeError } from './describe_error.ts';
import { connectedDevice } from './device_state.ts';
import { asPicture, gpuIsTaken, type TrainingRun, trainingRun } from './gpu_turn.ts';
import { trainVariantFor } from './kernel_choice.ts';
import { LossHistory } from './loss_history.ts';
import { lossFloor } from './metrics_client.ts';
import { type Recipe, recipe } from './recipe.ts';
import { RunControl } from './run_control.ts';
import { effect, signal, until, untracked } from './signal.ts';
import { createLivePictures } from './training/live_pictures.ts';
import { stepsAskedFor } from './training/pace.ts';
import { type LivePictures, type Outcome, RunPictures } from './training/run_pictures.ts';
import { trainInTurns } from './training/turns.ts';

export { trainingRun };

/** A network that has learnt something, and what it takes to have it again on another device. */
export interface Trained {
  readonly recipe: Recipe;
  readonly lab: LabDevice;
  readonly model: Model;
  readonly weights: NamedTensor[];
  readonly step: number;
}

export const trainingProgress = signal<TrainProgress | undefined>(undefined);
export const trained = signal<Trained | undefined>(undefined);
export const trainingError = signal<(() => string) | undefined>(undefined);
/** Why the pictures beside the loss are not kept up to date, or undefined when they are. */
export const picturesError = signal<(() => string) | undefined>(undefined);
export const losses = new LossHistory();
/** The kernels that make the curve that is shown, as a run of the same bits needs them. */
export const trainingKernels = signal<string | undefined>(undefined);
/** The floor of the curve that is shown, or undefined while it is being computed. */
export const lossBayesFloor = signal<number | undefined>(undefined);

/** How often a copy of the weights is taken while training, in milliseconds, in case the device is lost. */
const copyEvery = 5000;

/** The weights that samples are drawn with: averaged over steps where the recipe asks for it. */
export function samplingWeights({ experiment }: Recipe): 'ema' | 'raw' {
  return experiment.training.emaDecay > 0 ? 'ema' : 'raw';
}

function makeModel(lab: LabDevice, current: Recipe): Promise<Model> {
  const { mean, standardDeviation } = standardisation(current);
  return createModel(lab, current.experiment.model, {
    schedule: makeSchedule(current.experiment.schedule),
    seed: current.experiment.training.seed,
    mean: [mean],
    standardDeviation: [standardDeviation],
  });
}

async function computeFloor(current: Recipe): Promise<void> {
  lossBayesFloor.set(undefined);
  const { schedule, model, training } = current.experiment;
  const { lossWeighting, snrGamma } = training;
  const { predictionType } = model;
  const weighting = { lossWeighting, snrGamma, predictionType };
  const floor = await lossFloor(mixtureInModelSpace(current), schedule, weighting);
  if (trainingRun.peek()?.recipe === current || trained.peek()?.recipe === current) lossBayesFloor.set(floor);
}

function showError(error: unknown): void {
  trainingError.set(describeError(error));
}

/** Trains the recipe from the start. What was trained before is in use until the new network is there. */
export async function train(): Promise<void> {
  const lab = untracked(connectedDevice);
  if (lab === undefined || untracked(gpuIsTaken)) return;
  const run = { control: new RunControl(), recipe: recipe.peek() };
  trainingError.set(undefined);
  picturesError.set(undefined);
  trainingProgress.set(undefined);
  trainingKernels.set(undefined);
  losses.clear();
  trainingRun.set(run);
  computeFloor(run.recipe).catch(showError);
  try {
    await runTraining(lab, run);
  } catch (error) {
    // A lost device is told by the device's own state, with what to do about it.
    if (untracked(connectedDevice) === lab) showError(error);
  } finally {
    trainingRun.set(undefined);
    stepsAskedFor.set(0);
  }
}

async function runTraining(lab: LabDevice, run: TrainingRun): Promise<void> {
  const { recipe: current, control } = run;
  const variant = await trainVariantFor(lab, current, control);
  if (control.cancelled) return;
  const model = await makeModel(lab, current);
  const trainer = await createTrainer(lab, {
    model,
    data: untracked(dataSet),
    config: current.experiment.training,
    variant,
  }).catch((error: unknown) => {
    model.destroy();
    throw error;
  });
  trainingKernels.set(variantName(trainer.variant));
  const pictures = new RunPictures(
    () => preparePictures(lab, model, current),
    (work) => unlessLost(lab, work),
  );
  const previous = trained.peek();
  const copy = async (): Promise<Trained> => ({
    recipe: current,
    lab,
    model,
    weights: await model.readWeights(samplingWeights(current)),
    step: trainer.step,
  });
  let latest: Trained | undefined;
  let copiedAt = performance.now();
  try {
    await trainInTurns(trainer, control, {
      async showProgress(progress) {
        losses.append(progress.losses);
        trainingProgress.set(progress);
        if (performance.now() - copiedAt < copyEvery) return;
        latest = await copy();
        copiedAt = performance.now();
      },
      showPictures: (step, patiently) => pictures.show(step, patiently),
    });
    if (trainer.step > 0) latest = await copy();
  } finally {
    trainer.destroy();
    if (latest !== undefined) {
      trained.set(latest);
      previous?.model.destroy();
      void pictures.end(outcomeOf(run, latest));
    } else {
      // Pictures that are still being prepared use the model until they are there.
      void pictures.end(undefined).then(() => model.destroy());
    }
  }
}

/** What a run leaves to picture, until another network takes its place or another run begins. */
function outcomeOf(run: TrainingRun, outcome: Trained): Outcome {
  const isWanted = () => trained() === outcome && [run, undefined].includes(trainingRun());
  return {
    step: outcome.step,
    whenFree: () => until(() => !gpuIsTaken() || !isWanted()),
    isWanted: () => untracked(isWanted),
  };
}

async function preparePictures(lab: LabDevice, model: Model, current: Recipe): Promise<LivePictures> {
  // The same seed gives the same weights: what the network was before it was trained.
  const untrained = await makeModel(lab, current);
  try {
    return await createLivePictures(lab, { model, untrained, weights: samplingWeights(current) }, current);
  } finally {
    untrained.destroy();
  }
}

/**
 * Does something for the pictures, and says whether it went well. Training goes on without them where they fail, unless
 * the device is lost, which is told elsewhere.
 */
async function unlessLost(lab: LabDevice, work: () => Promise<void>): Promise<boolean> {
  try {
    await asPicture(work);
    return true;
  } catch (error) {
    lab.assertAlive();
    picturesError.set(describeError(error));
    return false;
  }
}

/** On a new device, puts the network back as it was last copied. */
effect(() => {
  const lab = connectedDevice();
  const last = trained.peek();
  if (lab === undefined || last === undefined || last.lab === lab) return;
  const restore = async () => {
    const model = await makeModel(lab, last.recipe);
    model.writeWeights(last.weights);
    trained.set({ ...last, lab, model });
  };
  restore().catch(showError);
});
