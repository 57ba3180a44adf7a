import { type Measurement, type SampleVariant, type TrainVariant, variantName } from '../index.ts';
import { connectedDevice } from './device_state.ts';
import { element } from './elements.ts';
import { formatCompactRate, formatDuration, formatRate } from './format.ts';
import { strings } from './i18n/index.ts';
import { kernelChoices, pinnedOf } from './kernel_choice.ts';
import { pins, type Work } from './kernel_pins.ts';
import { recipe } from './recipe.ts';
import { effect } from './signal.ts';

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
  const failure = element('span', { class: 'kernel-failure' });
  const node = element('label', { class: 'kernel' }, input, label, value, failure);
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
      failure.textContent = one?.failure === undefined ? '' : kernels.failure(one.failure);
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

/** Shows rows in their order. Those that stay in their places are not touched: one of them may be focused. */
function showRows(list: HTMLElement, rows: readonly Row[]): void {
  const nodes: readonly Element[] = rows.map(({ node }) => node);
  for (const child of [...list.children]) if (!nodes.includes(child)) child.remove();
  nodes.forEach((node, place) => {
    const there = list.children[place];
    if (there !== node) list.insertBefore(node, there ?? null);
  });
}

/** The kernels of a work with their rates: the tuner's choice, or one of them pinned. */
export function choiceOf(work: Work): HTMLElement {
  const list = element('div', { class: 'kernel-list' });
  const automaticRow = row(work, undefined);
  const rows = new Map<string, Row>();
  effect(() => {
    const candidates = kernelChoices[work]()?.candidates ?? [];
    const names = candidates.map(variantName);
    for (const name of names) if (!rows.has(name)) rows.set(name, row(work, name));
    const shown = names.flatMap((name) => rows.get(name) ?? []);
    showRows(list, [automaticRow, ...shown]);
    const pinned = pinnedOf(work, candidates);
    const chosen = pinned && rows.get(variantName(pinned));
    for (const each of [automaticRow, ...shown]) each.show(each === (chosen ?? automaticRow));
  });
  return element(
    'fieldset',
    { class: 'kernel-choice', 'data-work': work },
    element('legend', {}, () => strings().kernels.works[work]),
    list,
    element('p', { class: 'soft', 'aria-live': 'polite' }, () => statusText(work)),
  );
}
