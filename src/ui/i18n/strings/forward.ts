export interface ForwardStrings {
  readonly forward: {
    title: string;
    note: string;
    comparisonTitle: string;
    comparisonNote: string;
    jump: string;
    chain: string;
    exact: string;
    density: string;
    measuring: string;
    /** `chain` is undefined where there is none to compare with. */
    comparison(t: string, count: string, jump: string, chain: string | undefined, floor: string): string;
    coefficientsTitle: string;
    coefficientsNote: string;
    coefficients(t: string, signal: string, noise: string): string;
    logSnrTitle: string;
    logSnrNote: string;
    logSnrLegend: string;
    logSnr(t: string, value: string, snr: string): string;
    logSnrInfinite(t: string, isClean: boolean): string;
    betasTitle: string;
    betasNote: string;
    betas(t: string, beta: string): string;
  };
}
