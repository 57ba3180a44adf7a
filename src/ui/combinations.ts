import { makeSchedule, type SamplerChoice, type SamplerName, samplersWith } from '../index.ts';
import type { Strings } from './i18n/strings/index.ts';
import { type Column, type Recipe, samplerOf } from './recipe.ts';

/** Settings that are valid one by one and do not go together: what the page says of them, in its own words. */

/** The texts of a language, and how it writes numbers. */
export interface Vocabulary extends Pick<Strings, 'combinations' | 'samplers'> {
  format(value: number): string;
}

export type Sentence = (vocabulary: Vocabulary) => string;

/** Why the schedule cannot be made, or undefined where nothing is known against it. */
export function scheduleObstacle({ experiment: { schedule } }: Recipe): Sentence | undefined {
  const { trainedBetas, numTrainTimesteps } = schedule;
  if (trainedBetas !== undefined && trainedBetas.length !== numTrainTimesteps) {
    return ({ combinations, format }) =>
      combinations.betaCount(format(trainedBetas.length), format(numTrainTimesteps));
  }
  if (schedule.rescaleBetasZeroSnr && numTrainTimesteps < 2) {
    return ({ combinations }) => combinations.zeroSnrSteps;
  }
  return undefined;
}

const knows = (takers: readonly SamplerName[], sampler: SamplerName) => takers.includes(sampler);

/** Settings that only some samplers have. */
function strangeSettings({ sampler, eta = 0, varianceType }: SamplerChoice): Sentence[] {
  const sentences: Sentence[] = [];
  if (eta !== 0 && !knows(samplersWith.eta, sampler)) {
    sentences.push(({ combinations, samplers }) =>
      combinations.eta(samplers[sampler], samplersWith.eta.map((taker) => samplers[taker]).join(', ')),
    );
  }
  if (varianceType === 'fixed_large' && !knows(samplersWith.varianceType, sampler)) {
    sentences.push(({ combinations, samplers }) => combinations.variance(samplers[sampler]));
  }
  return sentences;
}

/** What the article's loops cannot do: they know one grid, one kind of network and no clipping. */
function articleObstacles({ experiment: { schedule, model } }: Recipe, choice: SamplerChoice): Sentence[] {
  const { sampler, numInferenceSteps, timestepSpacing, timesteps, clipSample, setAlphaToOne } = choice;
  const { numTrainTimesteps } = schedule;
  const stride = numTrainTimesteps / numInferenceSteps;
  const checks: [applies: boolean, sentence: Sentence][] = [
    [
      model.predictionType !== 'epsilon',
      ({ combinations, samplers }) => combinations.articlePrediction(samplers[sampler]),
    ],
    [
      timestepSpacing !== 'trailing' || timesteps !== undefined,
      ({ combinations, samplers }) => combinations.articleSpacing(samplers[sampler]),
    ],
    [clipSample ?? false, ({ combinations, samplers }) => combinations.articleClip(samplers[sampler])],
    [setAlphaToOne === false, ({ combinations, samplers }) => combinations.articleLanding(samplers[sampler])],
    [numTrainTimesteps < 2, ({ combinations, samplers }) => combinations.articleShort(samplers[sampler])],
    [
      sampler === 'article_ddpm' && stride !== 1,
      ({ combinations, samplers, format }) =>
        combinations.articleSteps(samplers[sampler], format(numInferenceSteps), format(numTrainTimesteps)),
    ],
    [
      sampler === 'article_ddim' && !Number.isInteger(stride),
      ({ combinations, samplers, format }) =>
        combinations.articleDivisor(samplers[sampler], format(numInferenceSteps), format(numTrainTimesteps)),
    ],
  ];
  return checks.filter(([applies]) => applies).map(([, sentence]) => sentence);
}

/** What is wrong with timesteps that were given one by one. */
function listObstacle({ experiment: { schedule } }: Recipe, choice: SamplerChoice): Sentence | undefined {
  const timesteps = Array.from(choice.timesteps ?? []);
  const last = schedule.numTrainTimesteps - 1;
  if (timesteps.length !== choice.numInferenceSteps) {
    return ({ combinations, format }) =>
      combinations.timestepCount(format(timesteps.length), format(choice.numInferenceSteps));
  }
  const outside = timesteps.find((t) => t > last);
  if (outside !== undefined) {
    return ({ combinations, format }) => combinations.timestepRange(format(outside), format(last));
  }
  const rising = timesteps.findIndex((t, i) => i > 0 && t >= (timesteps[i - 1] ?? 0));
  if (rising !== -1) {
    const [before = 0, after = 0] = timesteps.slice(rising - 1);
    return ({ combinations, format }) => combinations.timestepOrder(format(before), format(after));
  }
  return undefined;
}

/** What is wrong with the timesteps that a spacing leads to. */
function spacingObstacle({ experiment: { schedule } }: Recipe, choice: SamplerChoice): Sentence | undefined {
  const { numInferenceSteps: steps, timestepSpacing, stepsOffset = 0 } = choice;
  const total = schedule.numTrainTimesteps;
  if (timestepSpacing !== 'logsnr' && steps > total) {
    return ({ combinations, format }) => combinations.tooManySteps(format(steps), format(total));
  }
  if (timestepSpacing === 'logsnr' && total === 1 && steps > 1) {
    return ({ combinations }) => combinations.logSnrSingle;
  }
  if (stepsOffset === 0) return undefined;
  if (timestepSpacing !== 'leading') return ({ combinations }) => combinations.offsetSpacing;
  const most = total - 1 - (steps - 1) * Math.floor(total / steps);
  return stepsOffset > most
    ? ({ combinations, format }) =>
        combinations.offsetRange(format(stepsOffset), format(most), format(steps), format(total))
    : undefined;
}

/** What does not go with a schedule whose last x holds nothing of the data. */
function zeroSnrObstacle({ experiment }: Recipe, choice: SamplerChoice): Sentence | undefined {
  const { alphasCumprod } = makeSchedule(experiment.schedule);
  if (alphasCumprod.at(-1) !== 0) return undefined;
  if (choice.timesteps === undefined && choice.timestepSpacing === 'logsnr') {
    return ({ combinations }) => combinations.logSnrZeroSnr;
  }
  const [first = 0] = Array.from(choice.timesteps ?? []);
  if (!Number.isInteger(first) && first > alphasCumprod.length - 2) {
    return ({ combinations }) => combinations.timestepZeroSnr;
  }
  return experiment.model.predictionType === 'epsilon'
    ? ({ combinations }) => combinations.epsilonZeroSnr
    : undefined;
}

/**
 * What is known to go wrong between the settings of a column's sampler, the network and the schedule. To be asked where
 * the core has refused them: it knows the reasons, not whether they apply in every detail.
 */
export function samplerObstacles(current: Recipe, column: Column): Sentence[] {
  const choice = samplerOf(current, column);
  const { sampler } = choice;
  const strange = strangeSettings(choice);
  if (strange.length > 0) return strange;
  if (sampler === 'article_ddpm' || sampler === 'article_ddim') return articleObstacles(current, choice);
  if (current.experiment.schedule.articleNoiseCoefficient) {
    return [({ combinations, samplers }) => combinations.articleSchedule(samplers[sampler])];
  }
  const timesteps =
    choice.timesteps === undefined ? spacingObstacle(current, choice) : listObstacle(current, choice);
  const found = timesteps ?? zeroSnrObstacle(current, choice);
  return found === undefined ? [] : [found];
}
