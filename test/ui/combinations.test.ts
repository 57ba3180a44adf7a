import { describe, expect, test } from 'vitest';
import { makeSchedule, philox4x32, samplerRows } from '../../src/index.ts';
import { samplerObstacles, scheduleObstacle } from '../../src/ui/combinations.ts';
import { problems as english } from '../../src/ui/i18n/english/problems.ts';
import { recipe as englishRecipe } from '../../src/ui/i18n/english/recipe.ts';
import { problems as chinese } from '../../src/ui/i18n/simplified_chinese/problems.ts';
import { recipe as chineseRecipe } from '../../src/ui/i18n/simplified_chinese/recipe.ts';
import { columns, presetNames, presetRecipe, type Recipe, samplerOf } from '../../src/ui/recipe.ts';
import { linkTable } from '../../src/ui/share/link_table.ts';

const vocabularies = [
  { combinations: english.combinations, samplers: englishRecipe.samplers, format: String },
  { combinations: chinese.combinations, samplers: chineseRecipe.samplers, format: String },
];

/** The settings that samplers' tables depend on, at values that are easy to get wrong together. */
const values: Readonly<Record<string, readonly unknown[]>> = {
  T: [1, 2, 5, 50, 1000],
  betas: ['linear', 'squaredcos_cap_v2'],
  beta_list: [
    [0.1, 0.2],
    [0.1, 0.2, 0.3, 0.4, 0.5],
  ],
  zero_snr: [true, false],
  article_noise: [true, false],
  predict: ['epsilon', 'sample', 'v_prediction'],
  spacing: ['leading', 'trailing', 'linspace', 'logsnr'],
  sampler_steps: [1, 2, 3, 20, 50, 1000],
  eta: [0, 0.5],
  variance: ['fixed_small', 'fixed_large'],
  offset: [0, 1, 40],
  clip: [true, false],
  land: [true, false],
  timesteps: [[], [4, 0], [3.5, 1], [900, 1], [1, 4]],
};

function settingsOf(key: string): readonly unknown[] {
  const field = linkTable.find((setting) => setting.key === key)?.field;
  return key === 'sampler' && field?.kind === 'choice' ? field.choices : (values[key] ?? []);
}

/** A recipe drawn at random: each setting left alone or set to one of its values. */
function drawRecipe(seed: number): Recipe {
  let recipe = presetRecipe(presetNames[seed % presetNames.length] ?? 'default');
  for (const [i, { key, field }] of linkTable.entries()) {
    const choices = settingsOf(key);
    const [word = 0, other = 0] = philox4x32([seed, i, 0, 0], [7, 0]);
    if (choices.length === 0 || word % 3 === 0) continue;
    const value = choices[other % choices.length];
    if (Array.isArray(value) && (value.length === 0 || word % 4 !== 1)) continue;
    recipe = (field.set as (recipe: Recipe, value: unknown) => Recipe)(recipe, value);
  }
  return recipe;
}

function refusal(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('what the core refuses, the page explains in its own words', () => {
  const recipes = Array.from({ length: 4000 }, (_, seed) => drawRecipe(seed));

  test('schedules', () => {
    let refused = 0;
    for (const recipe of recipes) {
      const message = refusal(() => makeSchedule(recipe.experiment.schedule));
      if (message !== undefined) refused += 1;
      expect(scheduleObstacle(recipe) === undefined, message).toBe(message === undefined);
    }
    expect(refused).toBeGreaterThan(100);
  });

  test('samplers', () => {
    const explained = new Set<string>();
    for (const recipe of recipes) {
      if (scheduleObstacle(recipe) !== undefined) continue;
      const { schedule, model } = recipe.experiment;
      const { predictionType } = model;
      for (const column of columns) {
        const message = refusal(() =>
          samplerRows(makeSchedule(schedule), { ...samplerOf(recipe, column), predictionType }),
        );
        if (message === undefined) continue;
        const sentences = samplerObstacles(recipe, column);
        expect(sentences.length, message).toBeGreaterThan(0);
        for (const vocabulary of vocabularies) {
          for (const sentence of sentences) {
            expect(sentence(vocabulary)).toMatch(/[.。]$/);
            expect(sentence(vocabulary)).not.toMatch(/undefined|NaN|\[object/);
          }
        }
        explained.add(message.split(' ')[0] ?? '');
      }
    }
    // Every kind of refusal has come up.
    expect([...explained].sort()).toEqual(
      expect.arrayContaining([
        'eta',
        'predictionType',
        'stepsOffset',
        'timesteps',
        'timestepSpacing',
        'varianceType',
      ]),
    );
  });
});
