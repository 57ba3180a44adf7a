import type { Curve } from '../../tradeoff/curves.ts';

export interface TradeoffStrings {
  readonly tradeoff: {
    title: string;
    intro: string;
    curves: Record<Curve, string>;
    named(sampler: string, denoiser: string): string;
    choose: string;
    compute: string;
    computeRest: string;
    computeAnew: string;
    computeAgain: string;
    computing(sampler: string, denoiser: string, nfe: string): string;
    progress: string;
    samples(count: string): string;
    withoutNetwork: string;
    outdatedNetwork(card: string): string;
    stale: string;
    cancelled: string;
    invalid: string;
    noneChosen: string;
    nothing: string;
    empty: string;
    byEvaluations: string;
    byEvaluationsNote: string;
    byTime: string;
    byTimeNote: string;
    byTimeNoteExact: string;
    evaluations: string;
    timePerSample: string;
    solid: string;
    dashed: string;
    floor: string;
    point(nfe: string, w1: string, time: string): string;
    comparison(nfe: string, values: string): string;
    value(sampler: string, network: string, exact: string): string;
    valueExact(sampler: string, exact: string): string;
    separator: string;
    space: string;
    best(name: string, w1: string, nfe: string, time: string): string;
    table: string;
    heads: Record<'sampler' | 'denoiser' | 'nfe' | 'w1' | 'gap' | 'time', string>;
  };
}
