import { followAdapter } from './automatic_preset.ts';
import { deviceNotice } from './device_notice.ts';
import { connectDevice } from './device_state.ts';
import { element } from './elements.ts';
import { forwardView } from './forward/forward_view.ts';
import { strings } from './i18n/index.ts';
import { tuneWhenIdle } from './kernel_tuning.ts';
import { kernelsPanel } from './kernels_panel.ts';
import { asPart, goToAddressedPart, pageNav } from './page_nav.ts';
import { questionsView } from './questions/questions_view.ts';
import { showMeNotice } from './questions/show_me.ts';
import { recipeRail } from './recipe_rail/rail.ts';
import { resultsView } from './results/results_view.ts';
import { linkNotice } from './share/link_notice.ts';
import { keepAddress, linkHasRecipe, openLink } from './share/link_state.ts';
import { shareButton } from './share/share_button.ts';
import { keepForwardPaths } from './stage/forward_run.ts';
import { keepReversePaths } from './stage/reverse_process.ts';
import { stageView } from './stage/stage_view.ts';
import { handled, open } from './stage/timeline.ts';
import { pageLink, topBar } from './top_bar.ts';
import { tradeoffView } from './tradeoff/tradeoff_view.ts';
import { trainingView } from './training/training_view.ts';

openLink();
const notices = element('div', { class: 'notices' }, deviceNotice(), linkNotice(), showMeNotice());
const views = element(
  'div',
  { class: 'views' },
  asPart('forward', forwardView()),
  asPart('training', trainingView()),
  asPart('results', resultsView()),
  asPart('tradeoff', tradeoffView()),
);
const main = element(
  'main',
  {},
  notices,
  asPart('picture', stageView()),
  asPart('recipe', recipeRail()),
  views,
  asPart('questions', questionsView()),
);
const bar = topBar({
  skipTo: '#recipe',
  skip: () => strings().page.skip,
  tagline: () => strings().page.tagline,
  chip: { label: () => strings().kernels.open, panel: kernelsPanel() },
  beside: [pageLink('./benchmark.html', () => strings().benchmark.link), shareButton()],
  below: pageNav(),
});
document.querySelector('#page')?.replaceChildren(bar, main);
goToAddressedPart();

if (!linkHasRecipe()) followAdapter();
keepForwardPaths();
keepReversePaths();
tuneWhenIdle();
keepAddress();
// A link may say which moment to show.
if (!handled.peek()) open();
void connectDevice();
