import type { DeviceErrorCode, PresetName } from '../../index.ts';
import type { Stage } from '../recipe.ts';
import type { FieldName } from '../recipe_fields.ts';

interface FieldText {
  readonly label: string;
  /** What the setting does, in one sentence. */
  readonly help: string;
}

export type DenoiserName = 'exact' | 'network';

export interface Strings {
  readonly page: { title: string; description: string; tagline: string; skip: string };
  readonly languageName: string;
  readonly units: {
    milliseconds(value: string): string;
    seconds(value: string): string;
    minutes(minutes: string, seconds: string): string;
  };
  readonly settings: { language: string; theme: string; themes: Record<'system' | 'light' | 'dark', string> };
  readonly adapter: {
    starting: string;
    software(name: string): string;
    missing: string;
    label: string;
    problems: Record<DeviceErrorCode, { title: string; advice: string }>;
    intact: string;
    kept: string;
    tryAgain: string;
    trying: string;
  };
  readonly stage: {
    title: string;
    directions: Record<'forward' | 'reverse', string>;
    directionLabel: string;
    captions: Record<'forward' | 'reverse', string>;
    play: string;
    pause: string;
    replay: string;
    time: string;
    timeValue(t: string, last: string): string;
    timeNow(t: string): string;
    evaluations(count: string): string;
    denoiserLabel: string;
    denoisers: Record<DenoiserName, string>;
    denoiserNotes: Record<DenoiserName, string>;
    waiting: string;
    unavailable: string;
    computing: string;
    later: string;
    pictureForward(particles: string, t: string): string;
    pictureReverse(sampler: string, denoiser: string, particles: string, steps: string, t: string): string;
    formulaForward: string;
    formulaReverse: string;
  };
  readonly recipe: {
    title: string;
    preset: string;
    presets: Record<PresetName, { name: string; note: string }>;
    edited: string;
    reset: string;
    more: string;
    moreOf(card: string): string;
    cards: Record<Stage, string>;
    fields: Record<FieldName, FieldText>;
    choices: Record<string, string>;
    keySignal: string;
    keyNoise: string;
    leftOver(share: string): string;
    dataSummary: string;
    dataPicture: string;
    schedulePicture(last: string): string;
    networkSummary(inputs: string, layers: string, parameters: string): string;
    networkPicture(layers: string, width: string): string;
    trainingPicture(loss: string): string;
    trainingPictureEmpty: string;
    samplerPicture(ddpm: string, ddim: string): string;
  };
  readonly status: {
    changed: string;
    stale: string;
    training(percent: string): string;
    paused: string;
    trained: string;
    partly(step: string): string;
    untrained: string;
    sampling: string;
    sampled: string;
    unsampled: string;
    invalid: string;
  };
  readonly problems: {
    notNumber(text: string, range: string, value: string): string;
    notInteger(text: string, range: string, value: string): string;
    notEven(text: string, range: string, value: string): string;
    outside(text: string, range: string, value: string): string;
    empty(range: string, value: string): string;
    rangeInteger(min: string, max: string): string;
    rangeEven(min: string, max: string): string;
    range(min: string, max: string): string;
  };
  readonly action: {
    train: string;
    trainAgain: string;
    sample: string;
    sampleAgain: string;
    sampleExact: string;
    pause: string;
    resume: string;
    cancel: string;
    noteTrain(steps: string, batch: string): string;
    noteSample(count: string): string;
    noteDone: string;
    noteStale(card: string): string;
    notePartly(step: string, total: string): string;
    noteInvalid(labels: string): string;
    noteNoDevice: string;
    noteStarting: string;
    training(step: string, total: string): string;
    preparing: string;
    samplingWith(sampler: string, denoiser: string, step: string, total: string): string;
    measuring: string;
    stepsPerSecond(rate: string): string;
    timeLeft(duration: string): string;
    paused: string;
    failed(message: string): string;
    cancelledSampling: string;
    progress: string;
  };
  readonly results: {
    title: string;
    intro: string;
    empty: string;
    sampler: Record<'ddpm' | 'ddim', string>;
    samplerNote: Record<'ddpm' | 'ddim', string>;
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
  };
  readonly loss: {
    title: string;
    intro: string;
    mean: string;
    range: string;
    floor: string;
    empty: string;
    summary(step: string, loss: string, floor: string): string;
    summaryWithoutFloor(step: string, loss: string): string;
  };
}

export const english: Strings = {
  page: {
    title: 'ddpm-lab · watch noise become data',
    description:
      'A laboratory for small diffusion models that trains and samples on the GPU, in your browser: DDPM and DDIM side by side, with numbers.',
    tagline: 'small diffusion models, trained in your browser',
    skip: 'Skip to the recipe',
  },
  languageName: 'English',
  units: {
    milliseconds: (value) => `${value} ms`,
    seconds: (value) => `${value} s`,
    minutes: (minutes, seconds) => `${minutes} min ${seconds} s`,
  },
  settings: {
    language: 'Language',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
  },
  adapter: {
    starting: 'looking for a GPU …',
    software: (name) => `${name}: software adapter, slow`,
    missing: 'no GPU',
    label: 'Graphics adapter',
    problems: {
      'no-webgpu': {
        title: 'This browser has no WebGPU, so nothing can be trained or sampled here.',
        advice:
          'Open the page in Chrome or Edge 113 or later, Safari 26 or later, or Firefox 141 or later, over https or on localhost.',
      },
      'no-adapter': {
        title: 'The browser has WebGPU but found no graphics adapter to run it on.',
        advice:
          'Turn on hardware acceleration in the browser’s settings, update the graphics driver, or open the page on another machine. In Chrome, chrome://gpu says why.',
      },
      timeout: {
        title: 'The browser did not answer when asked for a graphics adapter.',
        advice: 'Its GPU process may hang: try again, and if that does not help, restart the browser.',
      },
      'no-device': {
        title: 'The graphics adapter was found, but it gave no device to work with.',
        advice: 'Close other pages that use the GPU and try again, or restart the browser.',
      },
      lost: {
        title: 'The GPU was lost: its driver was reset, or the browser took it away.',
        advice: 'Try again to connect anew. If it keeps happening, make the batch or the network smaller.',
      },
    },
    intact: 'Until then the pictures that need no GPU stay in use.',
    kept: 'Your settings are kept, and so is the network as it last was.',
    tryAgain: 'Try again',
    trying: 'Trying …',
  },
  stage: {
    title: 'Data becomes noise, noise becomes data',
    directions: { forward: 'Forward: add noise', reverse: 'Reverse: remove it' },
    directionLabel: 'Direction',
    captions: {
      forward:
        'Each line is one data point. Step by step a little of it is scaled away and a little noise is added, until nothing tells where it came from. The shading is the exact density of all points at that moment.',
      reverse:
        'From the same noise, DDPM draws fresh noise at every step and wanders; DDIM draws none and glides. Both end in the data.',
    },
    play: 'Play',
    pause: 'Pause',
    replay: 'Play again',
    time: 'Time t',
    timeValue: (t, last) => `t = ${t} of ${last}`,
    timeNow: (t) => `t = ${t}`,
    evaluations: (count) => `${count} evaluations`,
    denoiserLabel: 'Denoiser',
    denoisers: { exact: 'Exact denoiser', network: 'Trained network' },
    denoiserNotes: { exact: 'exact denoiser, no training', network: 'trained network' },
    waiting: 'Waiting for the GPU …',
    unavailable: 'The reverse process runs on the GPU, which is not available.',
    computing: 'Computing the paths …',
    later: 'The paths follow when the GPU is free.',
    pictureForward: (particles, t) =>
      `Forward process at t = ${t}: paths of ${particles} data points over the exact density. Left, the histogram of the data with its three peaks; right, the histogram of x at the last step, one bell.`,
    pictureReverse: (sampler, denoiser, particles, steps, t) =>
      `Reverse process by ${sampler} with the ${denoiser}, at t = ${t}: paths of ${particles} samples in ${steps} steps from noise on the left to the data’s three peaks on the right.`,
    formulaForward: 'What a point is made of at this moment',
    formulaReverse: 'What the denoiser takes the clean point to be',
  },
  recipe: {
    title: 'Recipe',
    preset: 'Preset',
    presets: {
      default: { name: 'Default', note: 'The recipe that came closest to the exact denoiser.' },
      article: {
        name: 'Article',
        note: 'The settings of the article’s code: raw data, Adam 0.01, batch 64.',
      },
      quick: { name: 'Quick', note: 'A small network for slow adapters: trained in about a minute.' },
    },
    edited: 'changed',
    reset: 'Reset',
    more: 'More',
    moreOf: (card) => `More: ${card}`,
    cards: {
      data: 'Data',
      schedule: 'Schedule',
      network: 'Network',
      training: 'Training',
      sampler: 'Sampler',
    },
    fields: {
      standardise: {
        label: 'Standardise',
        help: 'Shift and scale the data to mean 0 and standard deviation 1 inside the model.',
      },
      dataSeed: { label: 'Seed', help: 'Which 100,000 points are drawn.' },
      numTrainTimesteps: { label: 'Steps T', help: 'How many small noising steps there are.' },
      betaSchedule: { label: 'Betas', help: 'How the variance added per step grows with t.' },
      betaStart: { label: 'First beta', help: 'Variance added by the first step.' },
      betaEnd: { label: 'Last beta', help: 'Variance added by the last step.' },
      hiddenWidth: { label: 'Width', help: 'Neurons in each hidden layer.' },
      hiddenLayers: { label: 'Layers', help: 'Number of hidden layers.' },
      activation: { label: 'Activation', help: 'What bends each neuron’s output.' },
      timeConditioning: {
        label: 'Time as',
        help: 'What the network is told of t: the step itself, or its log signal-to-noise ratio.',
      },
      timeFeatures: { label: 'Time features', help: 'Sines and cosines that tell the network t.' },
      fourierFeatures: {
        label: 'Fourier features',
        help: 'Sines and cosines of x; they help with narrow peaks.',
      },
      predictionType: { label: 'Predicts', help: 'What the network is trained to output.' },
      numSteps: { label: 'Steps', help: 'Number of optimiser steps.' },
      batchSize: { label: 'Batch', help: 'Points per step.' },
      learningRate: { label: 'Learning rate', help: 'Step size of Adam.' },
      learningRateSchedule: {
        label: 'Rate over time',
        help: 'How the learning rate changes while training.',
      },
      warmupSteps: { label: 'Warm-up steps', help: 'Steps over which the learning rate rises from 0.' },
      weightDecay: { label: 'Weight decay', help: 'Pulls weights towards 0 (AdamW).' },
      emaDecay: { label: 'EMA decay', help: 'Averages the weights over steps; 0 turns it off.' },
      trainingSeed: { label: 'Seed', help: 'First weights, and the points and noise drawn in training.' },
      numSamples: { label: 'Samples', help: 'How many points each sampler makes.' },
      ddpmSteps: { label: 'DDPM steps', help: 'Network evaluations per sample of DDPM.' },
      ddimSteps: { label: 'DDIM steps', help: 'Network evaluations per sample of DDIM.' },
      eta: { label: 'DDIM eta', help: '0 draws no noise (deterministic); 1 draws as much as DDPM.' },
      timestepSpacing: { label: 'DDIM spacing', help: 'Which of the T timesteps DDIM visits.' },
      varianceType: {
        label: 'DDPM variance',
        help: 'Variance of the noise DDPM draws: small is the posterior’s.',
      },
      samplerSeed: {
        label: 'Seed',
        help: 'The noise x_T that both samplers start from, and what DDPM draws.',
      },
      compareExact: {
        label: 'Compare with the exact denoiser',
        help: 'Sample once more without network error, from the same x_T.',
      },
    },
    choices: {
      linear: 'linear',
      scaled_linear: 'scaled linear',
      squaredcos_cap_v2: 'squared cosine',
      sigmoid: 'sigmoid',
      silu: 'SiLU',
      relu: 'ReLU',
      gelu: 'GELU',
      epsilon: 'noise ε',
      sample: 'clean x₀',
      v_prediction: 'velocity v',
      constant: 'constant',
      cosine: 'cosine',
      timestep: 'step t',
      leading: 'leading',
      trailing: 'trailing',
      linspace: 'linspace',
      logsnr: 'log-SNR',
      fixed_small: 'small',
      fixed_large: 'large',
    },
    keySignal: 'data √ᾱ',
    keyNoise: 'noise √(1−ᾱ)',
    leftOver: (share) => `ᾱ at T: ${share}`,
    dataSummary: '100,000 points: 30% around 0.5, 40% around 0.1, 30% around −0.4.',
    dataPicture: 'Density of the data: narrow peaks at −0.4 and 0.5, a wider one at 0.1.',
    schedulePicture: (last) =>
      `Share of the data (falling) and of the noise (rising) in x over time; at the last step ${last} of the data is left.`,
    networkSummary: (inputs, layers, parameters) => `${inputs} → ${layers} → 1 · ${parameters} weights`,
    networkPicture: (layers, width) => `A network of ${layers} hidden layers of ${width} neurons.`,
    trainingPicture: (loss) => `The loss so far, now ${loss}.`,
    trainingPictureEmpty: 'No loss yet.',
    samplerPicture: (ddpm, ddim) => `DDPM visits ${ddpm} timesteps, DDIM ${ddim}.`,
  },
  status: {
    changed: 'changed',
    stale: 'stale',
    training: (percent) => `training ${percent}`,
    paused: 'paused',
    trained: 'trained',
    partly: (step) => `stopped at ${step}`,
    untrained: 'not trained yet',
    sampling: 'sampling',
    sampled: 'sampled',
    unsampled: 'no samples yet',
    invalid: 'check the value',
  },
  problems: {
    notNumber: (text, range, value) => `“${text}” is not a number. Give ${range}; ${value} stays in force.`,
    notInteger: (text, range, value) => `${text} is not whole. Give ${range}; ${value} stays in force.`,
    notEven: (text, range, value) => `${text} is not even. Give ${range}; ${value} stays in force.`,
    outside: (text, range, value) => `${text} is out of range. Give ${range}; ${value} stays in force.`,
    empty: (range, value) => `Nothing is given. Give ${range}; ${value} stays in force.`,
    rangeInteger: (min, max) => `a whole number from ${min} to ${max}`,
    rangeEven: (min, max) => `an even number from ${min} to ${max}`,
    range: (min, max) => `a number from ${min} to ${max}`,
  },
  action: {
    train: 'Train',
    trainAgain: 'Train again',
    sample: 'Sample',
    sampleAgain: 'Sample again',
    sampleExact: 'Sample with the exact denoiser',
    pause: 'Pause',
    resume: 'Resume',
    cancel: 'Cancel',
    noteTrain: (steps, batch) => `${steps} steps of ${batch} points.`,
    noteSample: (count) => `${count} points by DDPM and by DDIM, from the same noise.`,
    noteDone: 'Change something above, or train once more.',
    noteStale: (card) => `${card} changed since training, so the network is out of date.`,
    notePartly: (step, total) => `Stopped at step ${step} of ${total}. The network keeps what it has learnt.`,
    noteInvalid: (labels) => `Waiting for a valid value: ${labels}.`,
    noteNoDevice: 'Training and sampling need a GPU.',
    noteStarting: 'Looking for a GPU …',
    training: (step, total) => `step ${step} of ${total}`,
    preparing: 'preparing …',
    samplingWith: (sampler, denoiser, step, total) => `${sampler}, ${denoiser}: step ${step} of ${total}`,
    measuring: 'measuring …',
    stepsPerSecond: (rate) => `${rate} steps/s`,
    timeLeft: (duration) => `${duration} left`,
    paused: 'paused',
    failed: (message) => `That did not work: ${message}`,
    cancelledSampling: 'Sampling was cancelled; what was there before is still shown.',
    progress: 'Progress',
  },
  results: {
    title: 'Samples against the data',
    intro: 'Both samplers start from the same noise. The grey shape is the data itself.',
    empty: 'No samples yet. Train the network, or look at what the exact denoiser does.',
    sampler: { ddpm: 'DDPM', ddim: 'DDIM' },
    samplerNote: { ddpm: 'ancestral, fresh noise at every step', ddim: 'skips timesteps' },
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
  },
  loss: {
    title: 'Training loss',
    intro:
      'Mean squared error of what the network predicts. On average, no network gets below the dashed floor.',
    mean: 'loss',
    range: 'lowest to highest',
    floor: 'Bayes floor',
    empty: 'The curve appears here while the network trains.',
    summary: (step, loss, floor) => `Step ${step}: loss ${loss}, floor ${floor}.`,
    summaryWithoutFloor: (step, loss) => `Step ${step}: loss ${loss}.`,
  },
};
