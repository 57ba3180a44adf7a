import { requireNumber, requireOneOf, requirePositive } from '../checks.ts';
import { predictionTypes } from '../prediction.ts';
import { refuse } from '../refusal.ts';
import type { Schedule } from '../schedule.ts';
import type { TimestepConfig } from '../timesteps.ts';
import { articleDdimRows, articleDdpmRows } from './article.ts';
import { type DdimConfig, ddimRows } from './ddim.ts';
import { type DdpmConfig, ddpmRows, varianceTypes } from './ddpm.ts';
import { dpmSolverRows, sdeDpmSolverRows } from './dpm_solver.ts';
import { ddimInversionRows } from './inversion.ts';
import { type NoiseLevel, visitedLevels } from './noise_level.ts';
import type { SamplerRow } from './rows.ts';
import { dpmSolver2SRows, heunRows } from './two_row.ts';
import { unipcRows } from './unipc.ts';

/**
 * dpmpp_2m, _3m, _2s: DPM-Solver++; dpmpp_2m_sde: SDE-DPM-Solver++(2M); ddim_inversion: from data to noise;
 * article_ddpm, article_ddim: the article's loops with their mistakes.
 */
export const samplerNames = [
  'ddpm',
  'ddim',
  'dpmpp_2m',
  'dpmpp_3m',
  'dpmpp_2s',
  'dpmpp_2m_sde',
  'heun',
  'unipc_1',
  'unipc_2',
  'ddim_inversion',
  'article_ddpm',
  'article_ddim',
] as const;
export type SamplerName = (typeof samplerNames)[number];

/** A sampler and its settings, as a person chooses them; names and defaults follow diffusers. */
export interface SamplerConfig extends TimestepConfig, DdpmConfig, DdimConfig {
  sampler: SamplerName;
  /** Land on x_0 (true, default) or on the noise level of t = 0. */
  setAlphaToOne?: boolean;
}

/**
 * Which samplers take a setting that only some know; `samplerRows` refuses it, unless it is its default, from the
 * others. The solvers of x_0 (DPM-Solver++, Heun, UniPC) and DDPM always derive the noise from the clipped x_0, so
 * useClippedModelOutput has nothing to choose there.
 */
export const samplersWith = {
  eta: ['ddim', 'article_ddim'],
  varianceType: ['ddpm'],
  useClippedModelOutput: ['ddim', 'ddim_inversion'],
} as const satisfies Record<string, readonly SamplerName[]>;

const rowsOfLevels: Record<
  Exclude<SamplerName, 'article_ddpm' | 'article_ddim'>,
  (levels: readonly NoiseLevel[], config: SamplerConfig) => SamplerRow[]
> = {
  ddpm: ddpmRows,
  ddim: ddimRows,
  dpmpp_2m: (levels, config) => dpmSolverRows(levels, config, 2),
  dpmpp_3m: (levels, config) => dpmSolverRows(levels, config, 3),
  dpmpp_2s: dpmSolver2SRows,
  dpmpp_2m_sde: sdeDpmSolverRows,
  heun: heunRows,
  unipc_1: (levels, config) => unipcRows(levels, config, 1),
  unipc_2: (levels, config) => unipcRows(levels, config, 2),
  ddim_inversion: ddimInversionRows,
};

/**
 * The rows of a sampler: one for every evaluation of the network, so rows.length is the NFE. That is
 * numInferenceSteps, but for Heun, which evaluates twice a step, and the article's loops, which stop early.
 *
 * @throws RangeError when a setting is out of its range, or does not go with the sampler or the schedule
 */
export function samplerRows(schedule: Schedule, config: SamplerConfig): SamplerRow[] {
  checkConfig(config);
  if (config.sampler === 'article_ddpm' || config.sampler === 'article_ddim') {
    const stride = articleStride(schedule, config);
    return config.sampler === 'article_ddpm'
      ? articleDdpmRows(schedule)
      : articleDdimRows(schedule, stride, config.eta ?? 0);
  }
  if (schedule.config.articleNoiseCoefficient) {
    refuse('articleSchedule', config.sampler);
  }
  return rowsOfLevels[config.sampler](visitedLevels(schedule, config), config);
}

function checkConfig(config: SamplerConfig): void {
  const { sampler } = config;
  requireOneOf('sampler', sampler, samplerNames);
  requireOneOf('predictionType', config.predictionType, predictionTypes);
  if (config.varianceType !== undefined) requireOneOf('varianceType', config.varianceType, varianceTypes);
  if (config.eta !== undefined) requireNumber('eta', config.eta, 0, 1);
  if (config.clipSampleRange !== undefined) requirePositive('clipSampleRange', config.clipSampleRange);

  const chosen = {
    eta: (config.eta ?? 0) !== 0,
    varianceType: (config.varianceType ?? 'fixed_small') !== 'fixed_small',
    useClippedModelOutput: config.useClippedModelOutput ?? false,
  };
  for (const setting of ['eta', 'varianceType', 'useClippedModelOutput'] as const) {
    const known: readonly SamplerName[] = samplersWith[setting];
    if (chosen[setting] && !known.includes(sampler)) {
      refuse('strangeSetting', setting, known, sampler, config[setting]);
    }
  }
  if (sampler === 'ddim_inversion' && config.setAlphaToOne === false) {
    refuse('inversionLanding');
  }
}

/** The article's loops know one grid, one kind of network and no clipping. */
function articleStride(schedule: Schedule, config: SamplerConfig): number {
  const { sampler, predictionType, timestepSpacing, numInferenceSteps } = config;
  const numTrainTimesteps = schedule.numTrainTimesteps;
  if (predictionType !== 'epsilon') refuse('mustBe', 'predictionType', 'epsilon', sampler, predictionType);
  if (timestepSpacing !== 'trailing')
    refuse('mustBe', 'timestepSpacing', 'trailing', sampler, timestepSpacing);
  if (config.timesteps !== undefined) refuse('mustBeLeftOut', 'timesteps', sampler, config.timesteps.length);
  if (config.clipSample) refuse('mustBe', 'clipSample', 'false', sampler, true);
  if (config.setAlphaToOne === false) refuse('mustBeLeftOut', 'setAlphaToOne', sampler, false);
  if (numTrainTimesteps < 2) refuse('mustBeAtLeast', 'numTrainTimesteps', 2, sampler, numTrainTimesteps);
  const stride = numTrainTimesteps / numInferenceSteps;
  if (sampler === 'article_ddpm' && stride !== 1) {
    refuse(
      'mustBe',
      'numInferenceSteps',
      `numTrainTimesteps = ${numTrainTimesteps}`,
      sampler,
      numInferenceSteps,
    );
  }
  if (!Number.isInteger(stride)) {
    refuse('mustDivide', 'numInferenceSteps', numTrainTimesteps, sampler, numInferenceSteps);
  }
  return stride;
}
