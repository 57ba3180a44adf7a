import { trainingRun } from '../gpu_turn.ts';
import { type Recipe, recipe } from '../recipe.ts';
import { computed } from '../signal.ts';
import { trained } from '../training_session.ts';

/** The recipe that the training charts belong to: of the run, else of what was trained, else the one at hand. */
export const shownRecipe = computed<Recipe>(() => trainingRun()?.recipe ?? trained()?.recipe ?? recipe());
