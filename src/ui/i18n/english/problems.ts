import { refusalSentences } from '../../../index.ts';
import type { ProblemsStrings } from '../strings/problems.ts';

export const problems: ProblemsStrings = {
  errors: {
    refusals: {
      ...refusalSentences,
      notFinite: (got) =>
        `some samples are not finite numbers but ${got}: if a network made them, it may have diverged, so train again with a smaller learning rate; if the exact denoiser did, choose another schedule or sampler`,
    },
    buffer: (_needed, _allowed, message) => message,
    memory: (_needed, message) => message,
    limit: (message) => message,
    metrics: 'What measures the samples could not be loaded. Reload the page.',
    other: (message) => message,
  },
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
    some: (choices, none) => `some of ${choices}, separated by commas, or ${none}`,
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
    variance: (sampler) =>
      `${sampler} draws no noise of DDPM’s kind: set the variance to small, or choose DDPM.`,
    timestepCount: (count, steps) =>
      `The file brought ${count} timesteps, but ${steps} steps are to be taken. Set the steps to ${count}, or choose a spacing.`,
    timestepRange: (t, last) =>
      `The file’s timestep ${t} lies beyond the last one, ${last}. Make T larger, or choose a spacing.`,
    timestepOrder: (before, after) =>
      `The file’s timesteps must descend, but ${after} follows ${before}. Choose a spacing.`,
    timestepZeroSnr:
      'With zero terminal SNR there is no noise level between the last two timesteps, where the file’s first one lies. Choose a spacing, or turn zero terminal SNR off.',
    offsetSpacing: 'Only leading spacing takes an offset: set it to 0, or choose leading.',
    offsetRange: (offset, most, steps, total) =>
      `With ${steps} leading steps of T = ${total} the offset is at most ${most}, not ${offset}.`,
    logSnrSingle: 'With T = 1 there is one noise level only: take 1 step, or make T larger.',
    articleClip: (sampler) => `${sampler} does not clip x₀: turn clipping off.`,
    articleLanding: (sampler) => `${sampler} ends where the article’s loop ends: turn “Land on x₀” back on.`,
    articleShort: (sampler) => `${sampler} needs at least 2 steps: make T larger.`,
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
