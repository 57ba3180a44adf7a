import { button, element, svg } from '../elements.ts';
import { formatNumber } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { effect } from '../signal.ts';
import { spokenTime } from './lane_view.ts';
import { schedule, shownTime } from './scenes.ts';
import { place, playing, scrub, speed, speeds, stepBy, togglePlaying } from './timeline.ts';

const steps = () => schedule().numTrainTimesteps;

function stepButton(count: 1 | -1): HTMLElement {
  const label = () => (count > 0 ? strings().stage.stepOn : strings().stage.stepBack);
  const arrow = count > 0 ? 'M4 3l7 5-7 5zM12 3v10' : 'M12 3L5 8l7 5zM4 3v10';
  return button(
    {
      class: 'quiet step',
      'aria-label': label,
      title: label,
      'data-step': count,
      disabled: () => (count > 0 ? place() >= 1 : place() <= 0),
    },
    () => stepBy(count, steps()),
    svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: arrow })),
  );
}

function speedChoice(): HTMLElement {
  const select = element(
    'select',
    { id: 'speed', title: () => strings().stage.speed },
    ...speeds.map((value) =>
      element('option', { value }, () => strings().stage.speedValue(formatNumber(value))),
    ),
  );
  select.addEventListener('change', () => speed.set(Number(select.value)));
  effect(() => {
    select.value = String(speed());
  });
  return element(
    'div',
    { class: 'speed' },
    element('label', { for: 'speed', class: 'visually-hidden' }, () => strings().stage.speed),
    select,
  );
}

/** Play, step, speed, and the slider of the one time that all lanes share. */
export function transport(): HTMLElement {
  const slider = element('input', {
    type: 'range',
    id: 'time',
    min: 0,
    max: steps,
    step: 1,
    'aria-valuetext': () => strings().stage.timeValue(spokenTime(), formatNumber(steps())),
  });
  slider.addEventListener('input', () => scrub(Number(slider.value) / steps()));
  effect(() => {
    // The range first: a value beyond the old one would be cut.
    slider.max = String(steps());
    slider.value = String(Math.round(place() * steps()));
  });
  const action = () => {
    const { play, pause, replay } = strings().stage;
    return playing() ? pause : place() >= 1 ? replay : play;
  };
  return element(
    'div',
    { class: 'transport' },
    button({ class: 'quiet play', 'data-playing': () => String(playing()) }, togglePlaying, action),
    stepButton(-1),
    stepButton(1),
    element('label', { for: 'time', class: 'visually-hidden' }, () => strings().stage.time),
    slider,
    element('output', { for: 'time', class: 'time-value' }, () =>
      strings().stage.timeNow(formatNumber(Math.round(shownTime()))),
    ),
    speedChoice(),
  );
}
