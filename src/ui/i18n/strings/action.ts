export interface ActionStrings {
  readonly action: {
    train: string;
    trainAgain: string;
    sample: string;
    sampleAgain: string;
    sampleExact: string;
    pause: string;
    resume: string;
    cancel: string;
    noteTrain(steps: string, batch: string): string;
    noteSample(count: string): string;
    noteDone: string;
    noteStale(card: string): string;
    notePartly(step: string, total: string): string;
    noteInvalid(labels: string): string;
    noteNoDevice: string;
    noteStarting: string;
    training(step: string, total: string): string;
    preparing: string;
    compiling(kernel: string, total: string): string;
    samplingWith(sampler: string, denoiser: string, step: string, total: string): string;
    measuring: string;
    stepsPerSecond(rate: string): string;
    timeLeft(duration: string): string;
    paused: string;
    failed(message: string): string;
    cancelledSampling: string;
    progress: string;
  };
}
