import type { NamedTensor } from '../../index.ts';
import type { Contestant, Task } from '../contestant.ts';

/** Another engine that can do the same work, not loaded before it is asked for. */
export interface PeerLoader {
  readonly name: string;
  load(): Promise<PeerEngine>;
}

/** An engine that is loaded and has a device of its own on the same adapter. */
export interface PeerEngine {
  readonly name: string;
  readonly version: string;
  /** Prepares a task, its network with the given weights. */
  contestant(task: Task, weights: readonly NamedTensor[]): Promise<Contestant>;
  /** The network's answers to each of `x` at timestep `t`. */
  evaluate(weights: readonly NamedTensor[], x: Float32Array, t: number): Promise<Float32Array>;
}
