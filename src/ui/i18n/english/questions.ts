import type { QuestionsStrings } from '../strings/questions.ts';

export const questions: QuestionsStrings = {
  questions: {
    title: 'Questions, answered by experiment',
    intro:
      'The article that this lab grew from ends with questions and leaves most of them open. Each answer here comes with an experiment that runs on your device in seconds. Unless you choose the network, the denoiser is exact: what is wrong with the samples is then the sampler’s doing alone.',
    denoiserLabel: 'Who removes the noise',
    denoisers: { exact: 'Exact denoiser', network: 'Trained network' },
    denoiserNote: {
      exact: 'The data’s own formula says what noise is in x: no network, no training.',
      network: 'Your trained network, on the schedule it was trained with.',
    },
    cancel: 'Cancel',
    waiting: 'Waiting for the GPU …',
    taken: 'The GPU is busy with another run.',
    progress: (done, total) => `${done} of ${total} evaluations`,
    failed: (message) => `This did not work: ${message}`,
    notYet: 'not run yet',
    w1: (value) => `W1 ${value}`,
    floor: (value) => `floor ${value}`,
    evaluations: (count) => `${count} evaluations`,
    picture: (name, count, w1) =>
      `${name}: histogram of ${count} samples over the density of the data. Wasserstein-1 distance ${w1}.`,
    pictureEmpty: (name) => `${name}: the density of the data; no samples yet.`,
    legend: { truth: 'truth, by Bayes’ rule', gaussian: 'DDPM’s Gaussian' },
    shown: (question) => `The lab is set up to show: ${question}`,
    back: 'Back to my settings',
  },
  slow: {
    title: 'Why is DDPM slow?',
    before:
      'One step asks the network what noise ε̂ is in x_t, takes a little of it away and adds fresh noise z. The next step starts from the result, so the T evaluations of a sample come one after another: a GPU can make many samples side by side, but not the steps of one.',
    after:
      'Fewer steps are quicker, but each then takes away more at once than its formula allows for. Ten times the steps, a tenth of the error, until only chance is left: that is why the article’s answer, “because T is large”, is right but not yet an explanation.',
    run: 'Run DDPM with 10, 50, 200 and 1,000 steps',
    show: 'Show me DDPM and DDIM in 10 steps each',
    trial: (steps) => `${steps} steps`,
    finding: (few, fewW1, many, manyW1, fewTime, manyTime, factor) =>
      `From ${few} to ${many} steps, W1 falls from ${fewW1} to ${manyW1} and the time rises from ${fewTime} to ${manyTime}: ${factor} times as long.`,
  },
  largeT: {
    title: 'Why must T be large?',
    before:
      'Two things must hold at once. Nothing of the data may be left at T, since sampling starts from pure noise. And every single step must be small: DDPM draws x_{t−1} from a Gaussian, while the true distribution of x_{t−1} given x_t, by Bayes’ rule, is close to a Gaussian only if β_t is small.',
    after:
      'Small steps that add up to pure noise are many steps. A short chain fails either way: with small steps it ends before the data is gone; with large ones the Gaussian lands where no data is, between the peaks.',
    run: 'Run short chains of both kinds',
    show: 'Show me a chain of 100 small steps',
    posteriorTitle: 'One step back from x, in closed form',
    chain: 'Steps T',
    position: 'x',
    posterior: (steps, share, beta) =>
      `In a chain of ${steps} steps, this one has β = ${beta}. DDPM’s Gaussian has the right mean but puts ${share} of the probability in the wrong place.`,
    kinds: { small: 'small β', large: 'large β' },
    trial: (kind, steps) => `T = ${steps}, ${kind}`,
    full: (steps) => `T = ${steps}`,
    left: (share) => `ᾱ at T: ${share}`,
    finding: (small, large, full, T) =>
      `With T = ${T}, small steps give W1 ${small} and large ones ${large}; the full chain gives ${full}.`,
  },
  skip: {
    title: 'Can steps be skipped?',
    before:
      'Yes. The network learnt each noise level by itself and knows nothing of steps, so a sampler may visit any descending timesteps τ, if it steps with the ᾱ of those it visits:',
    after:
      'With σ = 0 this is DDIM; with σ as large as DDPM’s it is DDPM on fewer steps. What does not work is to visit every k-th timestep and step with the neighbour’s ᾱ, as the article’s loop does: it takes away one timestep’s noise and then claims to be k timesteps further. The training never needs to know.',
    run: 'Run 50 of the 1,000 steps, three ways',
    show: 'Show me DDPM and DDIM in 50 steps each',
    trials: {
      ddpm: 'DDPM on the visited steps',
      ddim: 'DDIM on the visited steps',
      neighbour: 'DDIM with the neighbour’s ᾱ',
    },
    finding: (ddim, neighbour, factor) =>
      `The same 50 evaluations: W1 ${ddim} with the right ᾱ and ${neighbour} with the neighbour’s, ${factor} times as far from the data.`,
  },
  accelerate: {
    title: 'Why does DDIM accelerate, and how far?',
    before:
      'Without fresh noise, every x_T has one path, and it is smooth: the solution of a differential equation. A step along it errs only by the path’s curvature, so a few large steps do. In λ, half the log-SNR, the equation’s linear part is solved exactly, and only the estimate D of the data is held fixed over a step:',
    after:
      'DDIM holds D at its last value: first order, the error falls like 1/steps, as DDPM’s does, only ahead of it by a factor. What the smooth path really buys is the next order: DPM-Solver++(2M) extends D in a line through its last two values, and the error falls like 1/steps². The article hoped for 10 to 20 times; the chart says how far it goes when nothing but the sampler errs.',
    run: 'Run DDIM and 2M with 5 to 200 evaluations',
    show: 'Show me DDPM in 1,000 and DDIM in 20 steps',
    chart: 'W1 by evaluations',
    chartNote:
      'Both axes logarithmic. DDIM and 2M start from the same stratified noise, so no chance is in them.',
    chartEmpty: 'The points appear here, one after another.',
    ddpmLevel: (steps) => `DDPM in ${steps} steps`,
    summary: (steps, level, samples, floor) =>
      `DDPM in ${steps} steps has W1 ${level} with ${samples} samples, floor ${floor}.`,
    reached: (sampler, evaluations, factor) =>
      `${sampler} does as well in ${evaluations} evaluations, ${factor} times fewer.`,
    notReached: (sampler) => `${sampler} does not get there here.`,
    evaluationsAxis: 'evaluations per sample',
    w1Axis: 'W1',
    columns: {
      sampler: 'sampler',
      evaluations: 'evaluations',
      w1: 'W1',
      floor: 'floor',
      samples: 'samples',
      kernels: 'kernels',
    },
    path: (sampler, length) =>
      `${sampler}: on average a path is ${length} standard deviations of the data long`,
    pathEmpty: (sampler) => `${sampler}: paths from noise to data`,
    pathPicture: (sampler, count) =>
      `${count} paths of ${sampler} from the same noise, left, to the data, right.`,
  },
  mistakes: {
    title: 'What do the article’s two mistakes cost?',
    before:
      'Its code forms x_t with the wrong coefficient of the noise, and its DDIM, at every 4th timestep τ, steps to the ᾱ of the neighbour in place of the one it visits next:',
    after:
      'Switch them on and see. The denoiser stays exact for the noise that was really added, on the article’s schedule and raw data, so that the mistake alone is measured. Both loops also stop before t = 0.',
    run: 'Run all four cases',
    show: 'Set the lab to both mistakes',
    coefficient: 'Noise with √(1−ᾱ²)',
    neighbour: 'Every 4th step with the neighbour’s ᾱ',
    trials: {
      none: 'DDPM, done right',
      coefficient: 'Wrong coefficient',
      neighbour: 'Wrong neighbour',
      both: 'Both mistakes',
    },
    finding: (name, w1, right) => `${name}: W1 ${w1}; done right, ${right}.`,
    alone: (name, w1) => `${name}: W1 ${w1}.`,
    runOne: 'Run this case',
  },
};
