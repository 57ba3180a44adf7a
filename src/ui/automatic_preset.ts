import type { PresetName } from '../index.ts';
import { deviceState } from './device_state.ts';
import { choosePreset, preset, recipeIsEdited } from './recipe.ts';
import { computed, effect, untracked } from './signal.ts';

/** The preset of a visit that nobody has chosen one for: a slow adapter gets the small experiment. */
export const automaticPreset = computed<PresetName>(() => {
  const state = deviceState();
  return state.status === 'ready' && state.lab.adapter.isSoftware ? 'quick' : 'default';
});

/** Takes the automatic preset when the adapter is known, unless the visitor has chosen or changed something already. */
export function followAdapter(): void {
  effect(() => {
    const automatic = automaticPreset();
    untracked(() => {
      if (preset() === 'default' && automatic !== 'default' && !recipeIsEdited()) choosePreset(automatic);
    });
  });
}
