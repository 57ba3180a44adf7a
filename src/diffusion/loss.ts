import { requireOneOf } from './checks.ts';
import type { GaussianMixture } from './mixture.ts';
import { type PredictionType, predictionTypes } from './prediction.ts';
import { mixtureQuadrature } from './quadrature.ts';
import type { Schedule } from './schedule.ts';

/** The least mean squared error that any network can reach. */
export interface BayesLoss {
  /** Mean over t, as uniformly drawn t gives it. */
  total: number;
  /** Of each t, [T]. */
  perTimestep: Float64Array;
}

/**
 * The floor of the training loss: the variance of the target given x_t, E[Var(target | x_t)], by quadrature over x_t.
 *
 * @param mixture distribution of x_0, in the units the network is trained in
 */
export function bayesLoss(
  mixture: GaussianMixture,
  schedule: Schedule,
  config: { predictionType: PredictionType },
): BayesLoss {
  requireOneOf('predictionType', config.predictionType, predictionTypes);
  const perTimestep = new Float64Array(schedule.numTrainTimesteps).map((_, t) => {
    const a = schedule.sqrtAlphasCumprod[t] as number;
    const s = schedule.sqrtOneMinusAlphasCumprod[t] as number;
    const marginal = mixture.diffuse(a, s);
    const posterior = mixture.posterior(a, s, config.predictionType);
    const { points, weights } = mixtureQuadrature(marginal);
    return points.reduce(
      (sum, x, i) => sum + (weights[i] as number) * marginal.pdf(x) * posterior(x).variance,
      0,
    );
  });
  return { total: perTimestep.reduce((sum, loss) => sum + loss, 0) / perTimestep.length, perTimestep };
}
