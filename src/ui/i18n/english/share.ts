import type { ShareStrings } from '../strings/share.ts';

export const share: ShareStrings = {
  share: { copy: 'Copy link', copied: 'Copied', byHand: 'Link to this state of the page, to copy by hand' },
  link: {
    title: 'Parts of the link were not understood. Everything else in it is in force.',
    refused: (pair, fault, instead, space) => `${pair}: ${fault}${space}${instead}`,
    instead: (range, value) => `It takes ${range}; ${value} is used instead.`,
    kernels: (words, automatic) =>
      `${automatic} or words of kernels’ names (${words}) joined by hyphens, for training and sampling alike or for each, separated by a comma`,
    fastestKernels: 'what is fastest here',
    unknown: (key) => `“${key}” is not a setting of this page and was left out.`,
    repeated: (key) => `“${key}” is given more than once; the first value counts.`,
    dismiss: 'Close',
  },
};
