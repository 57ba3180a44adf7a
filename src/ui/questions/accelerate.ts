import { element } from '../elements.ts';
import { strings } from '../i18n/index.ts';
import { comparedSamplers } from '../recipe.ts';
import { errorByEvaluations } from './error_by_evaluations.ts';
import { Experiment } from './experiment.ts';
import { experimentControls, runButton } from './experiment_controls.ts';
import { solverStep } from './formulas.ts';
import { pathPicture } from './path_picture.ts';
import { question } from './question.ts';
import { showMe } from './show_me.ts';
import { accelerateTrials } from './trials.ts';

const texts = () => strings().accelerate;

/** Why does DDIM accelerate, and how far? Smooth paths, and the solvers' error by evaluations. */
export function accelerateQuestion(): HTMLElement {
  const experiment = new Experiment(() => texts().title, accelerateTrials);
  return question({
    id: 'why-ddim',
    texts,
    formulas: solverStep(),
    experiment: [
      element(
        'div',
        { class: 'trials two' },
        ...comparedSamplers.map((sampler) => pathPicture(experiment, sampler)),
      ),
      errorByEvaluations(experiment),
      experimentControls(
        experiment,
        runButton(experiment, () => texts().run),
      ),
    ],
    // The chart has its own summary.
    finding: () => '',
    showMe: () => showMe('why-ddim', () => texts().title, 'reverse', { ddpmSteps: 1000, ddimSteps: 20 }),
  });
}
