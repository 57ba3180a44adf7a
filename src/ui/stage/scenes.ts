import { type GaussianMixture, makeSchedule, type Schedule } from '../../index.ts';
import { dataSet, mixtureInModelSpace, standardisation } from '../data_set.ts';
import { type Column, recipe } from '../recipe.ts';
import { scheduleProblem } from '../sampler_problems.ts';
import { rowsIfAny } from '../sampler_tables.ts';
import { computed } from '../signal.ts';
import { noiseLevel } from './forward_process.ts';
import { marginal } from './heat_map.ts';
import { shownShare } from './timeline.ts';

/** The process that the pictures show, derived from the recipe, and the moment of it that is shown. */

// Settings that the pictures do not depend on must not make them anew.
const scheduleText = computed(() => JSON.stringify(recipe().experiment.schedule));
const standardise = computed(() => recipe().experiment.standardise);

let lastSchedule: Schedule | undefined;

/** The recipe's schedule, or the last one that could be made. */
export const schedule = computed<Schedule>(() => {
  const config = JSON.parse(scheduleText());
  if (lastSchedule === undefined || scheduleProblem() === undefined) lastSchedule = makeSchedule(config);
  return lastSchedule;
});

/** The data's mixture in model space. */
export const mixture = computed<GaussianMixture>(() => {
  standardise();
  return mixtureInModelSpace(recipe());
});

/** A step from one data point to the next that visits all 100,000 of them, and any run of them evenly. */
const stride = 61_803;

/** The data in model space, in an order in which every run of it has its share of every peak. */
export const particles = computed<Float32Array<ArrayBuffer>>(() => {
  standardise();
  const { mean, standardDeviation } = standardisation(recipe());
  const data = dataSet();
  return Float32Array.from(data, (_, i) => {
    const x = data[(i * stride) % data.length] ?? 0;
    return (x - mean) / standardDeviation;
  });
});

/** The pictures show x from -bound to bound. */
export const bound = computed(() => {
  const { signal, noise } = noiseLevel(schedule(), schedule().numTrainTimesteps);
  return 3.3 * Math.max(mixture().standardDeviation, mixture().diffuse(signal, noise).standardDeviation);
});

/** The moment shown: t from 0 to T, as a real number. */
export const shownTime = computed(() => shownShare() * schedule().numTrainTimesteps);
export const shownMarginal = computed(() => marginal(mixture(), schedule(), shownTime()));
export const shownLevel = computed(() => noiseLevel(schedule(), shownTime()));

/** Where a sampler evaluates the denoiser, as shares of T; empty when its settings allow no such table. */
export function visitedTimes(name: Column): number[] {
  const rows = rowsIfAny(recipe(), name) ?? [];
  return rows.map(({ t }) => (t + 1) / schedule().numTrainTimesteps);
}
