import type { KernelsStrings } from '../strings/kernels.ts';

export const kernels: KernelsStrings = {
  kernels: {
    title: 'Kernels',
    open: 'Kernels for the graphics adapter',
    intro:
      'The same work can be done by different kernels. The lab measures them on this adapter, uses the fastest and remembers it.',
    works: { training: 'Training', sampling: 'Sampling' },
    automatic: 'Automatic',
    glossary: 'What the names mean',
    words: {
      layered: 'layer by layer',
      whole: 'all layers of the network in one dispatch, the sampler’s update in another',
      workgroup:
        'activations stay in a workgroup’s memory; the number is how many partial sums gradients are split into',
      private: 'each invocation takes its samples through the whole network by itself',
      tiled: 'a tile of each product stays in registers',
      stationary: 'a block of one factor stays in place',
      quad: 'four invocations swap what they have loaded',
      uniform: 'both factors are loaded as uniforms',
      half: 'half-precision numbers between the dispatches of a step; sums stay float32',
    },
    evaluationsPerSecond: (rate) => `${rate} evaluations/s`,
    untried: 'not measured',
    failed: 'does not run here',
    failure: (reason) => reason,
    measuredNow: (duration) => `Measured in this visit, in ${duration}.`,
    measuredBefore: 'Remembered from an earlier visit.',
    unmeasuredHardware: 'Not measured yet: when the pictures are there, or when the first run begins.',
    unmeasuredSoftware: {
      training: 'Not measured yet: when training begins, as compiling takes seconds here.',
      sampling: 'Not measured yet: when the network is first sampled.',
    },
    pinned: 'Pinned, also in the page’s address: from the next run on, the same seed gives the same bits.',
    notHere: (name) => `${name} is pinned, but there are no such kernels here: the fastest are used.`,
    measure: 'Measure now',
    measureAgain: 'Measure again',
    measuring: (work, count, total) => `${work}: measurement ${count} of ${total} …`,
    stopping: 'stopping …',
    noDevice: 'There is no GPU to choose kernels for.',
    impossible: 'The settings do not go together yet.',
  },
};
