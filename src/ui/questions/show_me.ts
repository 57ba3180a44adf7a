import { type PresetName, presets } from '../../index.ts';
import { bringToTop } from '../bring_to_top.ts';
import { button, element } from '../elements.ts';
import { discardDrafts } from '../field_problems.ts';
import { strings } from '../i18n/index.ts';
import { preset, presetRecipe, type Recipe, recipe } from '../recipe.ts';
import { type FieldName, fieldOf } from '../recipe_fields.ts';
import { signal } from '../signal.ts';
import { reverseDenoiser } from '../stage/reverse_process.ts';
import { type Direction, turn } from '../stage/timeline.ts';

/** "Show me": the lab set to the state that proves an answer, and the way back from there. */

interface Way {
  readonly question: string;
  readonly title: () => string;
  readonly recipe: Recipe;
  readonly preset: PresetName;
}

const wayBack = signal<Way | undefined>(undefined);

/** The settings that show-me starts from: the data's way as in the default preset; network and training stay. */
function startingPoint(current: Recipe): Recipe {
  const { schedule, standardise, samplers } = presets.default;
  const { init, chosen } = presetRecipe('default');
  return { ...current, init, chosen, experiment: { ...current.experiment, schedule, standardise, samplers } };
}

/**
 * Sets fields of the recipe, turns the stage and brings it into view.
 *
 * @param question the id of the question, to come back to
 */
export function showMe(
  question: string,
  title: () => string,
  view: Direction,
  settings: Partial<Record<FieldName, number | string | boolean>>,
): void {
  // From one demonstration to the next, what there was before the first is what to go back to.
  const { recipe: own = recipe.peek(), preset: ownPreset = preset.peek() } = wayBack.peek() ?? {};
  wayBack.set({ question, title, recipe: own, preset: ownPreset });
  discardDrafts();
  let next = startingPoint(recipe.peek());
  for (const [name, value] of Object.entries(settings) as [FieldName, never][]) {
    next = fieldOf(name).set(next, value);
  }
  recipe.set(next);
  reverseDenoiser.set('exact');
  turn(view);
  requestAnimationFrame(() => {
    const main = document.querySelector('main');
    if (main !== null) bringToTop(main);
    document.querySelector<HTMLElement>('[data-action="back-from-show-me"]')?.focus({ preventScroll: true });
  });
}

function goBack(): void {
  const way = wayBack.peek();
  if (way === undefined) return;
  wayBack.set(undefined);
  preset.set(way.preset);
  recipe.set(way.recipe);
  requestAnimationFrame(() => {
    const question = document.getElementById(way.question);
    if (question === null) return;
    bringToTop(question);
    question.focus({ preventScroll: true });
  });
}

/** What the lab shows on request, and the way back to the visitor's own settings. */
export function showMeNotice(): HTMLElement {
  return element(
    'div',
    { class: 'notice calm', id: 'show-me-notice', hidden: () => wayBack() === undefined },
    element('p', {}, () => {
      const way = wayBack();
      return way === undefined ? '' : strings().questions.shown(way.title());
    }),
    button({ class: 'quiet', 'data-action': 'back-from-show-me' }, goBack, () => strings().questions.back),
  );
}
