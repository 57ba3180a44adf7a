import type { ProblemsStrings } from '../strings/problems.ts';

export const problems: ProblemsStrings = {
  problems: {
    notNumber: (text) => `“${text}” is not a number.`,
    notInteger: (text) => `${text} is not whole.`,
    notEven: (text) => `${text} is not even.`,
    notAmong: (text) => `“${text}” is not a choice.`,
    outside: (text) => `${text} is out of range.`,
    empty: 'Nothing is given.',
    space: ' ',
    give: (range, value) => `Give ${range}; ${value} stays in force.`,
    among: (choices) => `one of ${choices}`,
    rangeInteger: (min, max) => `a whole number from ${min} to ${max}`,
    rangeEven: (min, max) => `an even number from ${min} to ${max}`,
    range: (min, max) => `a number from ${min} to ${max}`,
    rangeList: (min, max) => `numbers from ${min} to ${max}, separated by commas`,
    list: (count) => `the list of ${count}`,
    item: (text, place) => `“${text}” (number ${place})`,
  },
  combinations: {
    ofColumn: (column, problem) => `${column}: ${problem}`,
    betaCount: (count, total) =>
      `There are ${count} betas for T = ${total} steps. Give ${total} of them, or set T to ${count}.`,
    zeroSnrSteps: 'Zero terminal SNR needs at least 2 steps: set T to 2 or more, or turn it off.',
    eta: (sampler, takers) =>
      `${sampler} takes no eta; it belongs to ${takers}. Set eta to 0, or choose one of these.`,
    tooManySteps: (steps, total) =>
      `${steps} steps do not fit into T = ${total}. Take at most ${total}, make T larger, or choose log-SNR spacing.`,
    logSnrZeroSnr:
      'Log-SNR spacing needs a finite log-SNR at every step, and with zero terminal SNR the last one has none. Choose another spacing, such as trailing, or turn zero terminal SNR off.',
    epsilonZeroSnr:
      'With zero terminal SNR the last x holds nothing of the data, so predicting its noise says nothing of x₀. Let the network predict x₀ or v, or turn zero terminal SNR off.',
    articleSchedule: (sampler) =>
      `${sampler} rests on √(1−ᾱ), but this schedule adds noise with the article’s √(1−ᾱ²). Only the article’s own samplers follow it: choose one of these, or turn the article’s coefficient off.`,
    articlePrediction: (sampler) => `${sampler} knows noise prediction only: let the network predict ε.`,
    articleSpacing: (sampler) => `${sampler} knows trailing spacing only: choose trailing.`,
    articleSteps: (sampler, steps, total) => `${sampler} visits all T = ${total} steps, not ${steps}.`,
    articleDivisor: (sampler, steps, total) =>
      `${sampler} visits every k-th step, so its steps must divide T = ${total}; ${steps} do not.`,
  },
};
