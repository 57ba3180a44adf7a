import type { Trainer, TrainProgress } from '../../index.ts';
import type { RunControl } from '../run_control.ts';
import { until, untracked } from '../signal.ts';
import { oneStepAtATime, stepsAskedFor, takeStep } from './pace.ts';

/** Training stops for the pictures after so many seconds, or later where they would take more than a share of the time. */
const secondsBetweenPictures = 1;
const shareOfPictures = 0.12;
/** Steps of the first turn, before anything is known of the adapter, and how much longer one turn may be than the last. */
const firstTurn = 8;
const growth = 8;

export interface TurnListener {
  showProgress(progress: TrainProgress): Promise<void>;
  /**
   * Brings the pictures up to date, and says whether it did. Called before the first step, after each turn and at the
   * end; unless `patiently`, pictures that are not ready to be made are left for later. Who cancels does not wait.
   */
  showPictures(step: number, patiently: boolean): Promise<boolean>;
}

/**
 * Trains to the end in turns: some steps, then the pictures, so that they never share the GPU. In slow mode a turn is
 * one step, begun when it is asked for. Cancelling ends it early.
 */
export async function trainInTurns(
  trainer: Trainer,
  control: RunControl,
  { showProgress, showPictures }: TurnListener,
): Promise<void> {
  const { numSteps } = trainer.config;
  let trainingSeconds = 0;
  let pictureSeconds = 0;
  let pictured = -1;
  let turn = firstTurn;
  const picture = async (patiently: boolean): Promise<void> => {
    if (pictured === trainer.step) return;
    const start = performance.now();
    if (!(await showPictures(trainer.step, patiently))) return;
    pictured = trainer.step;
    pictureSeconds = (performance.now() - start) / 1000;
  };
  await picture(oneStepAtATime.peek());
  while (trainer.step < numSteps) {
    await until(() => !oneStepAtATime() || stepsAskedFor() > 0 || control.cancelled);
    if (untracked(() => control.cancelled)) break;
    const slow = oneStepAtATime.peek();
    if (slow) takeStep();
    const begin = trainer.step;
    const before = trainingSeconds;
    let last: TrainProgress | undefined;
    const finished = await control.drive(trainer.train(begin + (slow ? 1 : turn)), (progress) => {
      trainingSeconds = before + (progress.step - begin) / progress.stepsPerSecond;
      const stepsPerSecond = progress.step / trainingSeconds;
      const secondsLeft = (numSteps - progress.step) / stepsPerSecond;
      last = { ...progress, stepsPerSecond, secondsLeft };
      return showProgress(last);
    });
    if (!finished) {
      await showRest(trainer, last, showProgress);
      break;
    }
    if (!slow) {
      const seconds = Math.max(secondsBetweenPictures, pictureSeconds / shareOfPictures);
      const rate = (trainer.step - begin) / (trainingSeconds - before);
      turn = Math.max(1, Math.min(growth * turn, Math.ceil(seconds * rate)));
    }
    await picture(slow);
  }
  await picture(trainer.step > 0 && !untracked(() => control.cancelled));
}

/** Steps that were under way when the run was cancelled are trained: their losses belong to the curve. */
async function showRest(
  { step, lossesUnderWay }: Trainer,
  last: TrainProgress | undefined,
  showProgress: TurnListener['showProgress'],
): Promise<void> {
  if (last !== undefined && lossesUnderWay.length > 0) {
    await showProgress({ ...last, step, losses: lossesUnderWay });
  }
}
