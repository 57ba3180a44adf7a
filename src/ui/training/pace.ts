import { trainingRun } from '../gpu_turn.ts';
import { computed, effect, signal } from '../signal.ts';

/** How training goes on: as fast as it can, or one optimiser step at a time, by hand or by the clock. */

export const oneStepAtATime = signal(false);
/** Whether a step is taken every second, in slow mode. */
export const byTheClock = signal(false);

export const paces = ['fast', 'by_hand', 'by_clock'] as const;
export type Pace = (typeof paces)[number];

/** Both switches in one word. */
export const pace = Object.assign(
  computed<Pace>(() => (oneStepAtATime() ? (byTheClock() ? 'by_clock' : 'by_hand') : 'fast')),
  {
    set(next: Pace) {
      oneStepAtATime.set(next !== 'fast');
      byTheClock.set(next === 'by_clock');
    },
  },
);

/** The clock is of slow mode only: what cannot be seen is off. */
effect(() => {
  if (!oneStepAtATime()) byTheClock.set(false);
});

/** Steps asked for and not yet begun, in slow mode. */
export const stepsAskedFor = signal(0);

export function askForStep(): void {
  stepsAskedFor.set(stepsAskedFor.peek() + 1);
}

/** Begins a step that was asked for. */
export function takeStep(): void {
  stepsAskedFor.set(Math.max(0, stepsAskedFor.peek() - 1));
}

setInterval(() => {
  const waits = trainingRun.peek() !== undefined && stepsAskedFor.peek() === 0;
  if (oneStepAtATime.peek() && byTheClock.peek() && waits) askForStep();
}, 1000);
