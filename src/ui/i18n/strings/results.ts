import type { Column } from '../../recipe.ts';

export interface ResultsStrings {
  readonly results: {
    title: string;
    intro: string;
    empty: string;
    columns: Record<Column, string>;
    columnNotes: Record<Column, string>;
    aside: string;
    histogram(sampler: string, count: string, w1: string): string;
    histogramEmpty: string;
    w1: string;
    w1Help: string;
    floor(mean: string, sd: string): string;
    nfe: string;
    nfeHelp: string;
    time: string;
    timeHelp: string;
    exact: string;
    exactHelp: string;
    masses: string;
    massesHelp: string;
    outside(count: string): string;
    samples(count: string, denoiser: string): string;
    /** Which kernels samples were made with. */
    kernels(name: string): string;
  };
  readonly loss: {
    steps: string;
    title: string;
    intro: string;
    mean: string;
    range: string;
    floor: string;
    empty: string;
    summary(step: string, loss: string, floor: string): string;
    summaryWithoutFloor(step: string, loss: string): string;
    /** Which kernels train. */
    kernels(name: string): string;
  };
}
