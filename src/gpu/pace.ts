/** Submits in flight at first and at most. */
const firstInFlight = 2;
export const mostInFlight = 4;
/** Milliseconds that the news of finished work may take. */
const lateNews = 110;
/** Operations a millisecond, before anything is known. */
const firstSpeed = 2e6;

/**
 * How much work a submit may hold so that it takes about as long as it should, and how many submits keep the device busy,
 * learnt from every submit.
 *
 * Some browsers tell of finished work only every 100 ms. Times of single submits are then worth nothing, so the speed is
 * taken over as many as are in flight; and as long as submits take no longer than they should, the next one is larger: what looks
 * like a slow device may be a long wait for the news. Where that of two comes at once, the device may have been idle since
 * the second was done: then one more is in flight from now on.
 */
export class Pace {
  #speed = firstSpeed;
  #inFlight = firstInFlight;
  readonly #submits: { readonly cost: number; readonly milliseconds: number }[] = [];

  /** Operations a millisecond. */
  get speed(): number {
    return this.#speed;
  }

  /** How many submits should be in flight. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * @param cost operations in a submit
   * @param milliseconds what it took, or the time since the one before was done
   * @param targetMs what it should take
   */
  learn(cost: number, milliseconds: number, targetMs: number): void {
    // Of a submit of little work, such as what a run begins with, only the wait for the news is seen.
    if (cost < 0.1 * targetMs * this.#speed && milliseconds < lateNews) return;
    const before = this.#submits.at(-1)?.milliseconds ?? 0;
    if (before > targetMs && milliseconds < 0.1 * targetMs) {
      this.#inFlight = Math.min(mostInFlight, this.#inFlight + 1);
    }
    this.#submits.push({ cost, milliseconds });
    if (this.#submits.length > this.#inFlight) this.#submits.shift();
    const time = Math.max(
      0.05,
      this.#submits.reduce((sum, submit) => sum + submit.milliseconds, 0),
    );
    const measured = this.#submits.reduce((sum, submit) => sum + submit.cost, 0) / time;
    const inTime = time / this.#submits.length <= 1.1 * targetMs;
    const wanted = inTime ? Math.max(measured, (1.25 * cost) / Math.max(targetMs, 0.05)) : measured;
    // One odd submit, such as the first of a pipeline that is compiled when first used, must not upset everything.
    this.#speed = Math.min(4 * this.#speed, Math.max(this.#speed / 4, wanted));
  }
}

const paces = new WeakMap<GPUDevice, Pace>();

/** The pace of a device, kept from run to run. */
export function paceOf(device: GPUDevice): Pace {
  const pace = paces.get(device) ?? new Pace();
  paces.set(device, pace);
  return pace;
}
