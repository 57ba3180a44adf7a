import { makeSchedule, presets } from '../../index.ts';
import { element } from '../elements.ts';
import { formatFixed, formatNumber, formatPercent, formatTiny } from '../format.ts';
import { strings } from '../i18n/index.ts';
import { Experiment } from './experiment.ts';
import { experimentControls, runButton } from './experiment_controls.ts';
import { nothingLeft, reverseStepFormula } from './formulas.ts';
import { posteriorPicture } from './posterior_picture.ts';
import { question } from './question.ts';
import { showMe } from './show_me.ts';
import { trialPanel } from './trial_panel.ts';
import { chains, chainTrials } from './trials.ts';

const texts = () => strings().largeT;
const { schedule } = presets.default;

/** How much of the data a trial's chain leaves at its end. */
function leftOver(key: string): string {
  const trial = chainTrials.find((one) => one.key === key);
  const left = makeSchedule(trial?.world?.schedule ?? schedule).alphasCumprod.at(-1) ?? 0;
  return texts().left(left < 0.001 ? formatTiny(left) : formatPercent(left));
}

function finding(experiment: Experiment): string {
  const T = chains[0].T;
  const [small, large, full] = [`small-${T}`, `large-${T}`, 'full'].map((key) => experiment.w1(key));
  if (small === undefined || large === undefined || full === undefined) return '';
  return texts().finding(formatFixed(small, 4), formatFixed(large, 4), formatFixed(full, 4), formatNumber(T));
}

/** Why must T be large? The reverse step in closed form, and short chains that fail in either way. */
export function largeTQuestion(): HTMLElement {
  const experiment = new Experiment(() => texts().title, chainTrials);
  const panels = chains.map(({ key, kind, T }) =>
    trialPanel(experiment, {
      key,
      name: () =>
        kind === undefined
          ? texts().full(formatNumber(T))
          : texts().trial(texts().kinds[kind], formatNumber(T)),
      colour: 'ddpm',
      note: () => leftOver(key),
    }),
  );
  return question({
    id: 'why-large-t',
    texts,
    formulas: [nothingLeft(), ...reverseStepFormula()],
    experiment: [
      posteriorPicture(),
      element('div', { class: 'trials three' }, ...panels),
      experimentControls(
        experiment,
        runButton(experiment, () => texts().run),
      ),
    ],
    finding: () => finding(experiment),
    showMe: () =>
      // The betas of the first hundred of a thousand steps: 1e-4 to 0.00208.
      showMe('why-large-t', () => texts().title, 'forward', {
        numTrainTimesteps: 100,
        betaStart: 1e-4,
        betaEnd: 0.00208,
        ddimSteps: 50,
      }),
  });
}
