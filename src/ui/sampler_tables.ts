import { makeSchedule, type SamplerRow, samplerRows, unlessRefused } from '../index.ts';
import { type Column, columns, type Recipe, samplerOf } from './recipe.ts';

/** The samplers' tables on the recipe's schedule. */

/**
 * A column's table.
 *
 * @throws RefusalError where the settings do not go together
 */
export function rowsOf(current: Recipe, column: Column): SamplerRow[] {
  const { schedule, model } = current.experiment;
  const { predictionType } = model;
  return samplerRows(makeSchedule(schedule), { ...samplerOf(current, column), predictionType });
}

/** The same, or undefined where the settings do not go together. */
export function rowsIfAny(current: Recipe, column: Column): SamplerRow[] | undefined {
  return unlessRefused(() => rowsOf(current, column));
}

/**
 * The columns that this schedule leaves room for. With the article's noise coefficient only the article's loops can
 * walk it: DDPM and DDIM then stand aside, whatever their settings.
 */
export function runnableColumns({ experiment }: Recipe): readonly Column[] {
  return experiment.schedule.articleNoiseCoefficient ? ['chosen'] : columns;
}
