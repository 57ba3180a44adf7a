import { deviceNotice } from './device_notice.ts';
import { connectDevice, deviceState } from './device_state.ts';
import { element } from './elements.ts';
import { choosePreset, preset, recipeIsEdited } from './recipe.ts';
import { recipeRail } from './recipe_rail/rail.ts';
import { lossView } from './results/loss_chart.ts';
import { resultsView } from './results/results_view.ts';
import { effect, untracked } from './signal.ts';
import { keepReversePaths } from './stage/reverse_process.ts';
import { stageView } from './stage/stage_view.ts';
import { open } from './stage/timeline.ts';
import { topBar } from './top_bar.ts';

const main = element('main', {}, deviceNotice(), stageView(), recipeRail(), lossView(), resultsView());
document.querySelector('#page')?.replaceChildren(topBar(), main);

// A slow adapter gets the small experiment, unless the visitor has chosen or changed something already.
effect(() => {
  const state = deviceState();
  if (state.status !== 'ready' || !state.lab.adapter.isSoftware) return;
  untracked(() => {
    if (preset() === 'default' && !recipeIsEdited()) choosePreset('quick');
  });
});

keepReversePaths();
open();
void connectDevice();
