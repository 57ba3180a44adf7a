import { makeSchedule } from '../index.ts';
import { type Sentence, samplerObstacles, scheduleObstacle } from './combinations.ts';
import { describeError } from './describe_error.ts';
import { formatNumber } from './format.ts';
import { strings } from './i18n/index.ts';
import { type Column, columns, type Recipe, recipe } from './recipe.ts';
import { rowsOf, runnableColumns } from './sampler_tables.ts';
import { computed } from './signal.ts';

/**
 * Why there is no schedule, or no sampler's table, where settings do not go together. Such a combination stays in the
 * recipe as it was chosen; a sentence says what is wrong with it.
 */

/** The core's sentence on what is wrong, or undefined where nothing is. */
function refusalOf(attempt: () => unknown): (() => string) | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return describeError(error);
  }
}

/** The page's own sentences, which say what to do; the core's where there is none. */
function explain(sentences: readonly Sentence[], refusal: () => string): string {
  const { combinations, samplers, problems } = strings();
  const vocabulary = { combinations, samplers, format: formatNumber };
  return sentences.map((sentence) => sentence(vocabulary)).join(problems.space) || refusal();
}

/** Why the schedule cannot be made, or undefined. */
function explainSchedule(current: Recipe): string | undefined {
  const refusal = refusalOf(() => makeSchedule(current.experiment.schedule));
  if (refusal === undefined) return undefined;
  const obstacle = scheduleObstacle(current);
  return explain(obstacle === undefined ? [] : [obstacle], refusal);
}

export const scheduleProblem = computed(() => explainSchedule(recipe()));

interface Table {
  /** Evaluations of the network per sample; undefined where there is a problem. */
  readonly nfe: number | undefined;
  readonly problem: string | undefined;
}

function tableOf(column: Column): Table {
  const current = recipe();
  if (scheduleProblem() !== undefined) return { nfe: undefined, problem: undefined };
  let nfe: number | undefined;
  const refusal = refusalOf(() => {
    nfe = rowsOf(current, column).length;
  });
  return {
    nfe,
    problem: refusal === undefined ? undefined : explain(samplerObstacles(current, column), refusal),
  };
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
