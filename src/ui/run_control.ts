import { signal } from './signal.ts';

/**
 * Pause, resume and cancel for work that is pulled from an async generator: not pulling is pausing, returning from
 * the generator is cancelling. Whoever does the pulling goes through {@link RunControl.drive}.
 */
export class RunControl {
  readonly paused = signal(false);
  readonly #cancelled = signal(false);
  #wake: (() => void) | undefined;

  get cancelled(): boolean {
    return this.#cancelled();
  }

  pause(): void {
    this.paused.set(true);
  }

  resume(): void {
    this.paused.set(false);
    this.#wake?.();
  }

  cancel(): void {
    this.#cancelled.set(true);
    this.resume();
  }

  /** Pulls until the generator is done or the run is cancelled. Says whether it got to the end. */
  async drive<T>(
    generator: AsyncGenerator<T>,
    onProgress: (progress: T) => void | Promise<void>,
  ): Promise<boolean> {
    for (;;) {
      if (this.paused.peek()) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      if (this.#cancelled.peek()) {
        await generator.return(undefined);
        return false;
      }
      const next = await generator.next();
      if (next.done) return !this.#cancelled.peek();
      await onProgress(next.value);
    }
  }
}
