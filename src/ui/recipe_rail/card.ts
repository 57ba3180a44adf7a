import { element } from '../elements.ts';
import { fieldProblem } from '../field_problems.ts';
import { strings } from '../i18n/index.ts';
import type { Stage } from '../recipe.ts';
import type { FieldName } from '../recipe_fields.ts';
import { effect } from '../signal.ts';
import { stageStatus } from '../stage_status.ts';
import { fieldControl, fieldProblems, obstacleLines } from './field_control.ts';

interface CardContent {
  readonly stage: Stage;
  readonly picture: Element;
  /** One line under the picture. */
  readonly summary?: (() => string) | Element;
  /** Always visible: three at most. */
  readonly fields: readonly FieldName[];
  /** Behind the disclosure. */
  readonly more: readonly FieldName[];
  /** At the end of what is behind the disclosure. */
  readonly extra?: Element;
  /** Why settings do not go together, each undefined while they do. */
  readonly obstacles?: readonly (() => string | undefined)[];
}

/** A short card of the recipe: its picture in miniature, its controls, and where it stands. */
export function card({
  stage,
  picture,
  summary,
  fields,
  more,
  extra,
  obstacles = [],
}: CardContent): HTMLElement {
  const title = element('h3', { id: `card-${stage}` }, () => strings().recipe.cards[stage]);
  const status = element('span', { class: 'card-status' }, () => stageStatus(stage).text);
  const disclosure = element(
    'details',
    { class: 'more' },
    element(
      'summary',
      { 'aria-label': () => strings().recipe.moreOf(strings().recipe.cards[stage]) },
      () => strings().recipe.more,
    ),
    element('div', { class: 'fields' }, ...more.map(fieldControl)),
    ...(extra === undefined ? [] : [extra]),
  );
  // A problem behind the disclosure must be seen.
  effect(() => {
    if (more.some((name) => fieldProblem(name) !== undefined)) disclosure.open = true;
  });
  const parts: Node[] = [element('header', {}, title, status), picture];
  if (typeof summary === 'function') parts.push(element('p', { class: 'summary' }, summary));
  else if (summary !== undefined) parts.push(summary);
  return element(
    'section',
    { class: 'card', 'aria-labelledby': `card-${stage}`, 'data-state': () => stageStatus(stage).state },
    ...parts,
    element('div', { class: 'fields' }, ...fields.map(fieldControl)),
    ...(more.length > 0 ? [disclosure] : []),
    fieldProblems([...fields, ...more]),
    obstacleLines(obstacles),
  );
}
