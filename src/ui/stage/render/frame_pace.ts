/** Time on the GPU that a frame of the picture should stay below, in milliseconds: 60 frames a second, and room. */
const goal = 12;
/** What a frame may take where the GPU is a program that shares the processor with the page. */
const softwareGoal = 30;

/**
 * Chooses how much a frame draws by what frames have taken: particles, and segments of paths that are added to the
 * layers. Starts small and doubles while there is time.
 */
export class FramePace {
  readonly #goal: number;
  #particles = 2000;
  #segments = 20_000;
  #milliseconds = 0;

  constructor(isSoftware: boolean) {
    this.#goal = isSoftware ? softwareGoal : goal;
  }

  /** Particles of a lane that a frame draws at most. */
  get particles(): number {
    return Math.round(this.#particles);
  }

  /** Segments that a frame adds to each lane's layer at most. */
  get segments(): number {
    return Math.round(this.#segments);
  }

  /** What the last frames took, in milliseconds, smoothed. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  /**
   * Learns from a frame.
   *
   * @param milliseconds from its submission to its completion
   * @param what whether it drew as many particles, and added as many segments, as it was allowed to
   */
  learn(milliseconds: number, what: { readonly allParticles: boolean; readonly addedPaths: boolean }): void {
    this.#milliseconds =
      this.#milliseconds === 0 ? milliseconds : 0.7 * this.#milliseconds + 0.3 * milliseconds;
    const factor = Math.min(2, Math.max(0.5, this.#goal / Math.max(0.1, milliseconds)));
    if (what.addedPaths) {
      this.#segments = Math.min(4e6, Math.max(4000, this.#segments * factor));
    } else if (factor < 0.8 || (factor > 1.3 && what.allParticles)) {
      this.#particles = Math.min(2 ** 20, Math.max(500, this.#particles * factor));
    }
  }
}
