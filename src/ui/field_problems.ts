import type { Field } from './field_kinds.ts';
import { type Fault, faultIn, textOf, withText } from './field_values.ts';
import { formatNumber } from './format.ts';
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

/** What a field allows, in words that follow "give". */
export function describeRange(field: Field, current: Recipe): string {
  const { problems } = strings();
  if (field.kind === 'choice') return problems.among(field.choices.join(', '));
  if (field.kind === 'toggle') return problems.among('0, 1');
  const [min, max] = field.range(current).map(formatNumber) as [string, string];
  if (field.kind === 'list') return problems.rangeList(min, max);
  if (field.multipleOf !== undefined) return problems.rangeEven(min, max);
  return field.integer ? problems.rangeInteger(min, max) : problems.range(min, max);
}

/** A sentence on what is wrong with a text. */
export function describeFault({ kind, text, place }: Fault): string {
  const { problems } = strings();
  if (kind === 'empty') return problems.empty;
  return problems[kind](place === undefined ? text : problems.item(text, formatNumber(place)));
}

/** A field's value in force, in words. */
export function describeValue(field: Field, current: Recipe): string {
  if (field.kind === 'list') return strings().problems.list(formatNumber(field.get(current).length));
  return field.kind === 'number' ? formatNumber(field.get(current)) : textOf(field, current);
}

function problemIn(name: FieldName, text: string, current: Recipe): string | undefined {
  const field = fieldOf(name);
  const fault = faultIn(field, text, current);
  if (fault === undefined) return undefined;
  const { give, space } = strings().problems;
  const advice = give(describeRange(field, current), describeValue(field, current));
  return `${describeFault(fault)}${space}${advice}`;
}

/** What is wrong with a field as it stands, or undefined. */
export function fieldProblem(name: FieldName): string | undefined {
  const text = draftOf(name)();
  return text === undefined || !isShown(name, recipe()) ? undefined : problemIn(name, text, recipe());
}

/** The text of a field's value in force. */
export function textInForce(name: FieldName, current: Recipe): string {
  return textOf(fieldOf(name), current);
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
    typing.after = withText(fieldOf(name), text, typing.before);
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
    recipe.set(withText(fieldOf(name), text, recipe.peek()));
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
