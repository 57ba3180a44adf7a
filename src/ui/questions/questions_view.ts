import { element } from '../elements.ts';
import { strings } from '../i18n/index.ts';
import { segments } from '../recipe_rail/field_control.ts';
import { effect } from '../signal.ts';
import { accelerateQuestion } from './accelerate.ts';
import { askedDenoiser, networkCanAnswer } from './experiment.ts';
import { largeTQuestion } from './large_t.ts';
import { mistakesQuestion } from './mistakes.ts';
import { skipQuestion } from './skip.ts';
import { slowQuestion } from './slow.ts';

/** Who removes the noise in the experiments: a choice once there is a trained network. */
function denoiserChoice(): HTMLElement {
  const choice = segments(
    'asked-denoiser',
    () => strings().questions.denoiserLabel,
    ['exact', 'network'] as const,
    (name) => strings().questions.denoisers[name],
    askedDenoiser,
    (name) => askedDenoiser.set(name),
  );
  const row = element(
    'div',
    { class: 'asked-denoiser', hidden: () => !networkCanAnswer() },
    choice,
    element('p', { class: 'note' }, () => strings().questions.denoiserNote[askedDenoiser()]),
  );
  effect(() => {
    if (!networkCanAnswer()) askedDenoiser.set('exact');
  });
  return row;
}

/** The article's questions, each with its answer and an experiment that proves it. */
export function questionsView(): HTMLElement {
  return element(
    'section',
    { class: 'questions', 'aria-labelledby': 'questions-title' },
    element(
      'header',
      {},
      element('h2', { id: 'questions-title' }, () => strings().questions.title),
      element('p', { class: 'note' }, () => strings().questions.intro),
      denoiserChoice(),
    ),
    slowQuestion(),
    largeTQuestion(),
    skipQuestion(),
    accelerateQuestion(),
    mistakesQuestion(),
  );
}
