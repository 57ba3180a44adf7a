import { button, element } from '../elements.ts';
import { formatFixed } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { effect, signal, untracked } from '../signal.ts';
import { Experiment } from './experiment.ts';
import { experimentControls, isBlocked, obstacle, runButton } from './experiment_controls.ts';
import { noiseCoefficients, previousLevels } from './formulas.ts';
import { question } from './question.ts';
import { showMe } from './show_me.ts';
import { trialPanel } from './trial_panel.ts';
import { type MistakeKey, mistakeKeys, mistakeTrials } from './trials.ts';

const texts = () => strings().mistakes;

const mistakes = ['coefficient', 'neighbour'] as const;
type Mistake = (typeof mistakes)[number];

/** The case that the switches stand for. */
export const chosenMistake = signal<MistakeKey>('none');

const makes = (chosen: MistakeKey, mistake: Mistake) => chosen === mistake || chosen === 'both';

function switchMistake(mistake: Mistake, isOn: boolean): void {
  const [other] = mistakes.filter((each) => each !== mistake) as [Mistake];
  const rest = makes(chosenMistake.peek(), other);
  chosenMistake.set(isOn ? (rest ? 'both' : mistake) : rest ? other : 'none');
}

function mistakeSwitch(name: Mistake, onChange: () => void) {
  const input = element('input', { type: 'checkbox', id: `mistake-${name}` });
  input.addEventListener('change', () => {
    switchMistake(name, input.checked);
    onChange();
  });
  effect(() => {
    input.checked = makes(chosenMistake(), name);
  });
  return element(
    'div',
    { class: 'field field-toggle' },
    input,
    element('label', { for: input.id }, () => texts()[name]),
  );
}

function finding(experiment: Experiment): string {
  const name = texts().trials[chosenMistake()];
  const [w1, right] = [experiment.w1(chosenMistake()), experiment.w1('none')];
  if (w1 === undefined) return '';
  const own = formatFixed(w1, 4);
  return chosenMistake() === 'none' || right === undefined
    ? texts().alone(name, own)
    : texts().finding(name, own, formatFixed(right, 4));
}

/** What do the article's two mistakes cost? Each can be switched on. */
export function mistakesQuestion(): HTMLElement {
  const experiment = new Experiment(() => texts().title, mistakeTrials);
  const runChosen = () =>
    void experiment.run(mistakeTrials.filter(({ key }) => key === chosenMistake.peek()));
  /** A switch shows its case at once where the GPU is free. */
  const onSwitch = () => {
    if (untracked(() => experiment.result(chosenMistake()) === undefined && obstacle() === '')) runChosen();
  };
  const panels = mistakeKeys.map((key) =>
    trialPanel(experiment, {
      key,
      name: () => texts().trials[key],
      isChosen: () => chosenMistake() === key,
      ...(key === 'none' ? { colour: 'ddpm' as const } : {}),
    }),
  );
  return question({
    id: 'mistakes',
    texts,
    formulas: [noiseCoefficients(), previousLevels()],
    experiment: [
      element('div', { class: 'mistake-switches' }, ...mistakes.map((name) => mistakeSwitch(name, onSwitch))),
      element('div', { class: 'trials' }, ...panels),
      experimentControls(
        experiment,
        button(
          { 'data-action': 'run-case', disabled: () => isBlocked(experiment) },
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
