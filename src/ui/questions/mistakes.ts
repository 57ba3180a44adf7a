import { button, element } from '../elements.ts';
import { formatFixed } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { computed, effect, type Signal, signal, untracked } from '../signal.ts';
import { Experiment } from './experiment.ts';
import { experimentControls, obstacle, runButton } from './experiment_controls.ts';
import { noiseCoefficients, previousLevels } from './formulas.ts';
import { question } from './question.ts';
import { showMe } from './show_me.ts';
import { trialPanel } from './trial_panel.ts';
import { type MistakeKey, mistakeKeys, mistakeTrials } from './trials.ts';

const texts = () => strings().mistakes;

const switches = { coefficient: signal(false), neighbour: signal(false) };

/** The case that the switches stand for. */
const chosen = computed<MistakeKey>(() => {
  if (switches.coefficient()) return switches.neighbour() ? 'both' : 'coefficient';
  return switches.neighbour() ? 'neighbour' : 'none';
});

function mistakeSwitch(name: keyof typeof switches, value: Signal<boolean>, onChange: () => void) {
  const input = element('input', { type: 'checkbox', id: `mistake-${name}` });
  input.addEventListener('change', () => {
    value.set(input.checked);
    onChange();
  });
  effect(() => {
    input.checked = value();
  });
  return element(
    'div',
    { class: 'field field-toggle' },
    input,
    element('label', { for: input.id }, () => texts()[name]),
  );
}

function finding(experiment: Experiment): string {
  const name = texts().trials[chosen()];
  const [w1, right] = [experiment.w1(chosen()), experiment.w1('none')];
  if (w1 === undefined) return '';
  const own = formatFixed(w1, 4);
  return chosen() === 'none' || right === undefined
    ? texts().alone(name, own)
    : texts().finding(name, own, formatFixed(right, 4));
}

/** What do the article's two mistakes cost? Each can be switched on. */
export function mistakesQuestion(): HTMLElement {
  const experiment = new Experiment(() => texts().title, mistakeTrials);
  const runChosen = () => void experiment.run(mistakeTrials.filter(({ key }) => key === untracked(chosen)));
  /** A switch shows its case at once where the GPU is free. */
  const onSwitch = () => {
    if (untracked(() => experiment.result(chosen()) === undefined && obstacle() === '')) runChosen();
  };
  const panels = mistakeKeys.map((key) =>
    trialPanel(experiment, {
      key,
      name: () => texts().trials[key],
      isChosen: () => chosen() === key,
      ...(key === 'none' ? { colour: 'ddpm' as const } : {}),
    }),
  );
  return question({
    id: 'mistakes',
    texts,
    formulas: [noiseCoefficients(), previousLevels()],
    experiment: [
      element(
        'div',
        { class: 'mistake-switches' },
        mistakeSwitch('coefficient', switches.coefficient, onSwitch),
        mistakeSwitch('neighbour', switches.neighbour, onSwitch),
      ),
      element('div', { class: 'trials' }, ...panels),
      experimentControls(
        experiment,
        button(
          { 'data-action': 'run-case', disabled: () => obstacle() !== '' },
          runChosen,
          () => texts().runOne,
        ),
        runButton(experiment, () => texts().run),
      ),
    ],
    finding: () => finding(experiment),
    showMe: () =>
      showMe('mistakes', () => texts().title, 'forward', {
        standardise: false,
        betaStart: 1e-6,
        betaEnd: 1e-2,
        articleNoiseCoefficient: true,
        predictionType: 'epsilon',
        chosenSampler: 'article_ddim',
        chosenSpacing: 'trailing',
        chosenSteps: 250,
        chosenEta: 1,
      }),
  });
}
