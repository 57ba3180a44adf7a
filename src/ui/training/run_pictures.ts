/** Pictures of a network that is being trained. */
export interface LivePictures {
  /** Brings all of them up to date, as long as they are wanted. */
  refresh(step: number, isWanted: () => boolean): Promise<void>;
  destroy(): void;
}

/** Does something for the pictures, and says whether it went well; throws where the run is over because of it. */
export type Attempt = (work: () => Promise<void>) => Promise<boolean>;

/** What a run that is over has left to picture. */
export interface Outcome {
  readonly step: number;
  /** Resolves when the GPU has nothing else to do, or the pictures are no longer wanted. */
  whenFree(): Promise<void>;
  /** Whether what the run has trained is still what the page shows. */
  isWanted(): boolean;
}

/**
 * The pictures of one training run. Their kernels may take a while to compile: training begins meanwhile, and may be
 * over before they are there.
 */
export class RunPictures {
  readonly #attempt: Attempt;
  readonly #prepared: Promise<boolean>;
  #pictures: LivePictures | undefined;
  #shownStep: number | undefined;

  constructor(prepare: () => Promise<LivePictures>, attempt: Attempt) {
    this.#attempt = attempt;
    this.#prepared = attempt(async () => {
      this.#pictures = await prepare();
    });
    // Whoever waits for it hears of a failure.
    this.#prepared.catch(() => undefined);
  }

  /** Brings them up to date, and says whether it did: pictures that are not ready are waited for only `patiently`. */
  async show(step: number, patiently: boolean): Promise<boolean> {
    if (patiently) await this.#prepared;
    const pictures = this.#pictures;
    const shown = pictures !== undefined && (await this.#attempt(() => pictures.refresh(step, () => true)));
    if (shown) this.#shownStep = step;
    return shown;
  }

  /**
   * Frees them after the run. Where they have not shown its outcome, as they were not ready in time, they do so first.
   * Never rejects.
   */
  async end(outcome: Outcome | undefined): Promise<void> {
    await this.#prepared.catch(() => undefined);
    const pictures = this.#pictures;
    if (pictures === undefined) return;
    try {
      if (outcome !== undefined && outcome.step !== this.#shownStep) await this.#showLate(pictures, outcome);
    } catch {
      // The device was lost meanwhile, which is told elsewhere.
    } finally {
      pictures.destroy();
    }
  }

  async #showLate(pictures: LivePictures, { step, whenFree, isWanted }: Outcome): Promise<void> {
    await whenFree();
    if (!isWanted()) return;
    await this.#attempt(async () => {
      try {
        await pictures.refresh(step, isWanted);
      } catch (error) {
        if (isWanted()) throw error;
      }
    });
  }
}
