// Orders of convergence on normal data, where the probability flow's ODE has a closed form, over a fixed interval of
// log-SNR and without the step onto x_0.

import { describe, expect, it } from 'vitest';
import { GaussianMixture } from '../../../src/diffusion/mixture.ts';
import { ddimRows } from '../../../src/diffusion/samplers/ddim.ts';
import { ddpmRows } from '../../../src/diffusion/samplers/ddpm.ts';
import { dpmSolverRows, sdeDpmSolverRows } from '../../../src/diffusion/samplers/dpm_solver.ts';
import { samplerRows } from '../../../src/diffusion/samplers/index.ts';
import { type NoiseLevel, noiseLevel } from '../../../src/diffusion/samplers/noise_level.ts';
import { applyRows, type OutputConfig, type SamplerRow } from '../../../src/diffusion/samplers/rows.ts';
import { dpmSolver2SRows, heunRows } from '../../../src/diffusion/samplers/two_row.ts';
import { unipcRows } from '../../../src/diffusion/samplers/unipc.ts';
import { linspace, makeSchedule } from '../../../src/diffusion/schedule.ts';

const config: OutputConfig = { predictionType: 'sample' };
const stepCounts = [40, 80, 160, 320];

/** n + 1 levels, even in lambda. */
function evenLevels(n: number): NoiseLevel[] {
  return Array.from(linspace(-3, 2, n + 1), (lambda, i) =>
    noiseLevel(n - i, {
      alphaCumprod: 1 / (1 + Math.exp(-2 * lambda)),
      oneMinusAlphaCumprod: 1 / (1 + Math.exp(2 * lambda)),
    }),
  );
}

/** The slope of log(error) over log(1 / n), by least squares. */
function orderOf(errors: number[], counts = stepCounts): number {
  const points = errors.map((error, i) => ({
    x: -Math.log(counts[i] as number),
    y: Math.log(Math.abs(error)),
  }));
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const covariance = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
}

describe('deterministic samplers', () => {
  const [mean, deviation] = [0.7, 0.5];
  const normal = new GaussianMixture([1], [mean], [deviation]);
  const marginal = (level: NoiseLevel) =>
    normal.diffuse(level.sqrtAlphaCumprod, level.sqrtOneMinusAlphaCumprod);

  /** Error at the end of the interval from one start; the ODE keeps an x at its quantile. */
  function endError(rows: SamplerRow[], levels: NoiseLevel[]): number {
    const start = marginal(levels[0] as NoiseLevel);
    const end = marginal(levels.at(-1) as NoiseLevel);
    const quantile = 1.3;
    const x = applyRows(
      rows,
      Float64Array.of(start.mean + quantile * start.standardDeviation),
      (value, row) => normal.denoise(value, row.sqrtAlphaCumprod, row.sqrtOneMinusAlphaCumprod, 'sample'),
    );
    return (x[0] as number) - (end.mean + quantile * end.standardDeviation);
  }

  it.each([
    { name: 'ddim', rows: (levels: NoiseLevel[]) => ddimRows(levels, config), order: 1 },
    { name: 'dpmpp_1', rows: (levels: NoiseLevel[]) => dpmSolverRows(levels, config, 1), order: 1 },
    { name: 'dpmpp_2m', rows: (levels: NoiseLevel[]) => dpmSolverRows(levels, config, 2), order: 2 },
    { name: 'dpmpp_2s', rows: (levels: NoiseLevel[]) => dpmSolver2SRows(levels, config), order: 2 },
    { name: 'heun', rows: (levels: NoiseLevel[]) => heunRows(levels, config), order: 2 },
    { name: 'unipc_1', rows: (levels: NoiseLevel[]) => unipcRows(levels, config, 1), order: 2 },
    { name: 'unipc_2', rows: (levels: NoiseLevel[]) => unipcRows(levels, config, 2), order: 3 },
  ])('$name converges with order $order', ({ rows, order }) => {
    const errors = stepCounts.map((n) => endError(rows(evenLevels(n)), evenLevels(n)));
    expect(Math.abs(orderOf(errors) - order), errors.join(' ')).toBeLessThan(0.25);
  });

  it('dpmpp_3m converges with order 2 at least: its first step is of first order', () => {
    const errors = stepCounts.map((n) => endError(dpmSolverRows(evenLevels(n), config, 3), evenLevels(n)));
    expect(orderOf(errors)).toBeGreaterThan(1.75);
  });
});

describe('stochastic samplers', () => {
  const variance = 0.25; // of normal data with mean 0
  const total = (level: { sqrtAlphaCumprod: number; sqrtOneMinusAlphaCumprod: number }) =>
    level.sqrtAlphaCumprod ** 2 * variance + level.sqrtOneMinusAlphaCumprod ** 2;

  /** The exact denoiser of such data answers gain * x for x_0. */
  const gainOf = (row: SamplerRow) => (row.sqrtAlphaCumprod * variance) / total(row);

  /**
   * The variance of x after all rows from that of its first level: the covariance of (x, x0Prev1) under
   * x' = k x + c1 x0Prev1 + cZ z, x0 = gain x.
   */
  function finalVariance(rows: SamplerRow[]): number {
    let [xx, xp, pp] = [total(rows[0] as SamplerRow), 0, 0];
    for (const row of rows) {
      const gain = gainOf(row);
      const k = row.cX + row.cOut * gain + row.c0 * gain;
      const next = k * k * xx + 2 * k * row.c1 * xp + row.c1 ** 2 * pp + row.cZ ** 2;
      [xx, xp, pp] = [next, gain * (k * xx + row.c1 * xp), gain * gain * xx];
    }
    return xx;
  }

  it.each([
    { name: 'ddpm', eta: 1, rows: (levels: NoiseLevel[]) => ddpmRows(levels, config) },
    { name: 'ddim eta 1', eta: 1, rows: (levels: NoiseLevel[]) => ddimRows(levels, { ...config, eta: 1 }) },
    {
      name: 'ddim eta 0.5',
      eta: 0.5,
      rows: (levels: NoiseLevel[]) => ddimRows(levels, { ...config, eta: 0.5 }),
    },
    { name: 'ddim eta 0', eta: 0, rows: (levels: NoiseLevel[]) => ddimRows(levels, config) },
  ])('$name: a step loses the variance that x_0 and the noise keep given x', ({ eta, rows }) => {
    const levels = evenLevels(7);
    // The last row of DDPM draws no noise.
    rows(levels)
      .slice(0, -1)
      .forEach((row, i) => {
        const level = levels[i] as NoiseLevel;
        const prev = levels[i + 1] as NoiseLevel;
        const sigma2 =
          eta ** 2 *
          (prev.oneMinusAlphaCumprod / level.oneMinusAlphaCumprod) *
          (1 - level.alphaCumprod / prev.alphaCumprod);
        // x' = A x_0 + B noise + sigma z with the true x_0 and noise has the right variance; with their expectations
        // it lacks Var(A x_0 + B noise | x) = (A - B a / s)^2 Var(x_0 | x).
        const direction = Math.sqrt(prev.oneMinusAlphaCumprod - sigma2);
        const share =
          prev.sqrtAlphaCumprod - (direction * level.sqrtAlphaCumprod) / level.sqrtOneMinusAlphaCumprod;
        const kept = share ** 2 * ((variance * level.oneMinusAlphaCumprod) / total(level));
        expect(Math.abs(finalVariance([row]) - (total(prev) - kept))).toBeLessThan(1e-14);
        expect(Math.abs(row.cZ ** 2 - sigma2)).toBeLessThan(1e-14);
      });
  });

  it.each([
    { name: 'ddim eta 1', order: 1, rows: (levels: NoiseLevel[]) => ddimRows(levels, { ...config, eta: 1 }) },
    {
      name: 'ddim eta 0.5',
      order: 1,
      rows: (levels: NoiseLevel[]) => ddimRows(levels, { ...config, eta: 0.5 }),
    },
    { name: 'dpmpp_2m_sde', order: 2, rows: (levels: NoiseLevel[]) => sdeDpmSolverRows(levels, config) },
  ])('$name: the variance converges with order $order', ({ order, rows }) => {
    const errors = stepCounts.map((n) => {
      const levels = evenLevels(n);
      return finalVariance(rows(levels)) - total(levels.at(-1) as NoiseLevel);
    });
    expect(Math.abs(orderOf(errors) - order), errors.join(' ')).toBeLessThan(0.25);
  });

  it('dpmpp_2m_sde starts with a step of DDIM with eta 1', () => {
    const levels = evenLevels(3);
    const [sde] = sdeDpmSolverRows(levels, config);
    const [ddim] = ddimRows(levels, { ...config, eta: 1 });
    const collected = (row: SamplerRow) => [row.cX, row.cOut + row.c0, row.cZ];
    collected(sde as SamplerRow).forEach((value, i) => {
      expect(Math.abs(value - (collected(ddim as SamplerRow)[i] as number))).toBeLessThan(1e-14);
    });
  });
});

describe('ddim_inversion', () => {
  it('and sampling back returns the data, with an error that falls as 1 / NFE', () => {
    const schedule = makeSchedule({ numTrainTimesteps: 1000, betaSchedule: 'linear' });
    const mixture = new GaussianMixture([0.4, 0.6], [-0.8, 0.7], [0.5, 0.3]);
    const data = Float64Array.of(-1.4, -0.6, 0, 0.4, 0.9);
    const counts = [25, 50, 100, 200];
    for (const predictionType of ['epsilon', 'sample', 'v_prediction'] as const) {
      const errors = counts.map((numInferenceSteps) => {
        const walk = (sampler: 'ddim_inversion' | 'ddim', x: Float64Array) =>
          applyRows(
            samplerRows(schedule, {
              sampler,
              numInferenceSteps,
              timestepSpacing: 'trailing',
              predictionType,
            }),
            x,
            (value, row) =>
              mixture.denoise(value, row.sqrtAlphaCumprod, row.sqrtOneMinusAlphaCumprod, predictionType),
          );
        const back = walk('ddim', walk('ddim_inversion', data));
        return Math.max(...back.map((x, i) => Math.abs(x - (data[i] as number))));
      });
      expect(Math.abs(orderOf(errors, counts) - 1), errors.join(' ')).toBeLessThan(0.25);
      expect(errors.at(-1)).toBeLessThan(0.05);
    }
  });
});
