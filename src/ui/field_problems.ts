import { formatNumber } from './format.ts';
import { strings } from './i18n/index.ts';
import { type Recipe, recipe, type Stage, stages } from './recipe.ts';
import { type FieldName, fields, type NumberField } from './recipe_fields.ts';
import { computed, type Signal, signal } from './signal.ts';

/**
 * What was typed into a field and is not in force, because it is not a valid value. The last good value stays in
 * the recipe, the typed text stays in the field, and the sentence beside it says what is wrong.
 */
const drafts = new Map<FieldName, Signal<string | undefined>>(
  (Object.keys(fields) as FieldName[]).map((name) => [name, signal<string | undefined>(undefined)]),
);

export function draftOf(name: FieldName): Signal<string | undefined> {
  const draft = drafts.get(name);
  if (draft === undefined) throw new Error(`There is no field ${name}.`);
  return draft;
}

function describeRange(field: NumberField, current: Recipe): string {
  const [min, max] = field.range(current).map(formatNumber) as [string, string];
  const { problems } = strings();
  if (field.multipleOf !== undefined) return problems.rangeEven(min, max);
  return field.integer ? problems.rangeInteger(min, max) : problems.range(min, max);
}

/** A sentence on what is wrong with `text` as a value of `field`, or undefined when it is fine. */
function problemWith(field: NumberField, text: string, current: Recipe): string | undefined {
  const { problems } = strings();
  const explain = (problem: (text: string, range: string, value: string) => string) =>
    problem(text.trim(), describeRange(field, current), formatNumber(field.get(current)));
  if (text.trim() === '')
    return problems.empty(describeRange(field, current), formatNumber(field.get(current)));
  const value = Number(text);
  if (!Number.isFinite(value)) return explain(problems.notNumber);
  const [min, max] = field.range(current);
  if (value < min || value > max) return explain(problems.outside);
  if (field.integer && !Number.isInteger(value)) return explain(problems.notInteger);
  if (field.multipleOf !== undefined && value % field.multipleOf !== 0) return explain(problems.notEven);
  return undefined;
}

/** What is wrong with a field as it stands, or undefined. */
export function fieldProblem(name: FieldName): string | undefined {
  const field = fields[name];
  if (field.kind !== 'number') return undefined;
  const text = draftOf(name)();
  return text === undefined ? undefined : problemWith(field, text, recipe());
}

/** Takes what was typed: into the recipe when it is valid, aside with a sentence when it is not. */
export function typeInto(name: FieldName, text: string): void {
  const field = fields[name];
  if (field.kind !== 'number') return;
  if (problemWith(field, text, recipe.peek()) === undefined) {
    draftOf(name).set(undefined);
    recipe.set(field.set(recipe.peek(), Number(text)));
  } else {
    draftOf(name).set(text);
  }
}

/** The fields that have a problem, up to and including the card `last`. */
export function invalidFields(last: Stage): FieldName[] {
  const upTo = stages.indexOf(last);
  return (Object.keys(fields) as FieldName[]).filter(
    (name) => stages.indexOf(fields[name].stage) <= upTo && fieldProblem(name) !== undefined,
  );
}

export const trainingProblems = computed(() => invalidFields('training'));
export const samplingProblems = computed(() => invalidFields('sampler'));

/** Forgets what was typed and not accepted, as choosing a preset does. */
export function discardDrafts(): void {
  for (const draft of drafts.values()) draft.set(undefined);
}
