import type { Task } from '../../bench/contestant.ts';
import type { Activity } from '../../bench/settings.ts';
import { parts } from '../../bench/settings.ts';
import { variantWords } from '../../index.ts';
import { connectedDevice, deviceState } from '../device_state.ts';
import { button, element } from '../elements.ts';
import { formatDuration, formatNumber } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { segments } from '../recipe_rail/field_control.ts';
import { effect, type Signal } from '../signal.ts';
import {
  cancel,
  chosenParts,
  chosenPeers,
  elapsed,
  failure,
  length,
  lengths,
  pinned,
  progress,
  report,
  run,
  runState,
  wasHidden,
} from './bench_state.ts';

const isRunning = () => runState() === 'running';

function tick(id: string, label: () => string, value: Signal<boolean>): HTMLElement {
  const input = element('input', { id, type: 'checkbox', disabled: isRunning });
  input.addEventListener('change', () => value.set(input.checked));
  effect(() => {
    input.checked = value();
  });
  return element('div', { class: 'field field-toggle' }, input, element('label', { for: id }, label));
}

function variantPicker(): HTMLElement {
  const select = element(
    'select',
    { id: 'bench-variant', disabled: isRunning },
    element('option', { value: '' }, () => strings().benchmark.everyVariant),
    ...variantWords.map((name) => element('option', { value: name }, name)),
  );
  select.addEventListener('change', () => pinned.set(select.value));
  effect(() => {
    select.value = pinned();
  });
  const label = element('label', { for: 'bench-variant' }, () => strings().benchmark.variant);
  return element('div', { class: 'field field-choice' }, label, select);
}

function group(legend: () => string, ...children: Node[]): HTMLElement {
  return element('fieldset', { class: 'bench-group' }, element('legend', {}, legend), ...children);
}

/** What a task is, in a few words. */
export function taskText({ work, rows, steps }: Task): string {
  const texts = strings().benchmark;
  return work === 'training'
    ? texts.training(formatNumber(rows))
    : texts.sampling(formatNumber(rows), formatNumber(steps));
}

function activityText(activity: Activity | undefined): string {
  const { doing } = strings().benchmark;
  switch (activity?.kind) {
    case undefined:
      return '';
    case 'ceilings':
    case 'kernels':
      return doing[activity.kind];
    case 'load':
    case 'agreement':
      return doing[activity.kind](activity.engine);
    case 'prepare':
    case 'measure': {
      const who = activity.variant ?? activity.engine;
      return doing[activity.kind](taskText(activity.task), who);
    }
  }
}

function timeText(): string {
  const fraction = progress()?.fraction ?? 0;
  const spent = formatDuration(elapsed());
  if (fraction < 0.05) return spent;
  const left = strings().benchmark.left(formatDuration((elapsed() * (1 - fraction)) / fraction));
  return `${spent} · ${left}`;
}

function note(): string {
  const { notes } = strings().benchmark;
  const state = deviceState();
  if (state.status === 'starting') return notes.starting;
  if (state.status === 'failed') return notes.noDevice;
  switch (runState()) {
    case 'running':
      return '';
    case 'cancelled':
      return notes.cancelled;
    case 'failed':
      return notes.failed(failure()?.() ?? '');
    case 'done': {
      const done = notes.done(formatNumber(report()?.rounds ?? 0), formatDuration(elapsed()));
      return wasHidden() ? `${done} ${notes.hidden}` : done;
    }
    case 'idle':
      return state.lab.adapter.isSoftware ? notes.idleSoftware : notes.idle;
  }
}

/** What to measure, the button, and how far it has come. */
export function controls(): HTMLElement {
  const texts = () => strings().benchmark;
  const idle = element(
    'div',
    { class: 'bench-idle', hidden: isRunning },
    button(
      { class: 'primary', 'data-action': 'run', disabled: () => connectedDevice() === undefined },
      () => void run(),
      () => texts().run,
    ),
    element('p', { class: 'note bench-note', 'aria-live': 'polite' }, note),
  );
  const busy = element(
    'div',
    { class: 'bench-busy', hidden: () => !isRunning() },
    element('progress', {
      max: 1,
      value: () => progress()?.fraction ?? 0,
      'aria-label': () => texts().progress,
    }),
    element(
      'p',
      { class: 'progress-text' },
      element('span', { class: 'progress-what' }, () => activityText(progress()?.activity)),
      element('span', {}, timeText),
    ),
    button({ class: 'quiet', 'data-action': 'cancel' }, cancel, () => texts().cancel),
  );
  const peerTicks = Object.entries(chosenPeers).map(([name, value]) =>
    tick(`peer-${name}`, () => name, value),
  );
  return element(
    'section',
    { class: 'bench-controls', id: 'settings', 'aria-labelledby': 'settings-title', tabindex: -1 },
    element('h2', { id: 'settings-title', class: 'visually-hidden' }, () => texts().settings),
    element(
      'div',
      { class: 'bench-settings' },
      group(
        () => texts().length,
        segments<(typeof lengths)[number]>(
          'length',
          () => texts().length,
          lengths,
          (name) => texts().lengths[name],
          length,
          (name) => length.set(name),
        ),
        variantPicker(),
      ),
      group(
        () => texts().also,
        ...parts.map((part) => tick(`part-${part}`, () => texts().parts[part], chosenParts[part])),
      ),
      group(
        () => texts().peers,
        ...peerTicks,
        element('p', { class: 'note' }, () => texts().peersNote),
      ),
    ),
    element('div', { class: 'bench-run' }, idle, busy),
  );
}
