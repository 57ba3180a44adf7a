export interface ShareStrings {
  readonly share: { copy: string; copied: string; byHand: string };
  /** What a link says and the page does not follow. */
  readonly link: {
    title: string;
    /** `pair` is the setting as the link has it, `fault` and `instead` are sentences. */
    refused(pair: string, fault: string, instead: string, space: string): string;
    instead(range: string, value: string): string;
    /** What the pin of kernels takes: words of their names, or the word that leaves the choice to the tuner. */
    kernels(words: string, automatic: string): string;
    fastestKernels: string;
    unknown(key: string): string;
    repeated(key: string): string;
    dismiss: string;
  };
}
