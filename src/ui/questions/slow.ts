import { element } from '../elements.ts';
import { formatDuration, formatFixed, formatNumber, formatRate } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { Experiment } from './experiment.ts';
import { experimentControls, runButton } from './experiment_controls.ts';
import { ddpmStep } from './formulas.ts';
import { question } from './question.ts';
import { showMe } from './show_me.ts';
import { trialPanel } from './trial_panel.ts';
import { slowSteps, slowTrials } from './trials.ts';

const texts = () => strings().slow;

function finding(experiment: Experiment): string {
  const [few, many] = [slowSteps[0], slowSteps[slowSteps.length - 1] ?? 0];
  const [first, last] = [experiment.result(String(few)), experiment.result(String(many))];
  if (first?.metrics === undefined || last?.metrics === undefined) return '';
  return texts().finding(
    formatNumber(few),
    formatFixed(first.metrics.w1, 4),
    formatNumber(many),
    formatFixed(last.metrics.w1, 4),
    formatDuration(first.seconds),
    formatDuration(last.seconds),
    formatRate(last.seconds / first.seconds),
  );
}

/** Why is DDPM slow? The same sampler with fewer and more steps. */
export function slowQuestion(): HTMLElement {
  const experiment = new Experiment(() => texts().title, slowTrials);
  const panels = slowSteps.map((steps) =>
    trialPanel(experiment, {
      key: String(steps),
      name: () => texts().trial(formatNumber(steps)),
      colour: 'ddpm',
    }),
  );
  return question({
    id: 'why-slow',
    texts,
    formulas: [ddpmStep()],
    experiment: [
      element('div', { class: 'trials' }, ...panels),
      experimentControls(
        experiment,
        runButton(experiment, () => texts().run),
      ),
    ],
    finding: () => finding(experiment),
    showMe: () => showMe('why-slow', () => texts().title, 'reverse', { ddpmSteps: 10, ddimSteps: 10 }),
  });
}
