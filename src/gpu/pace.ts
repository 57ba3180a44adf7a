/** Submits that the speed is the mean of: as many as are in flight. */
const remembered = 2;
/** Operations a millisecond, before anything is known. */
const firstSpeed = 2e6;

/**
 * How much work a submit may hold so that it takes about as long as it should, learnt from every submit.
 *
 * News of finished work may be late: by 10 ms where they must be asked for (see news.ts), by more where a hidden page's timers
 * are slow. So the speed is taken over several submits; and as long as they take no longer than they should, the next one
 * is larger: what looks like a slow device may be a long wait for the news.
 */
export class Pace {
  #speed = firstSpeed;
  readonly #submits: { readonly cost: number; readonly milliseconds: number }[] = [];

  /** Operations a millisecond. */
  get speed(): number {
    return this.#speed;
  }

  /**
   * @param cost operations in a submit
   * @param milliseconds what it took, or the time since the one before was done
   * @param targetMs what it should take
   */
  learn(cost: number, milliseconds: number, targetMs: number): void {
    this.#submits.push({ cost, milliseconds });
    if (this.#submits.length > remembered) this.#submits.shift();
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
