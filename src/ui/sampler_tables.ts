import { makeSchedule, type SamplerName, type SamplerRow, samplerRows, samplersWith } from '../index.ts';
import { formatNumber } from './format.ts';
import { strings } from './i18n/index.ts';
import { type Column, columns, type Recipe, recipe, samplerOf } from './recipe.ts';
import { computed } from './signal.ts';

/**
 * The samplers' tables, and why there is none where settings do not go together. Such a combination stays in the
 * recipe as it was chosen; a sentence says what is wrong with it.
 */

/**
 * A sampler's table on the recipe's schedule.
 *
 * @throws RangeError where the settings do not go together
 */
export function rowsOf(current: Recipe, column: Column): SamplerRow[] {
  const { schedule, model } = current.experiment;
  const { predictionType } = model;
  return samplerRows(makeSchedule(schedule), { ...samplerOf(current, column), predictionType });
}

function messageOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Why the schedule cannot be made, or undefined: the page's own sentence where it has one, else the core's. */
function explainSchedule({ experiment: { schedule } }: Recipe): string | undefined {
  const { combinations } = strings();
  const { trainedBetas, numTrainTimesteps } = schedule;
  if (trainedBetas !== undefined && trainedBetas.length !== numTrainTimesteps) {
    return combinations.betaCount(formatNumber(trainedBetas.length), formatNumber(numTrainTimesteps));
  }
  if (schedule.rescaleBetasZeroSnr && numTrainTimesteps < 2) return combinations.zeroSnrSteps;
  return messageOf(() => makeSchedule(schedule));
}

export const scheduleProblem = computed(() => explainSchedule(recipe()));

/** What is known to go wrong between the settings of a sampler, the network and the schedule. */
function explainSampler(current: Recipe, column: Column): string | undefined {
  const { combinations, samplers } = strings();
  const { schedule, model } = current.experiment;
  const { sampler, numInferenceSteps, timestepSpacing, timesteps, eta = 0 } = samplerOf(current, column);
  const name = samplers[sampler];
  const steps = formatNumber(numInferenceSteps);
  const total = formatNumber(schedule.numTrainTimesteps);
  if (eta !== 0 && !(samplersWith.eta as readonly SamplerName[]).includes(sampler)) {
    return combinations.eta(name, samplersWith.eta.map((taker) => samplers[taker]).join(', '));
  }
  if (sampler === 'article_ddpm' || sampler === 'article_ddim') {
    const stride = schedule.numTrainTimesteps / numInferenceSteps;
    const sentences: string[] = [];
    if (model.predictionType !== 'epsilon') sentences.push(combinations.articlePrediction(name));
    if (timestepSpacing !== 'trailing') sentences.push(combinations.articleSpacing(name));
    if (sampler === 'article_ddpm' && stride !== 1) {
      sentences.push(combinations.articleSteps(name, steps, total));
    } else if (!Number.isInteger(stride)) {
      sentences.push(combinations.articleDivisor(name, steps, total));
    }
    return sentences.length === 0 ? undefined : sentences.join(strings().problems.space);
  }
  if (schedule.articleNoiseCoefficient) return combinations.articleSchedule(name);
  if (timesteps !== undefined) return undefined;
  if (timestepSpacing !== 'logsnr' && numInferenceSteps > schedule.numTrainTimesteps) {
    return combinations.tooManySteps(steps, total);
  }
  if (makeSchedule(schedule).alphasCumprod.at(-1) !== 0) return undefined;
  if (timestepSpacing === 'logsnr') return combinations.logSnrZeroSnr;
  return model.predictionType === 'epsilon' ? combinations.epsilonZeroSnr : undefined;
}

interface Table {
  /** Evaluations of the network per sample; undefined where there is a problem. */
  readonly nfe: number | undefined;
  readonly problem: string | undefined;
}

function tableOf(column: Column): Table {
  const current = recipe();
  if (scheduleProblem() !== undefined) return { nfe: undefined, problem: undefined };
  let nfe: number | undefined;
  const message = messageOf(() => {
    nfe = rowsOf(current, column).length;
  });
  return { nfe, problem: message === undefined ? undefined : (explainSampler(current, column) ?? message) };
}

const tables: Readonly<Record<Column, () => Table>> = {
  ddpm: computed(() => tableOf('ddpm')),
  ddim: computed(() => tableOf('ddim')),
  chosen: computed(() => tableOf('chosen')),
};

/** Evaluations per sample that a column's settings lead to, or undefined where they do not go together. */
export function plannedNfe(column: Column): number | undefined {
  return tables[column]().nfe;
}

/** Why a column's settings do not go together, or undefined. */
export function samplerProblem(column: Column): string | undefined {
  return tables[column]().problem;
}

/**
 * The columns that this schedule leaves room for. With the article's noise coefficient only the article's loops can
 * walk it: DDPM and DDIM then stand aside, whatever their settings.
 */
export function runnableColumns({ experiment }: Recipe): readonly Column[] {
  return experiment.schedule.articleNoiseCoefficient ? ['chosen'] : columns;
}

/** Why a column that is to run cannot, with its name, or undefined. */
export function namedProblem(column: Column): string | undefined {
  if (!runnableColumns(recipe()).includes(column)) return undefined;
  const problem = samplerProblem(column);
  const { combinations, results } = strings();
  return problem === undefined ? undefined : combinations.ofColumn(results.columns[column], problem);
}

/** Why nothing can be sampled: what is wrong with the schedule, or with a sampler that is to run. */
export const samplingObstacle = computed(() => {
  const problems = columns.map(namedProblem);
  return problems.find((problem) => problem !== undefined) ?? scheduleProblem();
});
