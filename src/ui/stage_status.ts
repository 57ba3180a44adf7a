import { invalidFields } from './field_problems.ts';
import { formatNumber, formatPercent } from './format.ts';
import { strings } from './i18n/index.ts';
import { columns, firstChange, recipe, type Stage, stages } from './recipe.ts';
import { fields } from './recipe_fields.ts';
import { samplerProblem, scheduleProblem } from './sampler_problems.ts';
import { runnableColumns } from './sampler_tables.ts';
import { isStale, results, samplingRun } from './sampling_session.ts';
import { computed } from './signal.ts';
import { trained, trainingProgress, trainingRun } from './training_session.ts';

/** Where a card stands, for its mark and for the words beside its title. */
export interface StageStatus {
  readonly state: 'ready' | 'todo' | 'busy' | 'done' | 'changed' | 'stale' | 'invalid';
  readonly text: string;
}

/** The first card that differs from what the network was trained with; undefined when it is up to date. */
export const changeSinceTraining = computed(() => {
  const last = trained();
  return last === undefined ? undefined : firstChange(last.recipe, recipe());
});

function trainingStatus(): StageStatus {
  const { status } = strings();
  const run = trainingRun();
  const last = trained();
  if (run !== undefined) {
    const progress = trainingProgress();
    if (run.control.paused()) return { state: 'busy', text: status.paused };
    const fraction = progress === undefined ? 0 : progress.step / progress.numSteps;
    return { state: 'busy', text: status.training(formatPercent(fraction)) };
  }
  if (last === undefined) return { state: 'todo', text: status.untrained };
  const whole = last.step >= last.recipe.experiment.training.numSteps;
  return { state: 'done', text: whole ? status.trained : status.partly(formatNumber(last.step)) };
}

function samplerStatus(): StageStatus {
  const { status } = strings();
  if (samplingRun() !== undefined) return { state: 'busy', text: status.sampling };
  const shown = columns.filter((name) => results[name]() !== undefined);
  if (shown.length === 0) return { state: 'todo', text: status.unsampled };
  if (shown.some(isStale)) return { state: 'stale', text: status.stale };
  return { state: 'done', text: status.sampled };
}

export function stageStatus(stage: Stage): StageStatus {
  const { status } = strings();
  if (invalidFields(stage).some((name) => fields[name].stage === stage)) {
    return { state: 'invalid', text: status.invalid };
  }
  if (stage === 'schedule' && scheduleProblem() !== undefined) {
    return { state: 'invalid', text: status.impossible };
  }
  if (stage === 'sampler' && runnableColumns(recipe()).some((name) => samplerProblem(name) !== undefined)) {
    return { state: 'invalid', text: status.impossible };
  }
  if (stage === 'training' && trainingRun() !== undefined) return trainingStatus();
  if (stage === 'sampler') return samplerStatus();
  const change = changeSinceTraining();
  if (change !== undefined) {
    if (change === stage) return { state: 'changed', text: status.changed };
    if (stages.indexOf(stage) > stages.indexOf(change)) return { state: 'stale', text: status.stale };
  }
  return stage === 'training' ? trainingStatus() : { state: 'ready', text: '' };
}
