import type { PresetName } from '../../index.ts';
import type { Field } from '../field_kinds.ts';
import { type Fault, faultIn, textOf, withText } from '../field_values.ts';
import { presetNames, presetRecipe, type Recipe } from '../recipe.ts';
import { type LinkedSetting, linkTable } from './link_table.ts';
import type { Pair } from './query.ts';

/** The recipe as key=value pairs: the preset, and what differs from it. */

/** A value of a link that is not in force. */
export interface RefusedSetting extends LinkedSetting {
  readonly text: string;
  readonly fault: Fault;
}

export interface LinkedRecipe {
  readonly preset: PresetName;
  readonly recipe: Recipe;
  /** A preset that does not exist. */
  readonly unknownPreset?: string;
  readonly refused: readonly RefusedSetting[];
}

/**
 * Reads a recipe. What is not valid stays as the preset has it and is told in `refused`. A setting that is out of range
 * is tried again after the others, since its range may depend on them: the first beta on the last.
 */
export function readRecipe(given: ReadonlyMap<string, string>): LinkedRecipe {
  const named = given.get('preset');
  const preset = presetNames.find((name) => name === named) ?? 'default';
  let recipe = presetRecipe(preset);
  let waiting = linkTable.filter(({ key }) => given.has(key));
  for (let before = waiting.length + 1; waiting.length < before; ) {
    before = waiting.length;
    waiting = waiting.filter(({ key, field }) => {
      const text = given.get(key) ?? '';
      if (faultIn(field, text, recipe) !== undefined) return true;
      recipe = withText(field, text, recipe);
      return false;
    });
  }
  const refused = waiting.map((setting) => {
    const text = given.get(setting.key) ?? '';
    return { ...setting, text, fault: faultIn(setting.field, text, recipe) as Fault };
  });
  return {
    preset,
    recipe,
    refused,
    ...(named === undefined || named === preset ? {} : { unknownPreset: named }),
  };
}

/** Lists are always written: what a curve leaves in their place depends on what was typed before. */
function isGiven(field: Field, recipe: Recipe): boolean {
  return field.kind === 'list' && field.get(recipe).length > 0;
}

/**
 * Writes a recipe so that `readRecipe` makes the same one of it. A setting is written where it differs from what the
 * pairs before it lead to, as one may carry others along: T the samplers that visit every step.
 */
export function writeRecipe(preset: PresetName, target: Recipe): Pair[] {
  let reached = presetRecipe(preset);
  const pairs: Pair[] = [['preset', preset]];
  for (const { key, field } of linkTable) {
    const text = textOf(field, target);
    if (text === textOf(field, reached) && !isGiven(field, target)) continue;
    if (text === '') continue;
    pairs.push([key, text.replaceAll(', ', ',')]);
    reached = withText(field, text, reached);
  }
  return pairs;
}
