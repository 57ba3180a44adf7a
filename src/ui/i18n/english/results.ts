import type { ResultsStrings } from '../strings/results.ts';

export const results: ResultsStrings = {
  results: {
    title: 'Samples against the data',
    intro: 'All samplers start from the same noise. The grey shape is the data itself.',
    empty: 'No samples yet: draw them with the trained network, or with the exact denoiser.',
    columns: { ddpm: 'DDPM', ddim: 'DDIM', chosen: 'Chosen sampler' },
    columnNotes: {
      ddpm: 'ancestral, fresh noise at every step',
      ddim: 'skips timesteps',
      chosen: 'chosen in the recipe',
    },
    aside: 'Left out: its formulas rest on √(1−ᾱ), and this schedule adds noise with the article’s √(1−ᾱ²).',
    histogram: (sampler, count, w1) =>
      `Histogram of ${count} ${sampler} samples in 100 bins over the data’s. Wasserstein-1 distance ${w1}.`,
    histogramEmpty: 'Histogram of the data in 100 bins; no samples yet.',
    w1: 'W1',
    w1Help:
      'Wasserstein-1 distance to the true mixture: the area between the two cumulative distributions, in the data’s units. The floor is what as many perfect samples would show by chance.',
    floor: (mean, sd) => `floor ${mean} ± ${sd}`,
    nfe: 'NFE',
    nfeHelp: 'Network evaluations per sample.',
    time: 'Time',
    timeHelp: 'From the start of sampling to the samples being there, on this adapter.',
    exact: 'W1, exact denoiser',
    exactHelp:
      'The same sampler from the same x_T without network error. What is left is the error of taking few steps; the rest of W1 is the network’s.',
    masses: 'In each peak',
    massesHelp: 'Share of the samples near −0.4, 0.1 and 0.5; the data has 30%, 40%, 30%.',
    outside: (count) => `${count} outside the picture`,
    samples: (count, denoiser) => `${count} samples, ${denoiser}`,
    kernels: (name) => `${name} kernels`,
  },
  loss: {
    steps: 'step',
    title: 'Training loss',
    intro:
      'Mean squared error of what the network predicts, weighted as chosen. On average, no network gets below the dashed floor.',
    mean: 'loss',
    range: 'lowest to highest',
    floor: 'Bayes floor',
    empty: 'The curve appears here while the network trains.',
    summary: (step, loss, floor) => `Step ${step}: loss ${loss}, floor ${floor}.`,
    summaryWithoutFloor: (step, loss) => `Step ${step}: loss ${loss}.`,
    kernels: (name) => `Trained with ${name} kernels.`,
  },
};
