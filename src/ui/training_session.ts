import {
  createModel,
  createTrainer,
  type LabDevice,
  type Model,
  makeSchedule,
  type NamedTensor,
  type TrainProgress,
} from '../index.ts';
import { dataSet, mixtureInModelSpace, standardisation } from './data_set.ts';
import { connectedDevice } from './device_state.ts';
import { LossHistory } from './loss_history.ts';
import { lossFloor } from './metrics_client.ts';
import { type Recipe, recipe } from './recipe.ts';
import { RunControl } from './run_control.ts';
import { effect, signal, untracked } from './signal.ts';

export interface TrainingRun {
  readonly control: RunControl;
  readonly recipe: Recipe;
}

/** A network that has learnt something, and what it takes to have it again on another device. */
export interface Trained {
  readonly recipe: Recipe;
  readonly lab: LabDevice;
  readonly model: Model;
  readonly weights: NamedTensor[];
  readonly step: number;
}

export const trainingRun = signal<TrainingRun | undefined>(undefined);
export const trainingProgress = signal<TrainProgress | undefined>(undefined);
export const trained = signal<Trained | undefined>(undefined);
export const trainingError = signal<string | undefined>(undefined);
export const losses = new LossHistory();
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
  trainingError.set(error instanceof Error ? error.message : String(error));
}

/** Trains the recipe from the start. What was trained before is in use until the new network is there. */
export async function train(): Promise<void> {
  const lab = untracked(connectedDevice);
  if (lab === undefined || trainingRun.peek() !== undefined) return;
  const run = { control: new RunControl(), recipe: recipe.peek() };
  trainingError.set(undefined);
  trainingProgress.set(undefined);
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
  }
}

async function runTraining(lab: LabDevice, { control, recipe: current }: TrainingRun): Promise<void> {
  const model = await makeModel(lab, current);
  const trainer = await createTrainer(lab, {
    model,
    data: untracked(dataSet),
    config: current.experiment.training,
  }).catch((error: unknown) => {
    model.destroy();
    throw error;
  });
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
    await control.drive(trainer.train(), async (progress) => {
      losses.append(progress.losses);
      trainingProgress.set(progress);
      if (performance.now() - copiedAt > copyEvery) {
        latest = await copy();
        copiedAt = performance.now();
      }
    });
    if (trainer.step > 0) latest = await copy();
  } finally {
    trainer.destroy();
    if (latest === undefined) {
      model.destroy();
    } else {
      trained.set(latest);
      previous?.model.destroy();
    }
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
