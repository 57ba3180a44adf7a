import { makeSchedule, presets, type SamplerChoice } from '../../index.ts';
import type { Trial, World } from './experiment.ts';

/** What the experiments run. Numbers beside them in the texts come from their results, never from here. */

const spaced = (
  sampler: SamplerChoice['sampler'],
  numInferenceSteps: number,
  timestepSpacing: SamplerChoice['timestepSpacing'],
): SamplerChoice => ({ sampler, numInferenceSteps, timestepSpacing });

/** Why is DDPM slow: the same sampler with fewer and more steps. */
export const slowSteps = [10, 50, 200, 1000] as const;
export const slowTrials: readonly Trial[] = slowSteps.map((steps) => ({
  key: String(steps),
  sampler: spaced('ddpm', steps, 'linspace'),
}));

/** Why must T be large: short chains that keep their steps small, and short chains that reach pure noise. */
const { schedule } = presets.default;
const numTrainTimesteps = schedule.numTrainTimesteps;

function worldOf(T: number, kind: 'small' | 'large'): World {
  if (kind === 'large')
    return { schedule: { numTrainTimesteps: T, betaSchedule: 'linear' }, standardise: true };
  const trainedBetas = Array.from(makeSchedule(schedule).betas.slice(0, T));
  return { schedule: { ...schedule, numTrainTimesteps: T, trainedBetas }, standardise: true };
}

/** By kind and length; the chain in full ends the first kind's row. */
export const chains = [
  { key: 'small-20', kind: 'small', T: 20 },
  { key: 'small-100', kind: 'small', T: 100 },
  { key: 'full', kind: undefined, T: numTrainTimesteps },
  { key: 'large-20', kind: 'large', T: 20 },
  { key: 'large-100', kind: 'large', T: 100 },
] as const;

export const chainTrials: readonly Trial[] = chains.map(({ key, kind, T }) => ({
  key,
  sampler: spaced('ddpm', T, 'linspace'),
  world: kind === undefined ? { schedule, standardise: true } : worldOf(T, kind),
}));

/** Can steps be skipped: one step in twenty, with the coefficients of the visited timesteps and with the neighbour's. */
export const skippedSteps = 50;
export const skipTrials: readonly Trial[] = [
  { key: 'ddpm', sampler: spaced('ddpm', skippedSteps, 'trailing') },
  { key: 'ddim', sampler: spaced('ddim', skippedSteps, 'trailing') },
  {
    key: 'neighbour',
    sampler: spaced('article_ddim', skippedSteps, 'trailing'),
    world: { schedule, standardise: true },
  },
];

/** Why does DDIM accelerate: the error of two solvers by evaluations, DDPM's in full, and what their paths look like. */
export const ddimSteps = [5, 7, 10, 14, 20, 30, 50, 100, 200, 500] as const;
export const solverSteps = [5, 7, 10, 14, 20, 30, 50] as const;
export const accelerateTrials: readonly Trial[] = [
  { key: 'ddpm-path', sampler: spaced('ddpm', numTrainTimesteps, 'linspace'), paths: 8 },
  { key: 'ddim-path', sampler: spaced('ddim', 100, 'linspace'), paths: 8 },
  ...solverSteps.map((steps) => ({
    key: `dpmpp_2m-${steps}`,
    sampler: spaced('dpmpp_2m', steps, 'logsnr'),
    init: 'stratified' as const,
  })),
  ...ddimSteps.map((steps) => ({
    key: `ddim-${steps}`,
    sampler: spaced('ddim', steps, 'linspace'),
    init: 'stratified' as const,
  })),
  // What is compared with the others must not hang on chance: more samples.
  { key: 'ddpm', sampler: spaced('ddpm', numTrainTimesteps, 'linspace'), sampleFactor: 2 },
];

/** The article's mistakes, on its schedule and raw data. */
export const mistakeKeys = ['none', 'coefficient', 'neighbour', 'both'] as const;
export type MistakeKey = (typeof mistakeKeys)[number];

const articleWorld = (articleNoiseCoefficient: boolean): World => ({
  schedule: { ...presets.article.schedule, ...(articleNoiseCoefficient ? { articleNoiseCoefficient } : {}) },
  standardise: presets.article.standardise,
});
const everyFourth: SamplerChoice = { ...spaced('article_ddim', numTrainTimesteps / 4, 'trailing'), eta: 1 };
const mistakeSamplers: Record<MistakeKey, SamplerChoice> = {
  none: spaced('ddpm', numTrainTimesteps, 'trailing'),
  coefficient: spaced('article_ddpm', numTrainTimesteps, 'trailing'),
  neighbour: everyFourth,
  both: everyFourth,
};
export const mistakeTrials: readonly Trial[] = mistakeKeys.map((key) => ({
  key,
  sampler: mistakeSamplers[key],
  world: articleWorld(key === 'coefficient' || key === 'both'),
}));
