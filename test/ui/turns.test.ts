import { beforeEach, describe, expect, it } from 'vitest';
import type { Trainer, TrainProgress } from '../../src/index.ts';
import { presets } from '../../src/index.ts';
import { RunControl } from '../../src/ui/run_control.ts';
import { askForStep, byTheClock, oneStepAtATime, pace, stepsAskedFor } from '../../src/ui/training/pace.ts';
import { trainInTurns } from '../../src/ui/training/turns.ts';

/** A trainer that does nothing, a step at a time, at 1000 steps a second by its own account. */
function fakeTrainer(numSteps: number): Trainer {
  let step = 0;
  return {
    config: { ...presets.quick.training, numSteps },
    lossesUnderWay: Float32Array.of(),
    get step() {
      return step;
    },
    async *train(until = numSteps) {
      for (const end = Math.min(until, numSteps); step < end; ) {
        step++;
        const losses = Float32Array.of(1 / step);
        yield { step, numSteps, losses, stepsPerSecond: 1000, secondsLeft: (numSteps - step) / 1000 };
      }
    },
  } as Trainer;
}

interface Seen {
  readonly pictures: number[];
  readonly progress: TrainProgress[];
}

function listener(
  onProgress: (progress: TrainProgress) => void = () => undefined,
  isReady: () => boolean = () => true,
): Seen & {
  showProgress(progress: TrainProgress): Promise<void>;
  showPictures(step: number, patiently: boolean): Promise<boolean>;
} {
  const pictures: number[] = [];
  const progress: TrainProgress[] = [];
  return {
    pictures,
    progress,
    async showProgress(now) {
      progress.push(now);
      onProgress(now);
    },
    async showPictures(step, patiently) {
      if (!patiently && !isReady()) return false;
      pictures.push(step);
      return true;
    },
  };
}

/** Lets everything that waits for nothing but microtasks run. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

beforeEach(() => {
  oneStepAtATime.set(false);
  stepsAskedFor.set(0);
});

describe('trainInTurns', () => {
  it('does every step once, with pictures before, between and after, further and further apart', async () => {
    const seen = listener();
    await trainInTurns(fakeTrainer(500), new RunControl(), seen);
    expect(seen.progress.map(({ step }) => step)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
    expect(seen.pictures).toEqual([0, 8, 72, 500]);
    const last = seen.progress.at(-1);
    expect(last?.stepsPerSecond).toBeCloseTo(1000, 6);
    expect(last?.secondsLeft).toBe(0);
  });

  it('does not wait for pictures that are not ready, but for the last', async () => {
    const trainer = fakeTrainer(500);
    const late = listener(undefined, () => trainer.step > 8);
    await trainInTurns(trainer, new RunControl(), late);
    expect(late.pictures).toEqual([72, 500]);
    const never = listener(undefined, () => false);
    await trainInTurns(fakeTrainer(500), new RunControl(), never);
    expect(never.pictures).toEqual([500]);
  });

  it('waits for each step in slow mode, and runs on when that is over', async () => {
    oneStepAtATime.set(true);
    const seen = listener();
    const run = trainInTurns(fakeTrainer(40), new RunControl(), seen);
    await settle();
    expect(seen.pictures).toEqual([0]);
    expect(seen.progress).toEqual([]);
    for (const step of [1, 2]) {
      askForStep();
      await settle();
      expect(seen.pictures.at(-1)).toBe(step);
      expect(seen.progress).toHaveLength(step);
      expect(stepsAskedFor.peek()).toBe(0);
    }
    oneStepAtATime.set(false);
    await run;
    expect(seen.progress).toHaveLength(40);
  });

  it('ends when it is cancelled, in a turn or between two', async () => {
    const control = new RunControl();
    const seen = listener(({ step }) => {
      if (step === 3) control.cancel();
    });
    await trainInTurns(fakeTrainer(100), control, seen);
    expect(seen.progress).toHaveLength(3);
    expect(seen.pictures).toEqual([0, 3]);
    const impatient = new RunControl();
    const unready = listener(
      ({ step }) => {
        if (step === 3) impatient.cancel();
      },
      () => false,
    );
    await trainInTurns(fakeTrainer(100), impatient, unready);
    expect(unready.pictures).toEqual([]);

    const late = new RunControl();
    const told = listener(({ step }) => {
      if (step === 3) late.cancel();
    });
    const twoUnderWay = Object.defineProperties(fakeTrainer(100), {
      step: { value: 5 },
      lossesUnderWay: { value: Float32Array.of(0.4, 0.3) },
    });
    await trainInTurns(twoUnderWay, late, told);
    expect(told.progress.map(({ step, losses }) => [step, losses.length])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [5, 2],
    ]);

    oneStepAtATime.set(true);
    const waiting = new RunControl();
    const idle = listener();
    const run = trainInTurns(fakeTrainer(100), waiting, idle);
    await settle();
    waiting.cancel();
    await run;
    expect(idle.progress).toEqual([]);
  });
});

describe('pace', () => {
  it('says all there is to say of the switches, whichever way they were set', async () => {
    for (const word of ['by_clock', 'by_hand', 'fast', 'by_clock'] as const) {
      pace.set(word);
      await settle();
      expect(pace()).toBe(word);
    }
    oneStepAtATime.set(false);
    await settle();
    expect([pace(), byTheClock()]).toEqual(['fast', false]);
  });
});
