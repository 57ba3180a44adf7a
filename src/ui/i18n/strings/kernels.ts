import type { Work } from '../../kernel_pins.ts';

/** Which kernels train and sample: what was measured, what is pinned. */
export interface KernelsStrings {
  readonly kernels: {
    title: string;
    /** Before the adapter's name, on the button that opens the choice. */
    open: string;
    intro: string;
    works: Record<Work, string>;
    automatic: string;
    /** Over what the words in the kernels' names mean. */
    glossary: string;
    /** What a word in the kernels' names means. */
    words: Readonly<Record<string, string>>;
    evaluationsPerSecond(rate: string): string;
    untried: string;
    failed: string;
    /** Why kernels do not run, in the words that the driver has for it. */
    failure(reason: string): string;
    measuredNow(duration: string): string;
    measuredBefore: string;
    unmeasuredHardware: string;
    unmeasuredSoftware: Record<Work, string>;
    pinned: string;
    notHere(name: string): string;
    measure: string;
    measureAgain: string;
    measuring(work: string, count: string, total: string): string;
    stopping: string;
    noDevice: string;
    impossible: string;
  };
}
