import type { ExperimentConfig, SamplerChoice } from '../index.ts';
import { type Column, type Recipe, type Stage, samplerOf, updateExperiment, withSampler } from './recipe.ts';

/** The kinds of settings there are, and short ways to say where in the recipe one lives and what it may be. */

export interface Lens<T> {
  readonly stage: Stage;
  get(recipe: Recipe): T;
  set(recipe: Recipe, value: T): Recipe;
  /** Whether the setting means something in this recipe; otherwise its control is not shown. */
  shown?(recipe: Recipe): boolean;
}

export interface NumberField extends Lens<number> {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly multipleOf?: number;
  /** Allowed range, ends included; the upper end may depend on the rest of the recipe. */
  range(recipe: Recipe): readonly [min: number, max: number];
}

/** Numbers separated by commas. */
export interface ListField extends Lens<readonly number[]> {
  readonly kind: 'list';
  /** Allowed range of each number, ends included. */
  range(recipe: Recipe): readonly [min: number, max: number];
}

export interface ChoiceField extends Lens<string> {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  /** Choices that are offered only while they are in force. */
  readonly keptChoices?: readonly string[];
}

export interface ToggleField extends Lens<boolean> {
  readonly kind: 'toggle';
}

export type Field = NumberField | ListField | ChoiceField | ToggleField;

export type Section = 'schedule' | 'model' | 'training';
export type Range = readonly [min: number, max: number];

export function part<S extends Section, K extends keyof ExperimentConfig[S] & string>(
  stage: Stage,
  section: S,
  key: K,
): Lens<ExperimentConfig[S][K]> {
  return {
    stage,
    get: ({ experiment }) => experiment[section][key],
    set: (recipe, value) =>
      updateExperiment(recipe, { [section]: { ...recipe.experiment[section], [key]: value } }),
  };
}

export function samplerPart<K extends keyof SamplerChoice>(column: Column, key: K): Lens<SamplerChoice[K]> {
  return {
    stage: 'sampler',
    get: (recipe) => samplerOf(recipe, column)[key],
    set: (recipe, value) => withSampler(recipe, column, { ...samplerOf(recipe, column), [key]: value }),
  };
}

/** A setting of the recipe itself. */
export function own<K extends 'dataSeed' | 'samplerSeed' | 'init' | 'compareExact'>(
  stage: Stage,
  key: K,
): Lens<Recipe[K]> {
  return { stage, get: (recipe) => recipe[key], set: (recipe, value) => ({ ...recipe, [key]: value }) };
}

/** Gives a setting that may be left out the value it then has. */
export function orElse<T>(lens: Lens<T | undefined>, missing: (recipe: Recipe) => T): Lens<T> {
  return { ...lens, get: (recipe) => lens.get(recipe) ?? missing(recipe) };
}

/** A setting that is left out while it has its usual value, so that recipes compare. */
export function optional<T>(lens: Lens<T | undefined>, usual: T): Lens<T> {
  return {
    ...lens,
    get: (recipe) => lens.get(recipe) ?? usual,
    set: (recipe, value) => lens.set(recipe, value === usual ? undefined : value),
  };
}

export function real(lens: Lens<number>, range: Range | ((recipe: Recipe) => Range)): NumberField {
  return { kind: 'number', integer: false, range: range instanceof Function ? range : () => range, ...lens };
}

export function whole(lens: Lens<number>, range: Range | ((recipe: Recipe) => Range)): NumberField {
  return { ...real(lens, range), integer: true };
}

export function choice<T extends string>(lens: Lens<T>, choices: readonly T[]): ChoiceField {
  return { kind: 'choice', choices, ...(lens as Lens<string>) };
}

export function toggle(lens: Lens<boolean>): ToggleField {
  return { kind: 'toggle', ...lens };
}

export function shownIf<F extends Field>(field: F, shown: (recipe: Recipe) => boolean): F {
  return { ...field, shown };
}
