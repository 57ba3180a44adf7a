import { element } from '../elements.ts';
import { formatNumber } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { columns, recipe } from '../recipe.ts';
import { segments } from '../recipe_rail/field_control.ts';
import { effect } from '../signal.ts';
import { trained } from '../training_session.ts';
import { formula } from './formula.ts';
import { type Partner, partners } from './geometry.ts';
import { laneCaption, laneView } from './lane_view.ts';
import { drawn, pictureView } from './picture_view.ts';
import { laneFrame } from './pictured.ts';
import { partner, reverseBusy, reverseDenoiser } from './reverse_process.ts';
import { shownLevel } from './scenes.ts';
import { direction, directions, turn } from './timeline.ts';
import { transport } from './transport.ts';

const lanes = ['forward', ...columns] as const;

const reverseIsShown = () => laneFrame('ddpm') !== undefined;

/** With what the reverse process is computed: a choice once there is a trained network. */
function denoiserControl(): HTMLElement {
  const choice = segments(
    'denoiser',
    () => strings().stage.denoiserLabel,
    ['exact', 'network'] as const,
    (name) => strings().stage.denoisers[name],
    reverseDenoiser,
    (name) => reverseDenoiser.set(name),
  );
  effect(() => {
    choice.hidden = trained() === undefined;
  });
  return element('div', { class: 'denoiser', hidden: () => !reverseIsShown() }, choice);
}

/** Which sampler stands beside DDPM. */
function partnerControl(): HTMLElement {
  const text = (name: Partner) =>
    name === 'ddim' ? strings().results.columns.ddim : strings().samplers[recipe().chosen.sampler];
  const select = element(
    'select',
    { id: 'partner' },
    ...partners.map((name) => element('option', { value: name }, () => text(name))),
  );
  select.addEventListener('change', () => partner.set(select.value as Partner));
  effect(() => {
    select.value = partner();
  });
  return element(
    'div',
    { class: 'picker partner', hidden: () => !reverseIsShown() },
    element('label', { for: 'partner' }, () => strings().stage.partner),
    select,
  );
}

/** How much is drawn, and by whom. */
function drawnText(): string {
  const report = drawn();
  const { stage } = strings();
  if (report === undefined) return stage.drawnFlat;
  return stage.drawn(formatNumber(report.paths), formatNumber(report.particles));
}

/** The stage: the forward and the reverse process as one space-time picture, with one time slider for both. */
export function stageView(): HTMLElement {
  return element(
    'section',
    { class: 'stage', 'aria-labelledby': 'stage-title', 'data-direction': direction },
    element(
      'header',
      {},
      element('h1', { id: 'stage-title' }, () => strings().stage.title),
      element(
        'div',
        { class: 'stage-controls' },
        segments(
          'direction',
          () => strings().stage.directionLabel,
          directions,
          (name) => strings().stage.directions[name],
          direction,
          turn,
        ),
        partnerControl(),
        denoiserControl(),
      ),
    ),
    element('div', { class: 'lane-captions' }, ...lanes.map(laneCaption)),
    pictureView(lanes.map(laneView), () => reverseBusy() && reverseIsShown()),
    transport(),
    element(
      'div',
      { class: 'stage-words' },
      formula(direction, shownLevel),
      element(
        'p',
        { class: 'caption' },
        () => strings().stage.captions[direction()] + strings().problems.space,
        element('span', { class: 'drawn' }, drawnText),
      ),
    ),
  );
}
