import { element } from '../elements.ts';
import { formatFixed, formatRate } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { Experiment } from './experiment.ts';
import { experimentControls, runButton } from './experiment_controls.ts';
import { skippingStep } from './formulas.ts';
import { question } from './question.ts';
import { showMe } from './show_me.ts';
import { trialPanel } from './trial_panel.ts';
import { skippedSteps, skipTrials } from './trials.ts';

const texts = () => strings().skip;
const keys = ['ddpm', 'ddim', 'neighbour'] as const;
const colours = { ddpm: 'ddpm', ddim: 'ddim', neighbour: undefined } as const;

function finding(experiment: Experiment): string {
  const [ddim, neighbour] = [experiment.w1('ddim'), experiment.w1('neighbour')];
  if (ddim === undefined || neighbour === undefined) return '';
  return texts().finding(formatFixed(ddim, 4), formatFixed(neighbour, 4), formatRate(neighbour / ddim));
}

/** Can steps be skipped? Yes, with the coefficients of the timesteps that are visited. */
export function skipQuestion(): HTMLElement {
  const experiment = new Experiment(() => texts().title, skipTrials);
  const panels = keys.map((key) => {
    const colour = colours[key];
    const options = { key, name: () => texts().trials[key] };
    return trialPanel(experiment, colour === undefined ? options : { ...options, colour });
  });
  return question({
    id: 'can-skip',
    texts,
    formulas: [skippingStep()],
    experiment: [
      element('div', { class: 'trials' }, ...panels),
      experimentControls(
        experiment,
        runButton(experiment, () => texts().run),
      ),
    ],
    finding: () => finding(experiment),
    showMe: () =>
      showMe('can-skip', () => texts().title, 'reverse', {
        ddpmSteps: skippedSteps,
        ddimSteps: skippedSteps,
        timestepSpacing: 'trailing',
      }),
  });
}
