import type { ListField, NumberField } from './field_kinds.ts';
import { formatInput, formatNumber } from './format.ts';
import { strings } from './i18n/index.ts';
import { type Recipe, recipe, type Stage, stages } from './recipe.ts';
import { type FieldName, fieldOf, fields, isShown } from './recipe_fields.ts';
import { computed, effect, type Signal, signal } from './signal.ts';

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

function describeRange(field: NumberField | ListField, current: Recipe): string {
  const [min, max] = field.range(current).map(formatNumber) as [string, string];
  const { problems } = strings();
  if (field.kind === 'list') return problems.rangeList(min, max);
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

/** Numbers between commas, semicolons or white space; brackets around them do no harm. */
function listItems(text: string): string[] {
  return text
    .replace(/[[\]]/g, ' ')
    .split(/[\s,;，；]+/)
    .filter((item) => item !== '');
}

function problemWithList(field: ListField, text: string, current: Recipe): string | undefined {
  const { problems } = strings();
  const items = listItems(text);
  const inForce = problems.list(formatNumber(field.get(current).length));
  if (items.length === 0) return problems.empty(describeRange(field, current), inForce);
  const [min, max] = field.range(current);
  const wrong = items.findIndex((item) => !(Number(item) >= min && Number(item) <= max));
  if (wrong === -1) return undefined;
  const item = problems.item(items[wrong] ?? '', formatNumber(wrong + 1));
  return problems.outside(item, describeRange(field, current), inForce);
}

function problemIn(name: FieldName, text: string, current: Recipe): string | undefined {
  const field = fieldOf(name);
  if (field.kind === 'number') return problemWith(field, text, current);
  return field.kind === 'list' ? problemWithList(field, text, current) : undefined;
}

/** What is wrong with a field as it stands, or undefined. */
export function fieldProblem(name: FieldName): string | undefined {
  const text = draftOf(name)();
  return text === undefined || !isShown(name, recipe()) ? undefined : problemIn(name, text, recipe());
}

/** The text of a field's value in force. */
export function textInForce(name: FieldName, current: Recipe): string {
  const field = fieldOf(name);
  if (field.kind === 'number') return formatInput(field.get(current));
  return field.kind === 'list' ? field.get(current).map(formatInput).join(', ') : '';
}

function withText(name: FieldName, text: string, current: Recipe): Recipe {
  const field = fieldOf(name);
  if (field.kind === 'number') return field.set(current, Number(text));
  return field.kind === 'list' ? field.set(current, listItems(text).map(Number)) : current;
}

/** A field that is being typed into: what the recipe was before, and what typing has made of it so far. */
let typing: { readonly name: FieldName; readonly before: Recipe; after: Recipe } | undefined;

/**
 * Takes what was typed: into the recipe when it is valid, aside with a sentence when it is not. On its way to 2000 a
 * field passes 2, 20 and 200: each replaces the one before, counted from where typing began.
 */
export function typeInto(name: FieldName, text: string): void {
  const current = recipe.peek();
  if (typing?.name !== name || typing.after !== current) typing = { name, before: current, after: current };
  if (problemIn(name, text, typing.before) === undefined) {
    draftOf(name).set(undefined);
    typing.after = withText(name, text, typing.before);
    recipe.set(typing.after);
  } else {
    draftOf(name).set(text);
  }
}

/** What was typed comes into force as soon as a change elsewhere makes it valid. */
effect(() => {
  for (const [name, draft] of drafts) {
    const text = draft();
    if (text === undefined || !isShown(name, recipe()) || fieldProblem(name) !== undefined) continue;
    draft.set(undefined);
    recipe.set(withText(name, text, recipe.peek()));
  }
});

/** The field was left: what is typed next begins anew. */
export function endTyping(): void {
  typing = undefined;
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
