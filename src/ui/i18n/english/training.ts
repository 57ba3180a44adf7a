import type { TrainingStrings } from '../strings/training.ts';

export const training: TrainingStrings = {
  training: {
    title: 'Training, live',
    introAveraged:
      'What the network has learnt so far, measured while it learns. All but the loss is of the averaged weights, with which samples are drawn.',
    introRaw: 'What the network has learnt so far, measured while it learns.',
    stale: (card) => `${card} changed since: this is the network of before.`,
    failed: (message) => `The pictures could not be kept up to date: ${message}`,
    slow: 'One step at a time',
    nextStep: 'Do one step',
    automatic: 'One a second',
    slowHint:
      'A step draws a batch of points, times and noise, asks the network for each, and follows the gradient of the mean squared error once.',
    stepNow: (step, total, loss, rate, dots) =>
      `Step ${step} of ${total}: loss ${loss} on its batch, learning rate ${rate}. The dots below are ${dots} points of that batch, coloured by the noise that was put into them: the map is to become their mean.`,
    atStep: (step) => `after step ${step}`,
  },
  errorByTimestep: {
    title: 'Error by timestep',
    note: 'At each t the loss is the floor, which no network gets below, plus the network’s mean squared distance from the exact denoiser. Both by quadrature over x_t: nothing is drawn, nothing scatters.',
    floor: 'floor',
    loss: 'loss',
    excess: 'loss above the floor',
    before: 'the same before training',
    empty: 'The error of every t appears here while the network trains.',
    time: 't',
    summary: (step, excess, floor, worst) =>
      `After step ${step}, on average over t: ${excess} above a floor of ${floor}; largest at t = ${worst}.`,
  },
  liveSamples: {
    title: 'Samples while it trains',
    intro: 'A few samples of the half-trained network, always from the same stratified x_T.',
    note: (count, sampler, nfe) =>
      `${count} samples by ${sampler} in ${nfe} evaluations, always from the same stratified x_T.`,
    data: 'data',
    samples: 'samples',
    density: 'density',
    empty: 'Samples of the half-trained network appear here.',
    none: 'This schedule leaves no sampler that could show them.',
    summary: (step, w1, exact) => `After step ${step}: W1 ${w1}; with the exact denoiser ${exact}.`,
  },
  noiseMaps: {
    title: 'The noise that is seen in x_t',
    note: 'Time runs across, stretched near 0, and x up; the colour is the noise ε(x, t) that is taken out of x. The network only learns it where x_t ever is: the rest is greyed out.',
    learned: 'network',
    exact: 'exact denoiser',
    difference: 'network − exact',
    empty: 'No density yet.',
    waiting: 'appears while it trains',
    scale: (bound) => `ε from −${bound} to ${bound}`,
    summaryExact: 'The exact denoiser’s answer; the network’s appears while it trains.',
    summary: (step, correlation, error) =>
      `After step ${step}: correlation ${correlation} with the exact denoiser, root mean square error ${error}, where x_t is.`,
  },
};
