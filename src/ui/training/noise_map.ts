import {
  type GaussianMixture,
  type Level,
  type PredictionType,
  predictionToNoise,
  type Schedule,
} from '../../index.ts';

/** The grid of (x, t) over which a denoiser's noise is shown, in the units of the network. */
export interface NoiseGrid {
  /** The timestep of each column and what x_t is made of there. */
  readonly levels: readonly Level[];
  readonly rows: number;
  /** x goes from +bound in the top row to -bound in the bottom one. */
  readonly bound: number;
}

/** The exact denoiser's noise on a grid, and how much of x_t there is in each cell. */
export interface ExactNoiseMap extends NoiseGrid {
  /** E[noise | x_t = x], [columns, rows]. */
  readonly noise: Float32Array<ArrayBuffer>;
  /** Mean density of x_t in each cell, [columns, rows]. */
  readonly density: Float32Array<ArrayBuffer>;
}

/** The middle of a row. */
export function rowCentre({ rows, bound }: Pick<NoiseGrid, 'rows' | 'bound'>, row: number): number {
  return bound - ((row + 0.5) * 2 * bound) / rows;
}

/** The points at which a network is asked for the whole map, [columns, rows]. */
export function gridPoints(grid: NoiseGrid): Float32Array<ArrayBuffer> {
  const { levels, rows } = grid;
  return Float32Array.from({ length: levels.length * rows }, (_, i) => rowCentre(grid, i % rows));
}

/**
 * Where a timestep stands across the map, from 0 to 1: stretched near 0, where schedules rush from three peaks to a bell.
 */
export function placeOfTime(t: number, numTrainTimesteps: number): number {
  return Math.sqrt(t / numTrainTimesteps);
}

/** Computes the exact denoiser's map, at timesteps even in their places across it. */
export function exactNoiseMap(
  mixture: GaussianMixture,
  schedule: Schedule,
  size: { readonly columns: number; readonly rows: number },
): ExactNoiseMap {
  const total = schedule.numTrainTimesteps;
  const { columns } = size;
  const levels = Array.from({ length: columns }, (_, column) => {
    const t = Math.min(total - 1, Math.floor(total * ((column + 0.5) / columns) ** 2));
    return {
      t,
      sqrtAlphaCumprod: schedule.sqrtAlphasCumprod[t] as number,
      sqrtOneMinusAlphaCumprod: schedule.sqrtOneMinusAlphasCumprod[t] as number,
    };
  });
  const { rows } = size;
  const marginals = levels.map((level) =>
    mixture.diffuse(level.sqrtAlphaCumprod, level.sqrtOneMinusAlphaCumprod),
  );
  const widest = Math.max(mixture.standardDeviation, ...marginals.map((each) => each.standardDeviation));
  const bound = 3 * widest;
  const noise = new Float32Array(columns * rows);
  const density = new Float32Array(columns * rows);
  const height = (2 * bound) / rows;
  levels.forEach(({ sqrtAlphaCumprod, sqrtOneMinusAlphaCumprod }, column) => {
    const posterior = mixture.posterior(sqrtAlphaCumprod, sqrtOneMinusAlphaCumprod, 'epsilon');
    const marginal = marginals[column] as GaussianMixture;
    for (let row = 0; row < rows; row++) {
      const x = rowCentre({ rows, bound }, row);
      noise[column * rows + row] = posterior(x).mean;
      density[column * rows + row] = (marginal.cdf(x + height / 2) - marginal.cdf(x - height / 2)) / height;
    }
  });
  return { levels, rows, bound, noise, density };
}

/**
 * The noise that a network's answers on a grid stand for. v = a noise - s x_0 and x = a x_0 + s noise give
 * (a^2 + s^2) noise = s x + a v, whether or not a^2 + s^2 is 1, which the article's noise coefficient spoils.
 *
 * @param answers [columns, rows]
 */
export function noiseFromAnswers(
  grid: NoiseGrid,
  predictionType: PredictionType,
  answers: Float32Array,
): Float32Array<ArrayBuffer> {
  const { levels, rows } = grid;
  const factors = levels.map((level) => {
    const { nX, nOut } = predictionToNoise(predictionType, level);
    const total =
      predictionType === 'v_prediction'
        ? level.sqrtAlphaCumprod ** 2 + level.sqrtOneMinusAlphaCumprod ** 2
        : 1;
    return { nX: nX / total, nOut: nOut / total };
  });
  return Float32Array.from(answers, (answer, i) => {
    const { nX, nOut } = factors[Math.floor(i / rows)] as { nX: number; nOut: number };
    return nX * rowCentre(grid, i % rows) + nOut * answer;
  });
}

/** How well two maps agree where x_t is: each column counts alike, each cell by its density. */
export interface Agreement {
  readonly correlation: number;
  readonly rootMeanSquareError: number;
}

export function agreement(exact: ExactNoiseMap, learned: Float32Array): Agreement {
  const { noise, density, rows, levels } = exact;
  const weights = new Float64Array(noise.length);
  levels.forEach((_, column) => {
    const cells = density.subarray(column * rows, (column + 1) * rows);
    const total = cells.reduce((sum, value) => sum + value, 0);
    cells.forEach((value, row) => {
      weights[column * rows + row] = value / total / levels.length;
    });
  });
  const mean = (of: (i: number) => number) => weights.reduce((sum, weight, i) => sum + weight * of(i), 0);
  const [a, b] = [(i: number) => noise[i] as number, (i: number) => learned[i] as number];
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean((i) => (a(i) - meanA) * (b(i) - meanB));
  const varianceA = mean((i) => (a(i) - meanA) ** 2);
  const varianceB = mean((i) => (b(i) - meanB) ** 2);
  return {
    correlation: covariance / Math.sqrt(varianceA * varianceB),
    rootMeanSquareError: Math.sqrt(mean((i) => (a(i) - b(i)) ** 2)),
  };
}
