import { makeSchedule, type Schedule } from '../../index.ts';
import { dataSet, mixtureInModelSpace, standardisation } from '../data_set.ts';
import { formatNumber } from '../format.ts';
import { type Column, type ComparedSampler, comparedSamplers, recipe } from '../recipe.ts';
import { rowsOf, scheduleProblem } from '../sampler_tables.ts';
import { computed } from '../signal.ts';
import { palette } from '../theme.ts';
import { forwardPaths, fullyNoised, noiseLevel } from './forward_process.ts';
import { densityMap, marginal, paintDensity } from './heat_map.ts';
import { reverseRuns } from './reverse_process.ts';
import type { Scene } from './space_time_picture.ts';
import { direction, place } from './timeline.ts';

/** What the pictures show, derived from the recipe and from the paths that the GPU computed. */

/** Paths drawn; the histograms are made of many more points. */
export const numPaths = 96;
const numHistogramPoints = 20_000;

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

export const mixture = computed(() => {
  standardise();
  return mixtureInModelSpace(recipe());
});

/** The data in model space, thinned evenly to `count` points; it is ordered by peak, so every peak keeps its share. */
function thinned(count: number): Float32Array {
  standardise();
  const { mean, standardDeviation } = standardisation(recipe());
  const data = dataSet();
  return Float32Array.from({ length: count }, (_, i) => {
    const x = data[Math.floor(((i + 0.5) * data.length) / count)] ?? 0;
    return (x - mean) / standardDeviation;
  });
}

const bound = computed(() => {
  const { signal, noise } = noiseLevel(schedule(), schedule().numTrainTimesteps);
  return 3.3 * Math.max(mixture().standardDeviation, mixture().diffuse(signal, noise).standardDeviation);
});

const density = computed(() => densityMap(mixture(), schedule(), bound(), 300, 220));
const backgrounds = {
  forward: computed(() => paintDensity(density(), palette(), false)),
  reverse: computed(() => paintDensity(density(), palette(), true)),
};

/** Ticks of the time axis at quarters, left to right. */
function timeTicks(mirrored: boolean): string[] {
  const last = schedule().numTrainTimesteps;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => formatNumber(Math.round(share * last)));
  ticks[0] = 't = 0';
  if (mirrored) ticks.reverse();
  return ticks;
}

const forwardParticles = computed(() => ({
  paths: forwardPaths(schedule(), thinned(numPaths), 1),
  left: thinned(numHistogramPoints),
  right: fullyNoised(schedule(), thinned(numHistogramPoints), 2),
}));

export const forwardScene = computed<Scene>(() => ({
  ...forwardParticles(),
  background: backgrounds.forward(),
  bound: bound(),
  tickTimes: timeTicks(false),
  pathColour: palette().path,
  particleColour: palette().particle,
  palette: palette(),
}));

export const reverseScenes = Object.fromEntries(
  comparedSamplers.map((name) => [
    name,
    computed<Scene>(() => ({
      paths: reverseRuns[name]()?.paths,
      left: reverseRuns[name]()?.start,
      right: reverseRuns[name]()?.end,
      background: backgrounds.reverse(),
      bound: bound(),
      tickTimes: timeTicks(true),
      pathColour: palette()[name],
      particleColour: palette()[name],
      palette: palette(),
    })),
  ]),
) as Record<ComparedSampler, () => Scene>;

/** The moment shown: t from 0 to T, as a real number. */
export const shownTime = computed(() => {
  const share = direction() === 'forward' ? place() : 1 - place();
  return share * schedule().numTrainTimesteps;
});

export const shownMarginal = computed(() => marginal(mixture(), schedule(), shownTime()));
export const shownLevel = computed(() => noiseLevel(schedule(), shownTime()));

/** Where a sampler evaluates the denoiser, as shares of T; empty when its settings allow no such table. */
export function visitedTimes(name: Column): number[] {
  try {
    return rowsOf(recipe(), name).map(({ t }) => (t + 1) / schedule().numTrainTimesteps);
  } catch {
    return [];
  }
}
