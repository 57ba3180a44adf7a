export interface TrainingStrings {
  readonly training: {
    title: string;
    introAveraged: string;
    introRaw: string;
    stale(card: string): string;
    failed(message: string): string;
    slow: string;
    nextStep: string;
    automatic: string;
    slowHint: string;
    stepNow(step: string, total: string, loss: string, rate: string, dots: string): string;
    atStep(step: string): string;
  };
  readonly errorByTimestep: {
    title: string;
    note: string;
    floor: string;
    loss: string;
    excess: string;
    before: string;
    empty: string;
    time: string;
    summary(step: string, excess: string, floor: string, worst: string): string;
  };
  readonly liveSamples: {
    title: string;
    intro: string;
    note(count: string, sampler: string, nfe: string): string;
    data: string;
    samples: string;
    density: string;
    empty: string;
    none: string;
    summary(step: string, w1: string, exact: string): string;
  };
  readonly noiseMaps: {
    title: string;
    note: string;
    learned: string;
    exact: string;
    difference: string;
    empty: string;
    waiting: string;
    scale(bound: string): string;
    summaryExact: string;
    summary(step: string, correlation: string, error: string): string;
  };
}
