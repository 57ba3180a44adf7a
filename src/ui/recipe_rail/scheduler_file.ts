import { readSchedulerConfig, type SamplerChoice, writeSchedulerConfig } from '../../index.ts';
import { describeError } from '../describe_error.ts';
import { button, element } from '../elements.ts';
import { strings } from '../i18n/index.ts';
import { type Recipe, recipe, updateExperiment, withSchedule } from '../recipe.ts';
import { signal } from '../signal.ts';

/** diffusers' scheduler_config.json: opened into the schedule and the chosen sampler, and saved from them. */

const fileName = 'scheduler_config.json';

interface Outcome {
  readonly failed: boolean;
  text(): string;
}

const outcome = signal<Outcome | undefined>(undefined);

/** Leaves out what has its usual value, as the page's own controls do, so that recipes compare. */
function withoutUsual({ clipSample, clipSampleRange, ...choice }: SamplerChoice): SamplerChoice {
  const { varianceType, setAlphaToOne, stepsOffset, ...rest } = choice;
  return {
    ...rest,
    ...(clipSample ? { clipSample, clipSampleRange } : {}),
    ...(varianceType === 'fixed_large' ? { varianceType } : {}),
    ...(setAlphaToOne === false ? { setAlphaToOne } : {}),
    ...(stepsOffset ? { stepsOffset } : {}),
  };
}

/** The recipe with what a file says. Throws the core's sentence where it cannot be taken over whole. */
function withFile(current: Recipe, text: string): Recipe {
  const { schedule, sampler } = readSchedulerConfig(text, current.chosen.numInferenceSteps);
  const { predictionType, ...choice } = sampler;
  const { rescaleBetasZeroSnr, ...rest } = schedule;
  const next = withSchedule(current, rescaleBetasZeroSnr ? schedule : rest);
  const model = { ...next.experiment.model, predictionType };
  return { ...updateExperiment(next, { model }), chosen: withoutUsual(choice) };
}

function fail(error: unknown): void {
  const sentence = describeError(error);
  outcome.set({ failed: true, text: () => strings().file.refused(sentence()) });
}

function open(text: string, name: string): void {
  try {
    const next = withFile(recipe.peek(), text);
    recipe.set(next);
    outcome.set({
      failed: false,
      text: () => strings().file.opened(name, strings().samplers[next.chosen.sampler]),
    });
  } catch (error) {
    fail(error);
  }
}

function save(): void {
  const { experiment, chosen } = recipe.peek();
  const { predictionType } = experiment.model;
  try {
    const text = writeSchedulerConfig(experiment.schedule, { ...chosen, predictionType });
    const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    element('a', { href: address, download: fileName }).click();
    URL.revokeObjectURL(address);
    outcome.set({ failed: false, text: () => strings().file.saved(fileName) });
  } catch (error) {
    fail(error);
  }
}

/** Buttons to open and save a scheduler_config.json, and what came of it. */
export function schedulerFile(): HTMLElement {
  const input = element('input', {
    type: 'file',
    id: 'scheduler-file',
    accept: '.json,application/json',
    hidden: true,
    'aria-label': () => strings().file.open,
  });
  input.addEventListener('change', async () => {
    const [file] = input.files ?? [];
    if (file === undefined) return;
    open(await file.text(), file.name);
    // The same file, corrected, may be opened again.
    input.value = '';
  });
  return element(
    'div',
    { class: 'file' },
    element('span', { class: 'soft', title: () => strings().file.help }, fileName),
    input,
    button(
      { class: 'quiet', 'data-action': 'open-scheduler' },
      () => input.click(),
      () => strings().file.open,
    ),
    button({ class: 'quiet', 'data-action': 'save-scheduler' }, save, () => strings().file.save),
    element(
      'p',
      {
        class: () => (outcome()?.failed ? 'problem' : 'note'),
        id: 'scheduler-outcome',
        'aria-live': 'polite',
        hidden: () => outcome() === undefined,
      },
      () => outcome()?.text() ?? '',
    ),
  );
}
