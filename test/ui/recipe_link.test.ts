import { describe, expect, test } from 'vitest';
import { presetNames, presetRecipe, type Recipe } from '../../src/ui/recipe.ts';
import { type FieldName, fieldOf, fields } from '../../src/ui/recipe_fields.ts';
import { linkKeys, linkTable } from '../../src/ui/share/link_table.ts';
import { readQuery, writeQuery } from '../../src/ui/share/query.ts';
import { readRecipe, writeRecipe } from '../../src/ui/share/recipe_link.ts';

const read = (query: string) => readRecipe(readQuery(query).given);
const queryOf = (preset: (typeof presetNames)[number], recipe: Recipe) =>
  writeQuery(writeRecipe(preset, recipe));
const withField = (recipe: Recipe, name: FieldName, value: unknown): Recipe =>
  (fieldOf(name).set as (recipe: Recipe, value: unknown) => Recipe)(recipe, value);

/** Another valid value of a field. */
function otherValue(name: FieldName, recipe: Recipe): unknown {
  const field = fieldOf(name);
  if (field.kind === 'toggle') return !field.get(recipe);
  if (field.kind === 'choice') {
    const others = field.choices.filter((value) => value !== field.get(recipe) && value !== 'explicit');
    return others.at(-1);
  }
  const [min, max] = field.range(recipe);
  if (field.kind === 'list') return [min, 0.123456789, max];
  if (field.integer) return field.get(recipe) === max ? max - 1 : Math.min(max, field.get(recipe) + 2);
  return 0.3 * min + 0.7 * max;
}

describe('the table', () => {
  test('gives every setting a key of its own', () => {
    expect(Object.keys(linkKeys).sort()).toEqual(Object.keys(fields).sort());
    const keys = linkTable.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^[A-Za-z_]+$/);
  });
});

describe.each(presetNames)('the %s preset', (preset) => {
  test('is its name alone', () => {
    expect(queryOf(preset, presetRecipe(preset))).toBe(`preset=${preset}`);
    expect(read(`preset=${preset}`)).toEqual({ preset, recipe: presetRecipe(preset), refused: [] });
  });

  test.each(Object.keys(fields) as FieldName[])('comes back with another %s', (name) => {
    const start = presetRecipe(preset);
    const changed = withField(start, name, otherValue(name, start));
    const query = queryOf(preset, changed);
    expect(query).not.toBe(`preset=${preset}`);
    const { recipe, refused } = read(query);
    expect(refused).toEqual([]);
    expect(recipe).toEqual(changed);
  });
});

describe('what settings do to one another', () => {
  test('a number of steps that T carried along and was then set back is kept', () => {
    const longer = withField(presetRecipe('default'), 'numTrainTimesteps', 2000);
    expect(longer.experiment.samplers.ddpm.numInferenceSteps).toBe(2000);
    expect(queryOf('default', longer)).toBe('preset=default&T=2000');
    const back = withField(longer, 'ddpmSteps', 1000);
    expect(queryOf('default', back)).toBe('preset=default&T=2000&ddpm_steps=1000');
    expect(read(queryOf('default', back)).recipe).toEqual(back);
  });

  test('a first beta above the last one of the preset is taken with its own last one', () => {
    const { recipe, refused } = read('beta_start=0.05&beta_end=0.5');
    expect(refused).toEqual([]);
    expect(recipe.experiment.schedule).toMatchObject({ betaStart: 0.05, betaEnd: 0.5 });
  });

  test('timesteps and betas one by one come back whole', () => {
    const betas = Array.from({ length: 4 }, (_, i) => 0.1 * (i + 1) + 1e-7);
    const start = presetRecipe('quick');
    const recipe: Recipe = {
      ...start,
      chosen: {
        sampler: 'ddim',
        numInferenceSteps: 2,
        timestepSpacing: 'leading',
        timesteps: [3, 1.5],
        stepsOffset: 1,
      },
      experiment: {
        ...start.experiment,
        schedule: { ...start.experiment.schedule, numTrainTimesteps: 4, trainedBetas: betas },
      },
    };
    const query = queryOf('quick', recipe);
    expect(query).toContain('timesteps=3,1.5');
    // The samplers that visit every step go with T, so only what the link says is compared.
    const { recipe: back, refused } = read(query);
    expect(refused).toEqual([]);
    expect(back.chosen).toEqual(recipe.chosen);
    expect(back.experiment.schedule).toEqual(recipe.experiment.schedule);
  });
});

describe('what is wrong with a link', () => {
  test('is told value by value, and everything else is in force', () => {
    const { recipe, refused, preset } = read(
      'preset=article&T=99999&width=abc&layers=2.5&time_features=7&sampler=magic&clip=yes&batch=&ddim_steps=50',
    );
    expect(preset).toBe('article');
    expect(refused.map(({ key, text, fault }) => [key, text, fault.kind])).toEqual([
      ['T', '99999', 'outside'],
      ['width', 'abc', 'notNumber'],
      ['layers', '2.5', 'notInteger'],
      ['time_features', '7', 'notEven'],
      ['batch', '', 'empty'],
      ['sampler', 'magic', 'notAmong'],
      ['clip', 'yes', 'notAmong'],
    ]);
    const expected = withField(presetRecipe('article'), 'ddimSteps', 50);
    expect(recipe).toEqual(expected);
  });

  test('of a list, the number at fault is named', () => {
    const [fault] = read('beta_list=0.1,2,0.3').refused;
    expect(fault?.fault).toEqual({ kind: 'outside', text: '2', place: 2 });
  });

  test('a preset that does not exist is the default', () => {
    expect(read('preset=fast')).toMatchObject({ preset: 'default', unknownPreset: 'fast' });
  });

  test('a key given twice counts once and is named', () => {
    const { given, repeated } = readQuery('?T=10&T=20&seed=1');
    expect([...given]).toEqual([
      ['T', '10'],
      ['seed', '1'],
    ]);
    expect(repeated).toEqual(['T']);
  });
});
