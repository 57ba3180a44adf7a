import type { ActionStrings } from '../strings/action.ts';

export const action: ActionStrings = {
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
    noteSample: (count) => `${count} points by each sampler, from the same noise.`,
    noteDone: 'Change something above, or train once more.',
    noteStale: (card) => `${card} changed since training, so the network is out of date.`,
    notePartly: (step, total) => `Stopped at step ${step} of ${total}. The network keeps what it has learnt.`,
    noteInvalid: (labels) => `Waiting for a valid value: ${labels}.`,
    noteNoDevice: 'Training and sampling need a GPU.',
    noteStarting: 'Looking for a GPU …',
    training: (step, total) => `step ${step} of ${total}`,
    preparing: 'preparing …',
    compiling: (kernel, total) => `compiling kernel ${kernel} of ${total} …`,
    samplingWith: (sampler, denoiser, step, total) =>
      `${sampler}, ${denoiser.toLowerCase()}: step ${step} of ${total}`,
    measuring: 'measuring …',
    stepsPerSecond: (rate) => `${rate} steps/s`,
    timeLeft: (duration) => `${duration} left`,
    paused: 'paused',
    failed: (message) => `That did not work: ${message}`,
    cancelledSampling: 'Sampling was cancelled; what was there before is still shown.',
    progress: 'Progress',
  },
};
