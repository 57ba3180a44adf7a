import type { LabDevice } from '../index.ts';
import type { Task } from './contestant.ts';
import type { PeerLoader } from './peers/peer.ts';
import type { Report } from './report.ts';

export const parts = ['runs', 'kernels', 'sweeps'] as const;
/** What is measured beside ceilings, training and sampling. */
export type Part = (typeof parts)[number];

/** What to measure. */
export interface BenchmarkSettings {
  /** Fewer rounds, shorter ones, and fewer points. */
  readonly quick: boolean;
  readonly parts: readonly Part[];
  readonly peers: readonly PeerLoader[];
  /** Only variants with this word in their name, instead of all. */
  readonly pinned?: string;
  /** What this runs in, for the report. */
  readonly runtime: string;
  /** Rounds of the contest, instead of the plan's. */
  readonly rounds?: number;
}

/** What is going on. */
export type Activity =
  | { readonly kind: 'ceilings' | 'kernels' }
  | { readonly kind: 'load' | 'agreement'; readonly engine: string }
  | {
      readonly kind: 'prepare' | 'measure';
      readonly engine: string;
      readonly task: Task;
      readonly variant?: string;
    };

export interface BenchmarkProgress {
  readonly activity: Activity;
  /** Of the whole benchmark, 0 to 1. */
  readonly fraction: number;
  /** What is known so far. */
  readonly report: Report;
}

export interface BenchmarkOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BenchmarkProgress) => void;
  /** Opens another device on the same adapter, for what must not be compiled yet. */
  readonly openDevice: () => Promise<LabDevice>;
}
