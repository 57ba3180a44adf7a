import type { Check, SweepName } from '../../../bench/report.ts';
import type { Part } from '../../../bench/settings.ts';

export interface BenchmarkStrings {
  readonly benchmark: {
    /** What the lab's top bar calls the page. */
    link: string;
    back: string;
    title: string;
    description: string;
    tagline: string;
    skip: string;
    heading: string;
    intro: string;
    settings: string;
    length: string;
    lengths: Record<'quick' | 'full', string>;
    parts: Record<Part, string>;
    also: string;
    variant: string;
    everyVariant: string;
    peers: string;
    peersNote: string;
    run: string;
    cancel: string;
    copy: string;
    copied: string;
    copyFailed: string;
    download: string;
    progress: string;
    left(duration: string): string;
    notes: {
      idle: string;
      idleSoftware: string;
      starting: string;
      noDevice: string;
      hidden: string;
      cancelled: string;
      failed(message: string): string;
      done(rounds: string, duration: string): string;
    };
    doing: {
      ceilings: string;
      kernels: string;
      load(engine: string): string;
      agreement(engine: string): string;
      prepare(what: string, who: string): string;
      measure(what: string, who: string): string;
    };
    training(batch: string): string;
    sampling(samples: string, steps: string): string;
    works: Record<'training' | 'sampling', string>;
    ceilings: {
      title: string;
      note: string;
      arithmetic: string;
      bandwidth: string;
      chains(count: string): string;
      copy: string;
      reads(count: string): string;
    };
    contest: { title: string; note: string; empty: string; waiting: string };
    peerTable: { title: string; note: string; agree: string; disagree: string };
    runs: { title: string; note: string; whole: string; part(percent: string): string };
    kernels: { title: string; note: string; gpu: string; host: string };
    checks: {
      title: string;
      note: string;
      holds: string;
      fails: string;
      names: Record<Check['name'], string>;
    };
    failures: string;
    columns: {
      work: string;
      engine: string;
      kernels: string;
      rate: string;
      rows: string;
      spread: string;
      flops: string;
      arithmeticShare: string;
      bytesRate: string;
      bandwidthShare: string;
      memory: string;
      preparation: string;
      samples: string;
      steps: string;
      samplesPerSecond: string;
      duration: string;
      measured: string;
      kernel: string;
      time: string;
      share: string;
      repeats: string;
      clock: string;
      way: string;
      ratio: string;
      difference: string;
      firstLoss: string;
      agrees: string;
      what: string;
      range: string;
      value: string;
      limit: string;
    };
    units: {
      steps(rate: string): string;
      evaluations(rate: string): string;
      seconds(value: string): string;
      times(value: string): string;
      range(least: string, most: string): string;
    };
    roofline: {
      title: string;
      note: string;
      empty: string;
      x: string;
      y: string;
      ceiling: string;
      training: string;
      sampling: string;
      summary(training: string, sampling: string): string;
      point(what: string, intensity: string, flops: string): string;
    };
    sweeps: {
      title: string;
      note: string;
      titles: Record<SweepName, string>;
      axes: Record<SweepName, string>;
      y: string;
      empty: string;
      ceiling: string;
      summary(from: string, to: string, first: string, last: string): string;
    };
    formulas: {
      title: string;
      note: string;
      weights: string;
      evaluation: string;
      training: string;
      evaluationBytes: string;
      trainingBytes: string;
      roofline: string;
      symbols: string;
      values(weights: string, evaluation: string, training: string): string;
    };
  };
}
