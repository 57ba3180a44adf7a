import { requireNumber, requireOneOf, requirePositive } from '../checks.ts';
import { predictionTypes } from '../prediction.ts';
import type { Schedule } from '../schedule.ts';
import type { TimestepConfig } from '../timesteps.ts';
import { type DdimConfig, ddimRows } from './ddim.ts';
import { type DdpmConfig, ddpmRows, varianceTypes } from './ddpm.ts';
import { visitedLevels } from './noise_level.ts';
import type { SamplerRow } from './rows.ts';

export const samplerNames = ['ddpm', 'ddim'] as const;
export type SamplerName = (typeof samplerNames)[number];

/** A sampler and its settings, as a person chooses them; names and defaults follow diffusers. */
export interface SamplerConfig extends TimestepConfig, DdpmConfig, DdimConfig {
  sampler: SamplerName;
  /** Land on x_0 (true, default) or on the noise level of t = 0. */
  setAlphaToOne?: boolean;
}

/**
 * The rows of a sampler: one for every evaluation of the network, so rows.length is the NFE.
 *
 * @throws RangeError when a setting is out of its range, or impossible on this schedule
 */
export function samplerRows(schedule: Schedule, config: SamplerConfig): SamplerRow[] {
  checkConfig(config);
  const levels = visitedLevels(schedule, config);
  switch (config.sampler) {
    case 'ddpm':
      return ddpmRows(levels, config);
    case 'ddim':
      return ddimRows(levels, config);
  }
}

function checkConfig(config: SamplerConfig): void {
  requireOneOf('sampler', config.sampler, samplerNames);
  requireOneOf('predictionType', config.predictionType, predictionTypes);
  if (config.varianceType !== undefined) requireOneOf('varianceType', config.varianceType, varianceTypes);
  if (config.eta !== undefined) requireNumber('eta', config.eta, 0, 1);
  if (config.clipSampleRange !== undefined) requirePositive('clipSampleRange', config.clipSampleRange);
}
