import type { ForwardStrings } from '../strings/forward.ts';

export const forward: ForwardStrings = {
  forward: {
    title: 'The forward process at this moment',
    note: 'All four follow the time slider of the picture.',
    comparisonTitle: 'x_t: one jump, many steps, exact',
    comparisonNote:
      'The same data points, noised in one jump by the closed form and one timestep at a time. Both have the exact density, up to chance.',
    jump: 'one jump',
    chain: 'step by step',
    exact: 'exact density',
    density: 'density',
    measuring: 'Measuring …',
    comparison: (t, count, jump, chain, floor) =>
      `t = ${t}, ${count} points: W1 to the exact density ${jump} in one jump${chain === undefined ? '' : `, ${chain} step by step`}. Perfect draws have ${floor}.`,
    coefficientsTitle: 'Signal and noise in x_t',
    coefficientsNote: 'How much of x_0 and of the noise ε a point is made of.',
    coefficients: (t, signal, noise) => `t = ${t}: x_t = ${signal} x_0 + ${noise} ε.`,
    logSnrTitle: 'Signal-to-noise ratio',
    logSnrNote: 'Its logarithm. Above 0 the data outweighs the noise, below 0 the noise the data.',
    logSnrLegend: 'log SNR',
    logSnr: (t, value, snr) => `t = ${t}: log SNR ${value}, a ratio of ${snr}.`,
    logSnrInfinite: (t, isClean) => `t = ${t}: ${isClean ? 'no noise at all' : 'no signal at all'}.`,
    betasTitle: 'Noise added by a step',
    betasNote: 'A step keeps √(1−β) of a point and adds √β of fresh noise.',
    betas: (t, beta) => `t = ${t}: β = ${beta}.`,
  },
};
