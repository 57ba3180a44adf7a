import { connectDevice, deviceState } from './device_state.ts';
import { button, element } from './elements.ts';
import { strings } from './i18n/index.ts';
import { recipeIsEdited } from './recipe.ts';
import { losses } from './training_session.ts';

/** What to do when there is no GPU to work on: shown above the stage, the rest of the page stays as it is. */
export function deviceNotice(): HTMLElement {
  const problem = () => {
    const state = deviceState();
    return state.status === 'failed' ? state.problem : undefined;
  };
  const texts = () => strings().adapter.problems[problem() ?? 'no-webgpu'];
  const reassurance = () =>
    losses.length > 0 || recipeIsEdited() ? strings().adapter.kept : strings().adapter.intact;
  return element(
    'div',
    {
      class: 'notice',
      id: 'device-notice',
      role: 'alert',
      hidden: () => problem() === undefined,
      'data-problem': problem,
    },
    element(
      'div',
      {},
      element('p', { class: 'notice-title' }, () => (problem() === undefined ? '' : texts().title)),
      element('p', {}, () => (problem() === undefined ? '' : `${texts().advice} ${reassurance()}`)),
    ),
    button(
      { class: 'quiet', 'data-action': 'reconnect' },
      () => void connectDevice(),
      () => strings().adapter.tryAgain,
    ),
  );
}
