import {
  type PredictionType,
  type SamplerChoice,
  type SamplerRow,
  type Schedule,
  samplerRows,
  unlessRefused,
} from '../../index.ts';

/** The samplers whose quality is shown against their evaluations, each a curve of the chart. */
export const curves = [
  'ddpm',
  'ddim',
  'ddim_eta1',
  'dpmpp_2m',
  'dpmpp_3m',
  'dpmpp_2m_sde',
  'heun',
  'unipc_2',
] as const;
export type Curve = (typeof curves)[number];

/**
 * What is computed unless somebody chooses otherwise. DDIM with eta = 1 is not among it: on the same timesteps it takes
 * DDPM's very steps (Song et al. 2021, section 4.1), and from the same noise its curve is the same.
 */
export const usualCurves: readonly Curve[] = ['ddpm', 'ddim', 'dpmpp_2m'];

/** Curves whose samplers draw noise on the way: their W1 has the scatter of random draws in it. */
const noisyCurves: readonly Curve[] = ['ddpm', 'ddim_eta1', 'dpmpp_2m_sde'];

/** x_T without luck where the path is determined by it, drawn where noise is drawn on the way as well. */
export function startOf(curve: Curve): 'stratified' | 'gaussian' {
  return noisyCurves.includes(curve) ? 'gaussian' : 'stratified';
}

/** Network evaluations at which curves have their points, as far as the schedule and the sampler allow. */
export const evaluationCounts = [5, 10, 15, 20, 30, 50, 100, 250, 1000] as const;

/** The settings of a curve's sampler for about `nfe` evaluations, on its usual spacing of timesteps. */
function choiceOf(curve: Curve, nfe: number, zeroTerminalSnr: boolean): SamplerChoice {
  // Heun evaluates twice a step but once in the last.
  const numInferenceSteps = curve === 'heun' ? Math.ceil((nfe + 1) / 2) : nfe;
  switch (curve) {
    case 'ddpm':
      return { sampler: 'ddpm', numInferenceSteps, timestepSpacing: 'linspace' };
    case 'ddim':
      return { sampler: 'ddim', numInferenceSteps, timestepSpacing: 'linspace', eta: 0 };
    case 'ddim_eta1':
      return { sampler: 'ddim', numInferenceSteps, timestepSpacing: 'linspace', eta: 1 };
    default:
      // At zero SNR there is no log-SNR to space evenly.
      return {
        sampler: curve,
        numInferenceSteps,
        timestepSpacing: zeroTerminalSnr ? 'trailing' : 'logsnr',
      };
  }
}

/** The last point of the curves: every timestep, where there are not more of them than that. */
export function mostEvaluations(numTrainTimesteps: number): number {
  return Math.min(numTrainTimesteps, 1000);
}

/** A point of a curve before it is computed. */
export interface PlannedPoint {
  readonly curve: Curve;
  /** Evaluations for each sample; rows.length. */
  readonly nfe: number;
  readonly rows: SamplerRow[];
}

/**
 * The points of the chosen curves on a schedule, few evaluations first. What does not go together is left out; with
 * the article's noise coefficient that is everything.
 */
export function plannedPoints(
  schedule: Schedule,
  predictionType: PredictionType,
  chosen: readonly Curve[],
): PlannedPoint[] {
  const total = schedule.numTrainTimesteps;
  const most = mostEvaluations(total);
  const counts = [...evaluationCounts.filter((nfe) => nfe < most), most];
  const zeroTerminalSnr = schedule.alphasCumprod.at(-1) === 0;
  return counts.flatMap((nfe) =>
    chosen.flatMap((curve) => {
      const choice = choiceOf(curve, nfe, zeroTerminalSnr);
      const rows = unlessRefused(() => samplerRows(schedule, { ...choice, predictionType }));
      return rows === undefined ? [] : [{ curve, nfe: rows.length, rows }];
    }),
  );
}
