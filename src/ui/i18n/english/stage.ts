import type { StageStrings } from '../strings/stage.ts';

export const stage: StageStrings = {
  stage: {
    title: 'Data becomes noise, noise becomes data',
    directions: { forward: 'Forward: add noise', reverse: 'Reverse: remove it' },
    directionLabel: 'Direction',
    captions: {
      forward:
        'Each line is one data point. Step by step a little of it is scaled away and a little noise is added, until nothing tells where it came from. Shading and curve are the exact density of all points at that moment; the sand under the curve is the points themselves.',
      reverse:
        'Back to back, both samplers set out from the same noise. DDPM draws fresh noise at every step and wanders; DDIM draws none and glides. Both end in the data. Sand that fills the curve evenly has the exact density of that moment.',
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
    sides: { left: 'left', right: 'right' },
    pictureForward: (particles, t, data, noise) =>
      `Forward process at t = ${t}: paths of ${particles} data points over the exact density. On the ${data}, the histogram of the data with its three peaks; on the ${noise}, the histogram of x at the last step, one bell.`,
    pictureReverse: (sampler, denoiser, particles, steps, t, data, noise) =>
      `Reverse process by ${sampler} with the ${denoiser.toLowerCase()}, at t = ${t}: paths of ${particles} samples in ${steps} steps from noise on the ${noise} to the data’s three peaks on the ${data}.`,
    partner: 'Beside DDPM',
    stepOn: 'One timestep on',
    stepBack: 'One timestep back',
    speed: 'Speed',
    speedValue: (factor) => `${factor}×`,
    forwardTitle: 'Forward',
    forwardNote: 'lines step by step, sand at once',
    rightToLeft: 'right to left',
    positionAxis: 'x',
    reading: (t, x, density) => `t = ${t}, x = ${x}, density ${density}`,
    keys: 'Arrow keys left and right step through time, up and down read the density at x; space plays.',
    drawn: (paths, particles) => `Drawn now: ${paths} paths and ${particles} particles.`,
    drawnFlat: 'Drawn without a GPU: a few paths.',
    formulaForward: 'What a point is made of at this moment',
    formulaReverse: 'What the denoiser takes the clean point to be',
  },
};
