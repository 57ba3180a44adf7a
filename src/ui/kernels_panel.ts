import { variantName, variantWords } from '../index.ts';
import { deviceState } from './device_state.ts';
import { button, element } from './elements.ts';
import { gpuIsTaken, tuningRun } from './gpu_turn.ts';
import { strings } from './i18n/index.ts';
import { kernelChoices, measuring } from './kernel_choice.ts';
import { works } from './kernel_pins.ts';
import { choiceOf } from './kernel_rows.ts';
import { measureAgain, tuningError, tuningShare, tuningText } from './kernel_tuning.ts';
import { computed, effect, untracked } from './signal.ts';

/**
 * Measuring: how far it has come, and one button that begins it and cancels it, so that whoever presses it by keyboard
 * stays where they are.
 */
function measureControls(): HTMLElement {
  const isMeasuring = () => measuring() !== undefined || tuningRun() !== undefined;
  const isStopping = () => tuningRun()?.control.cancelled ?? false;
  const note = () => {
    const error = tuningError()?.();
    if (error !== undefined) return strings().action.failed(error);
    return gpuIsTaken() ? strings().questions.taken : '';
  };
  const label = () => {
    const { kernels, action } = strings();
    if (tuningRun() !== undefined) return action.cancel;
    const isKnown = works.some((work) => kernelChoices[work]()?.tuning !== undefined);
    return isKnown ? kernels.measureAgain : kernels.measure;
  };
  const press = () => {
    const run = untracked(tuningRun);
    if (run === undefined) void measureAgain();
    else run.control.cancel();
  };
  return element(
    'div',
    { class: 'kernel-measure', 'data-measuring': () => String(isMeasuring()) },
    button(
      {
        class: 'quiet',
        'data-action': () => (tuningRun() === undefined ? 'measure-kernels' : 'cancel-measuring'),
        disabled: () => gpuIsTaken() && tuningRun() === undefined,
        'aria-disabled': () => (isStopping() ? 'true' : undefined),
      },
      press,
      label,
    ),
    element('progress', {
      max: 1,
      value: tuningShare,
      hidden: () => !isMeasuring(),
      'aria-label': () => strings().action.progress,
    }),
    element('span', { class: 'soft', hidden: () => !isMeasuring() }, tuningText),
    element('span', { class: 'soft', hidden: isMeasuring, 'aria-live': 'polite' }, note),
  );
}

/** What the words in the names of the kernels that there are mean. */
function glossary(): HTMLElement {
  const list = element('dl', {});
  const words = computed(() => {
    const names = works.flatMap((work) => kernelChoices[work]()?.candidates.map(variantName) ?? []);
    const used = new Set(names.flatMap((name) => name.split(' ')));
    return variantWords.filter((word) => used.has(word)).join(' ');
  });
  effect(() => {
    const { kernels } = strings();
    const entries = words()
      .split(' ')
      .flatMap((word) => [
        element('dt', { translate: 'no' }, word),
        element('dd', {}, kernels.words[word] ?? ''),
      ]);
    list.replaceChildren(...entries);
  });
  return element(
    'details',
    { class: 'more kernel-words', hidden: () => words() === '' },
    element('summary', {}, () => strings().kernels.glossary),
    list,
  );
}

/** Opens below the button that was pressed, wherever that is in the bar. */
function placeBelowInvoker(panel: HTMLElement): void {
  panel.addEventListener('beforetoggle', ({ newState }) => {
    const invoker = document.querySelector(`[popovertarget="${panel.id}"]`);
    if (newState !== 'open' || invoker === null) return;
    panel.style.top = `${invoker.getBoundingClientRect().bottom + scrollY + 8}px`;
  });
}

/** Which kernels train and sample on the adapter, measured or pinned: opened from the adapter's name in the bar. */
export function kernelsPanel(): HTMLElement {
  const absence = () => {
    const { status } = deviceState();
    if (status === 'ready') return '';
    return status === 'starting' ? strings().action.noteStarting : strings().kernels.noDevice;
  };
  const panel = element(
    'div',
    {
      id: 'kernels',
      class: 'kernels',
      popover: 'auto',
      role: 'group',
      'aria-label': () => strings().kernels.title,
    },
    element('p', { class: 'soft', hidden: () => absence() === '' }, absence),
    element(
      'div',
      { hidden: () => absence() !== '' },
      element('p', { class: 'soft' }, () => strings().kernels.intro),
      element('div', { class: 'kernel-choices' }, ...works.map(choiceOf)),
      measureControls(),
      glossary(),
    ),
  );
  placeBelowInvoker(panel);
  return panel;
}
