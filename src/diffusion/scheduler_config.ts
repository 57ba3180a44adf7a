// diffusers' scheduler_config.json, read and written. eta, use_clipped_model_output and the number of steps are
// arguments of diffusers' calls and no part of the file.

import { requireOneOf } from './checks.ts';
import { type PredictionType, predictionTypes } from './prediction.ts';
import { refuse } from './refusal.ts';
import type { VarianceType } from './samplers/ddpm.ts';
import { type SamplerConfig, type SamplerName, samplerRows } from './samplers/index.ts';
import { type BetaSchedule, betaRange, linspace, makeSchedule, type ScheduleConfig } from './schedule.ts';
import { equivalents, type FieldValue, type SchedulerClass, schedulerClasses } from './scheduler_classes.ts';
import { makeTimesteps, roundHalfToEven, type TimestepConfig, type TimestepSpacing } from './timesteps.ts';

type Fields = Record<string, FieldValue>;

/**
 * Reads a scheduler_config.json of DDPM, DDIM, DPM-Solver++ (multi- and singlestep), UniPC or Heun.
 * The solver classes' `linspace` and `leading` are other grids than DDIM's; they come back as explicit `timesteps`.
 *
 * @param text the file's text
 * @param numInferenceSteps how many steps to take, which the file does not say
 * @throws RangeError that names the fields ddpm-lab does not know or support
 */
export function readSchedulerConfig(
  text: string,
  numInferenceSteps: number,
): { schedule: ScheduleConfig; sampler: SamplerConfig } {
  const { className, schedulerClass, fields } = parse(text);
  const sampler = samplerOf(className, fields);
  const schedule: ScheduleConfig = {
    numTrainTimesteps: numberOf(fields, 'num_train_timesteps'),
    betaSchedule: stringOf(fields, 'beta_schedule') as BetaSchedule,
    betaStart: numberOf(fields, 'beta_start'),
    betaEnd: numberOf(fields, 'beta_end'),
    rescaleBetasZeroSnr:
      fields.rescale_betas_zero_snr === undefined ? false : booleanOf(fields, 'rescale_betas_zero_snr'),
  };
  if (fields.trained_betas !== null) schedule.trainedBetas = listOf(fields, 'trained_betas');

  const config: SamplerConfig = {
    sampler,
    predictionType: stringOf(fields, 'prediction_type') as PredictionType,
    ...timestepsOf(className, schedulerClass, fields, numInferenceSteps),
  };
  requireOneOf('prediction_type', config.predictionType, predictionTypes);
  if (fields.clip_sample !== undefined) {
    config.clipSample = booleanOf(fields, 'clip_sample');
    config.clipSampleRange = numberOf(fields, 'clip_sample_range');
  }
  if (fields.variance_type !== undefined)
    config.varianceType = stringOf(fields, 'variance_type') as VarianceType;
  if (fields.set_alpha_to_one !== undefined) config.setAlphaToOne = booleanOf(fields, 'set_alpha_to_one');
  if (fields.final_sigmas_type !== undefined) {
    requireOneOf('final_sigmas_type', stringOf(fields, 'final_sigmas_type'), ['zero', 'sigma_min']);
    config.setAlphaToOne = fields.final_sigmas_type === 'zero';
  }
  samplerRows(makeSchedule(schedule), config); // every other number is checked there
  return { schedule, sampler: config };
}

/**
 * Writes a schedule and a sampler as a scheduler_config.json. What the file has no place for is left out: `eta` and
 * `useClippedModelOutput`, which diffusers takes as arguments of `step`, and `numInferenceSteps`, which is used only to
 * see which of the class's spacings visits the same timesteps.
 *
 * @returns the file's text
 * @throws RangeError where diffusers' class has no field for a setting, or no spacing that visits these timesteps
 */
export function writeSchedulerConfig(schedule: ScheduleConfig, sampler: SamplerConfig): string {
  const equivalent = equivalents[sampler.sampler];
  if (equivalent === undefined) return refuse('noClass', sampler.sampler);
  samplerRows(makeSchedule(schedule), sampler);
  const { className } = equivalent;
  const schedulerClass = schedulerClasses[className] as SchedulerClass;
  const wanted: Fields = {
    num_train_timesteps: schedule.numTrainTimesteps,
    beta_start: betaRange(schedule).betaStart,
    beta_end: betaRange(schedule).betaEnd,
    beta_schedule: schedule.betaSchedule,
    trained_betas: schedule.trainedBetas ?? null,
    rescale_betas_zero_snr: schedule.rescaleBetasZeroSnr ?? false,
    prediction_type: sampler.predictionType,
    clip_sample: sampler.clipSample ?? false,
    clip_sample_range: sampler.clipSampleRange ?? 1,
    variance_type: sampler.varianceType ?? 'fixed_small',
    set_alpha_to_one: sampler.setAlphaToOne ?? true,
    final_sigmas_type: sampler.setAlphaToOne === false ? 'sigma_min' : 'zero',
    ...equivalent.fields,
    ...spacingFields(className, schedulerClass, schedule, sampler),
  };
  const lacks = (field: string) => !(field in schedulerClass.settings);
  if (wanted.clip_sample && lacks('clip_sample')) refuse('notExpressible', className, 'clipSample', true);
  if (wanted.rescale_betas_zero_snr && lacks('rescale_betas_zero_snr'))
    refuse('notExpressible', className, 'rescaleBetasZeroSnr', true);
  if (!wanted.set_alpha_to_one && lacks('set_alpha_to_one') && lacks('final_sigmas_type')) {
    refuse('notExpressible', className, 'setAlphaToOne', false);
  }
  if (
    schedule.betaSchedule === 'sigmoid' &&
    schedule.trainedBetas === undefined &&
    className !== 'DDPMScheduler'
  ) {
    refuse('notExpressible', className, 'betaSchedule', 'sigmoid');
  }
  const settings = Object.keys(schedulerClass.settings).map((field) => [field, wanted[field]]);
  const fixed = Object.entries(schedulerClass.fixed).flatMap(([field, [value]]) =>
    value === null ? [] : [[field, value]],
  );
  return `${JSON.stringify({ _class_name: className, ...Object.fromEntries([...settings, ...fixed]) }, null, 2)}\n`;
}

/** The file's fields with the class's defaults, all known and supported. */
function parse(text: string): { className: string; schedulerClass: SchedulerClass; fields: Fields } {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/:\s*-Infinity\b/g, ': "-Infinity"'));
  } catch (error) {
    return refuse('notJson', (error as Error).message);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    refuse('notObject');
  }
  const given = json as Fields;
  const knownClasses = Object.keys(schedulerClasses);
  if (given._class_name === undefined) refuse('noClassName', knownClasses);
  const className = String(given._class_name);
  // Own names only: every object also answers to "toString" and "constructor".
  const schedulerClass = Object.hasOwn(schedulerClasses, className) ? schedulerClasses[className] : undefined;
  if (schedulerClass === undefined) {
    return refuse('notAmong', '_class_name', knownClasses, className);
  }
  const { settings, fixed, unused } = schedulerClass;
  const fields: Fields = { ...settings };
  const unknown: string[] = [];
  const unsupported: { name: string; got: string; only: string }[] = [];
  for (const [field, value] of Object.entries(given)) {
    const allowed = Object.hasOwn(fixed, field) ? fixed[field] : undefined;
    if (field.startsWith('_') || unused.includes(field)) continue;
    if (Object.hasOwn(settings, field)) fields[field] = value ?? settings[field] ?? null;
    else if (allowed === undefined) unknown.push(field);
    // An empty list (disable_corrector) says as much as null.
    else if (!allowed.includes(Array.isArray(value) && value.length === 0 ? null : value)) {
      unsupported.push({ name: field, got: JSON.stringify(value), only: JSON.stringify(allowed[0]) });
    }
  }
  if (unknown.length > 0) refuse('unknownFields', className, unknown);
  if (unsupported.length > 0) refuse('unsupportedFields', className, unsupported);
  return { className, schedulerClass, fields };
}

function samplerOf(className: string, fields: Fields): SamplerName {
  const candidates = Object.entries(equivalents).filter(([, candidate]) => candidate.className === className);
  const found = candidates.find(([, candidate]) =>
    Object.entries(candidate.fields).every(([field, value]) => fields[field] === value),
  );
  if (found !== undefined) return found[0] as SamplerName;
  const describe = (values: Fields, names: string[]) =>
    names.map((name) => `${name} ${JSON.stringify(values[name])}`);
  const names = Object.keys(candidates[0]?.[1].fields ?? {});
  const known = candidates.map(([, candidate]) => describe(candidate.fields, names));
  return refuse('unknownVariant', className, known, describe(fields, names));
}

/** The timesteps that a class visits with the given fields, as our config. */
function timestepsOf(
  className: string,
  { grid, settings }: SchedulerClass,
  fields: Fields,
  numInferenceSteps: number,
): TimestepConfig {
  // DPMSolverSinglestepScheduler knows one spacing and has no field for it.
  const spacing = 'timestep_spacing' in settings ? stringOf(fields, 'timestep_spacing') : 'linspace';
  requireOneOf('timestep_spacing', spacing, ['leading', 'trailing', 'linspace']);
  const config: TimestepConfig = { numInferenceSteps, timestepSpacing: spacing as TimestepSpacing };
  // diffusers adds the offset to leading timesteps only, and leaves it unread with the others.
  if (spacing === 'leading') config.stepsOffset = numberOf(fields, 'steps_offset');
  if (grid === 'heun' && spacing === 'linspace') {
    refuse('sigmaGrid', className);
  }
  if (grid !== 'solver' || spacing === 'trailing') return config;
  const numTrainTimesteps = numberOf(fields, 'num_train_timesteps');
  const stride = Math.floor(numTrainTimesteps / (numInferenceSteps + 1));
  const points =
    spacing === 'linspace'
      ? linspace(numTrainTimesteps - 1, 0, numInferenceSteps + 1).map(roundHalfToEven)
      : new Float64Array(numInferenceSteps + 1).map(
          (_, i) => (numInferenceSteps - i) * stride + numberOf(fields, 'steps_offset'),
        );
  return { numInferenceSteps, timestepSpacing: 'linspace', timesteps: [...points.slice(0, -1)] };
}

/** The fields that make the class visit the sampler's timesteps. */
function spacingFields(
  className: string,
  schedulerClass: SchedulerClass,
  scheduleConfig: ScheduleConfig,
  sampler: SamplerConfig,
): Fields {
  const schedule = makeSchedule(scheduleConfig);
  const own = makeTimesteps(schedule, sampler).join();
  const n = sampler.numInferenceSteps;
  const spacings = [sampler.timestepSpacing, 'leading', 'trailing', 'linspace'];
  for (const spacing of 'timestep_spacing' in schedulerClass.settings ? spacings : ['linspace']) {
    if (spacing === 'logsnr' || (spacing === 'linspace' && schedulerClass.grid === 'heun')) continue;
    const fields: Fields = {
      num_train_timesteps: scheduleConfig.numTrainTimesteps,
      timestep_spacing: spacing,
      steps_offset: spacing === 'leading' ? (sampler.stepsOffset ?? 0) : 0,
    };
    const theirs = timestepsOf(className, schedulerClass, fields, n);
    if (makeTimesteps(schedule, theirs).join() === own) return fields;
  }
  return sampler.timesteps === undefined
    ? refuse('noSpacing', className, n, sampler.timestepSpacing)
    : refuse('noSpacingForList', className, n);
}

type TypeCode = 'notNumeric' | 'notString' | 'notBoolean' | 'notNumbers';

function fieldOf<T extends FieldValue>(
  fields: Fields,
  field: string,
  otherwise: TypeCode,
  is: (value: FieldValue | undefined) => value is T,
): T {
  const value = fields[field];
  return is(value) ? value : refuse(otherwise, field, JSON.stringify(value));
}

const numberOf = (fields: Fields, field: string) =>
  fieldOf(fields, field, 'notNumeric', (value): value is number => typeof value === 'number');
const stringOf = (fields: Fields, field: string) =>
  fieldOf(fields, field, 'notString', (value): value is string => typeof value === 'string');
const booleanOf = (fields: Fields, field: string) =>
  fieldOf(fields, field, 'notBoolean', (value): value is boolean => typeof value === 'boolean');
const listOf = (fields: Fields, field: string) =>
  fieldOf(
    fields,
    field,
    'notNumbers',
    (value): value is readonly number[] =>
      Array.isArray(value) && value.every((item) => typeof item === 'number'),
  );
