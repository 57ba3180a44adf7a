import { automaticPreset } from '../automatic_preset.ts';
import { describeFault, describeRange, describeValue } from '../field_problems.ts';
import type { Fault } from '../field_values.ts';
import { strings } from '../i18n/index.ts';
import { preset, presetNames, recipe, recipeIsEdited } from '../recipe.ts';
import { effect, signal, untracked } from '../signal.ts';
import { linkTable } from './link_table.ts';
import { opening } from './opening_address.ts';
import { isUsualPage, pageSettings } from './page_settings.ts';
import { type Pair, writeQuery } from './query.ts';
import { readRecipe, writeRecipe } from './recipe_link.ts';

/**
 * The page's state and the address: read from it once, on opening, and written to it after every change, in place of
 * the entry in the browser's history that is there. A page as it opens by itself has a bare address.
 */

/** Sentences on what the address of this visit says and the page does not follow; each in the language of the moment. */
export const linkProblems = signal<readonly (() => string)[]>([]);

/** Milliseconds of quiet after which a change is written: sliders and typing make many. */
const patience = 300;

function refusal(key: string, text: string, fault: Fault, range: () => string, value: () => string) {
  return () => {
    const { link, problems } = strings();
    return link.refused(
      `${key}=${text}`,
      describeFault(fault),
      link.instead(range(), value()),
      problems.space,
    );
  };
}

/** Applies what the address says. Called once, before the page is shown. */
export function openLink(): void {
  const { given, repeated } = opening;
  const read = readRecipe(given);
  const problems: (() => string)[] = [];
  if (linkTable.some(({ key }) => given.has(key)) || (given.has('preset') && !read.unknownPreset)) {
    preset.set(read.preset);
    recipe.set(read.recipe);
  }
  if (read.unknownPreset !== undefined) {
    const fault: Fault = { kind: 'notAmong', text: read.unknownPreset };
    const names = () => strings().problems.among(presetNames.join(', '));
    problems.push(refusal('preset', read.unknownPreset, fault, names, () => read.preset));
  }
  for (const { key, text, fault, field } of read.refused) {
    const range = () => describeRange(field, read.recipe);
    problems.push(refusal(key, text, fault, range, () => describeValue(field, read.recipe)));
  }
  for (const { key, take, range, value } of pageSettings) {
    const text = given.get(key);
    const fault = text === undefined ? undefined : take(text);
    if (fault === undefined) continue;
    const inForce = untracked(value);
    problems.push(refusal(key, text ?? '', fault, range, () => inForce ?? strings().link.fastestKernels));
  }
  const known = new Set(['preset', ...[...linkTable, ...pageSettings].map(({ key }) => key)]);
  for (const key of given.keys()) {
    if (!known.has(key)) problems.push(() => strings().link.unknown(key));
  }
  for (const key of repeated) problems.push(() => strings().link.repeated(key));
  linkProblems.set(problems);
}

/** Whether the address says which preset or which settings there are to be. */
export function linkHasRecipe(): boolean {
  return ['preset', ...linkTable.map(({ key }) => key)].some((key) => opening.given.has(key));
}

/** Whether the page stands as it would open without a link. */
function isAsItOpens(): boolean {
  return preset() === automaticPreset() && !recipeIsEdited() && isUsualPage();
}

function stateQuery(): string {
  const written = pageSettings.map(({ key, write }) => [key, write()] as const);
  const shown = written.filter((pair): pair is Pair => pair[1] !== undefined);
  return writeQuery([...writeRecipe(preset(), recipe()), ...shown]);
}

/** A link that opens the page as it stands. */
export function shareLink(): string {
  const link = new URL(`?${untracked(stateQuery)}`, location.href);
  link.hash = '';
  return link.href;
}

/** Keeps the address up to date with the page. What the visit's own link says stays there until something changes. */
export function keepAddress(): void {
  let written: string | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const query = isAsItOpens() ? '' : stateQuery();
    written ??= query;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (query === written) return;
      written = query;
      const { pathname, hash } = location;
      history.replaceState(history.state, '', `${pathname}${query && `?${query}`}${hash}`);
    }, patience);
  });
}
