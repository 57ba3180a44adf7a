import type { PageStrings } from '../strings/page.ts';

export const page: PageStrings = {
  page: {
    title: 'ddpm-lab · watch noise become data',
    description:
      'A laboratory for small diffusion models that trains and samples on the GPU, in your browser: DDPM and DDIM side by side, with numbers.',
    tagline: 'small diffusion models, trained in your browser',
    skip: 'Skip to the recipe',
    navLabel: 'On this page',
    nav: {
      picture: 'Picture',
      recipe: 'Recipe',
      forward: 'Forward process',
      training: 'Training',
      results: 'Samples',
      tradeoff: 'Trade-off',
      questions: 'Questions',
    },
  },
  languageName: 'English',
  units: {
    microseconds: (value) => `${value} µs`,
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
          'Open the page in Chrome or Edge 127 or later, Safari 26 or later, or Firefox 141 or later, over https or on localhost.',
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
};
