import type { DenoiserName } from '../../recipe.ts';

/** A question, its answer and what its experiment is called. */
interface Question {
  title: string;
  /** Paragraphs before and after the formula. */
  before: string;
  after: string;
  /** What the button runs. */
  run: string;
  /** What the "show me" button sets the lab to. */
  show: string;
}

export interface QuestionsStrings {
  readonly questions: {
    title: string;
    intro: string;
    denoiserLabel: string;
    denoisers: Record<DenoiserName, string>;
    denoiserNote: Record<DenoiserName, string>;
    /** The experiments' common words. */
    cancel: string;
    waiting: string;
    taken: string;
    progress(done: string, total: string): string;
    failed(message: string): string;
    notYet: string;
    w1(value: string): string;
    floor(value: string): string;
    evaluations(count: string): string;
    picture(name: string, count: string, w1: string): string;
    pictureEmpty(name: string): string;
    legend: { truth: string; gaussian: string };
    /** After "show me": what the lab shows now, and the way back. */
    shown(question: string): string;
    back: string;
  };
  readonly slow: Question & {
    trial(steps: string): string;
    finding(
      few: string,
      fewW1: string,
      many: string,
      manyW1: string,
      fewTime: string,
      manyTime: string,
      factor: string,
    ): string;
  };
  readonly largeT: Question & {
    posteriorTitle: string;
    chain: string;
    position: string;
    posterior(steps: string, share: string, beta: string): string;
    kinds: Record<'small' | 'large', string>;
    trial(kind: string, steps: string): string;
    full(steps: string): string;
    left(share: string): string;
    finding(small: string, large: string, full: string, T: string): string;
  };
  readonly skip: Question & {
    trials: Record<'ddpm' | 'ddim' | 'neighbour', string>;
    finding(ddim: string, neighbour: string, factor: string): string;
  };
  readonly accelerate: Question & {
    chart: string;
    chartNote: string;
    chartEmpty: string;
    ddpmLevel(steps: string): string;
    summary(steps: string, level: string, samples: string, floor: string): string;
    reached(sampler: string, evaluations: string, factor: string): string;
    notReached(sampler: string): string;
    evaluationsAxis: string;
    w1Axis: string;
    columns: {
      sampler: string;
      evaluations: string;
      w1: string;
      floor: string;
      samples: string;
      kernels: string;
    };
    path(sampler: string, length: string): string;
    pathEmpty(sampler: string): string;
    pathPicture(sampler: string, count: string): string;
  };
  readonly mistakes: Question & {
    coefficient: string;
    neighbour: string;
    trials: Record<'none' | 'coefficient' | 'neighbour' | 'both', string>;
    finding(name: string, w1: string, right: string): string;
    alone(name: string, w1: string): string;
    runOne: string;
  };
}
