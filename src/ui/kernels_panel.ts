import { type Measurement, type SampleVariant, type TrainVariant, variantName } from '../index.ts';
import { connectedDevice, deviceState } from './device_state.ts';
import { button, element } from './elements.ts';
import { formatCompactRate, formatDuration, formatRate } from './format.ts';
import { gpuIsTaken, tuningRun } from './gpu_turn.ts';
import { strings } from './i18n/index.ts';
import { kernelChoices, measuring, pinnedOf } from './kernel_choice.ts';
import { pins, type Work, works } from './kernel_pins.ts';
import { measureAgain, tuningError, tuningShare, tuningText } from './kernel_tuning.ts';
import { recipe } from './recipe.ts';
import { computed, effect, untracked } from './signal.ts';

/** What a candidate was measured to do, in the unit of its work. */
function rateText(work: Work, one: Measurement<TrainVariant | SampleVariant> | undefined): string {
  const { kernels, action } = strings();
  if (one === undefined) return kernels.untried;
  if (one.rate === undefined) return kernels.failed;
  // Rates are batch rows, or evaluations, a millisecond.
  const perSecond = 1000 * one.rate;
  return work === 'training'
    ? action.stepsPerSecond(formatRate(perSecond / recipe().experiment.training.batchSize))
    : kernels.evaluationsPerSecond(formatCompactRate(perSecond));
}

function wordsText(name: string): string {
  const { words } = strings().kernels;
  return name
    .split(' ')
    .map((word) => words[word])
    .filter((text) => text !== undefined)
    .join('\n');
}

interface Row {
  readonly node: HTMLElement;
  show(isChosen: boolean): void;
}

/** One of the kernels to pin; without a name, the way back to the tuner's choice. */
function row(work: Work, name: string | undefined): Row {
  const input = element('input', { type: 'radio', name: `kernels-${work}`, value: name ?? 'auto' });
  // A click also takes back a pin of kernels that are not here, for which automatic is shown.
  input.addEventListener('click', () => pins[work].set(name?.replaceAll(' ', '-')));
  const label = element('span', { translate: name === undefined ? undefined : 'no' });
  const value = element('span', { class: 'kernel-rate' });
  const node = element('label', { class: 'kernel' }, input, label, value);
  return {
    node,
    show(isChosen) {
      const { kernels } = strings();
      const tuning = kernelChoices[work]()?.tuning;
      const one = tuning?.measurements.find(({ variant }) => variantName(variant) === name);
      input.checked = isChosen;
      label.textContent = name ?? kernels.automatic;
      if (name === undefined) {
        value.textContent = tuning === undefined ? '' : variantName(tuning.best);
        return;
      }
      value.textContent = rateText(work, one);
      node.title = one?.failure ?? wordsText(name);
    },
  };
}

/** What is known of the measurements of a work, or what its pin comes to. */
function statusText(work: Work): string {
  const { kernels } = strings();
  const choice = kernelChoices[work]();
  const lab = connectedDevice();
  if (choice === undefined || lab === undefined) return kernels.impossible;
  const pin = pins[work]();
  if (pin !== undefined) {
    return pinnedOf(work, choice.candidates) === undefined ? kernels.notHere(pin) : kernels.pinned;
  }
  const { tuning, isOfThisVisit } = choice;
  if (tuning !== undefined) {
    return isOfThisVisit
      ? kernels.measuredNow(formatDuration(tuning.milliseconds / 1000))
      : kernels.measuredBefore;
  }
  return lab.adapter.isSoftware ? kernels.unmeasuredSoftware[work] : kernels.unmeasuredHardware;
}

/** The kernels of a work with their rates: the tuner's choice, or one of them pinned. */
function choiceOf(work: Work): HTMLElement {
  const list = element('div', { class: 'kernel-list' });
  const names = computed(() => kernelChoices[work]()?.candidates.map(variantName).join('\n') ?? '');
  let built: string | undefined;
  let rows: readonly { readonly name: string | undefined; readonly row: Row }[] = [];
  effect(() => {
    // Whoever is choosing keeps the place: rows are made anew only when there are others to choose from.
    if (names() !== built) {
      built = names();
      const found = [undefined, ...built.split('\n').filter((name) => name !== '')];
      rows = found.map((name) => ({ name, row: row(work, name) }));
      list.replaceChildren(...rows.map(({ row: { node } }) => node));
    }
    const pinned = pinnedOf(work, kernelChoices[work]()?.candidates ?? []);
    const chosen = pinned && variantName(pinned);
    for (const { name, row } of rows) row.show(name === chosen);
  });
  return element(
    'fieldset',
    { class: 'kernel-choice', 'data-work': work },
    element('legend', {}, () => strings().kernels.works[work]),
    list,
    element('p', { class: 'soft', 'aria-live': 'polite' }, () => statusText(work)),
  );
}

/** Measuring: the button, and while it is going on how far it has come and a way out. */
function measureControls(): HTMLElement {
  const isMeasuring = () => measuring() !== undefined || tuningRun() !== undefined;
  const note = () => {
    const error = tuningError()?.();
    if (error !== undefined) return strings().action.failed(error);
    return gpuIsTaken() ? strings().questions.taken : '';
  };
  const label = () => {
    const { kernels } = strings();
    const isKnown = works.some((work) => kernelChoices[work]()?.tuning !== undefined);
    return isKnown ? kernels.measureAgain : kernels.measure;
  };
  return element(
    'div',
    { class: 'kernel-measure', 'data-measuring': () => String(isMeasuring()) },
    element(
      'div',
      { class: 'kernel-idle', hidden: isMeasuring },
      button(
        { class: 'quiet', 'data-action': 'measure-kernels', disabled: gpuIsTaken },
        () => void measureAgain(),
        label,
      ),
      element('span', { class: 'soft', 'aria-live': 'polite' }, note),
    ),
    element(
      'div',
      { class: 'kernel-busy', hidden: () => !isMeasuring() },
      element('progress', { max: 1, value: tuningShare, 'aria-label': () => strings().action.progress }),
      element('span', { class: 'soft' }, tuningText),
      button(
        {
          class: 'quiet',
          'data-action': 'cancel-measuring',
          hidden: () => tuningRun() === undefined,
          disabled: () => tuningRun()?.control.cancelled ?? false,
        },
        () => untracked(tuningRun)?.control.cancel(),
        () => strings().action.cancel,
      ),
    ),
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
    ),
  );
  placeBelowInvoker(panel);
  return panel;
}
