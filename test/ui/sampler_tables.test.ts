import { expect, test } from 'vitest';
import { presetRecipe, updateExperiment, withSampler } from '../../src/ui/recipe.ts';
import { rowsIfAny } from '../../src/ui/sampler_tables.ts';

const recipe = presetRecipe('quick');
const { ddim } = recipe.experiment.samplers;

test('a column has a row for each evaluation, and no table where the settings are refused', () => {
  const few = withSampler(recipe, 'ddim', { ...ddim, numInferenceSteps: 7 });
  expect(rowsIfAny(few, 'ddim')).toHaveLength(7);
  const { schedule } = recipe.experiment;
  const short = updateExperiment(few, { schedule: { ...schedule, numTrainTimesteps: 5 } });
  expect(rowsIfAny(short, 'ddim')).toBeUndefined();
});

test('a fault of the program is not taken for a refusal', () => {
  const broken = { ...recipe, experiment: undefined } as unknown as typeof recipe;
  expect(() => rowsIfAny(broken, 'ddim')).toThrow(TypeError);
});
