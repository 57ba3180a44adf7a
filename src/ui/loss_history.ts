import { type Signal, signal } from './signal.ts';

export interface LossBucket {
  /** The middle of the steps it stands for, counted from 1. */
  readonly step: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** The loss of every step of a run. Chart.js' own decimation loses points pushed later: this one keeps them all. */
export class LossHistory {
  #losses = new Float32Array(1024);
  #length = 0;
  readonly #revision: Signal<number> = signal(0);

  /** Number of steps so far; what reads it follows the run. */
  get length(): number {
    this.#revision();
    return this.#length;
  }

  append(losses: Float32Array): void {
    const needed = this.#length + losses.length;
    if (needed > this.#losses.length) {
      const larger = new Float32Array(Math.max(needed, 2 * this.#losses.length));
      larger.set(this.#losses.subarray(0, this.#length));
      this.#losses = larger;
    }
    this.#losses.set(losses, this.#length);
    this.#length = needed;
    this.#revision.set(this.#revision.peek() + 1);
  }

  clear(): void {
    this.#length = 0;
    this.#revision.set(this.#revision.peek() + 1);
  }

  /** Every step's loss, in order. */
  all(): number[] {
    return [...this.#losses.subarray(0, this.length)];
  }

  /** Mean of the first `count` steps, before much was learnt. */
  firstMean(count: number): number {
    return meanOf(this.#losses.subarray(0, Math.min(count, this.length)));
  }

  /** Mean of the last `count` steps: one step's loss is mostly noise. */
  recentMean(count: number): number {
    return meanOf(this.#losses.subarray(Math.max(0, this.length - count), this.#length));
  }

  /**
   * At most `count` buckets of equally many steps, each with the mean and the extremes of its losses. The last one
   * takes the rest along: a bucket of a single step would be a spike.
   */
  buckets(count: number): LossBucket[] {
    const width = Math.max(Math.ceil(this.length / count), Math.min(8, Math.ceil(this.length / 12)));
    const buckets: LossBucket[] = [];
    for (let start = 0, end = 0; start < this.#length; start = end) {
      end = start + 2 * width > this.#length ? this.#length : start + width;
      const part = this.#losses.subarray(start, end);
      let sum = 0;
      let min = Number.POSITIVE_INFINITY;
      let max = Number.NEGATIVE_INFINITY;
      for (const loss of part) {
        sum += loss;
        min = Math.min(min, loss);
        max = Math.max(max, loss);
      }
      buckets.push({ step: start + (part.length + 1) / 2, mean: sum / part.length, min, max });
    }
    return buckets;
  }
}

function meanOf(losses: Float32Array): number {
  return losses.length === 0 ? Number.NaN : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
