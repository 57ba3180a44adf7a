// What the samplers make of the article's data with a perfect denoiser: all that remains is their own error.

import { describe, expect, it } from 'vitest';
import { modeMasses, wasserstein1, wasserstein1Floor } from '../../../src/diffusion/metrics.ts';
import { articleMixture, type GaussianMixture } from '../../../src/diffusion/mixture.ts';
import { type SamplerConfig, samplerRows } from '../../../src/diffusion/samplers/index.ts';
import { applyRows } from '../../../src/diffusion/samplers/rows.ts';
import { makeSchedule, type Schedule } from '../../../src/diffusion/schedule.ts';
import { normals, stratifiedNormals } from '../normals.ts';

type Config = Omit<SamplerConfig, 'predictionType'>;

function sample(
  schedule: Schedule,
  mixture: GaussianMixture,
  config: Config,
  xT: Float64Array,
): Float64Array {
  const rows = samplerRows(schedule, { ...config, predictionType: 'epsilon' });
  return applyRows(
    rows,
    xT,
    (x, row) => mixture.denoise(x, row.sqrtAlphaCumprod, row.sqrtOneMinusAlphaCumprod, 'epsilon'),
    (step) => normals(xT.length, 1, step),
  );
}

describe('standardised data, stratified x_T, W1 in the units of the data', () => {
  const schedule = makeSchedule({ numTrainTimesteps: 1000, betaSchedule: 'linear' });
  const standardised = articleMixture.standardised();
  // 5,000 quantiles give the same as 20,000 to 5e-5.
  const xT = stratifiedNormals(5000);
  const distance = (config: Config) =>
    wasserstein1(sample(schedule, standardised, config, xT), standardised) * articleMixture.standardDeviation;

  it.each([
    [10, 0.0449],
    [20, 0.0187],
    [50, 0.0081],
    [100, 0.0044],
    [1000, 0.0008],
  ])('ddim, linspace, %d evaluations: %d', (numInferenceSteps, expected) => {
    const w1 = distance({ sampler: 'ddim', numInferenceSteps, timestepSpacing: 'linspace' });
    expect(Math.abs(w1 - expected)).toBeLessThan(1e-4);
  });

  it.each([
    [10, 0.0156],
    [15, 0.0045],
    [20, 0.002],
    [30, 0.0009],
    [50, 0.0005],
  ])('dpmpp_2m, logsnr, %d evaluations: %d', (numInferenceSteps, expected) => {
    const w1 = distance({ sampler: 'dpmpp_2m', numInferenceSteps, timestepSpacing: 'logsnr' });
    expect(Math.abs(w1 - expected)).toBeLessThan(1e-4);
  });

  it('unipc_2 does with 15 evaluations what dpmpp_2m does with 20', () => {
    const w1 = distance({ sampler: 'unipc_2', numInferenceSteps: 15, timestepSpacing: 'logsnr' });
    expect(w1).toBeLessThan(0.003);
  });
});

describe("raw data on the article's schedule, eta 1", () => {
  const article = {
    numTrainTimesteps: 1000,
    betaSchedule: 'linear',
    betaStart: 1e-6,
    betaEnd: 1e-2,
  } as const;
  const wrong = makeSchedule({ ...article, articleNoiseCoefficient: true });
  const right = makeSchedule(article);
  const draw = (n: number, schedule: Schedule, config: Omit<Config, 'timestepSpacing'>) =>
    sample(schedule, articleMixture, { ...config, timestepSpacing: 'trailing' }, normals(n, 2, 0));

  it('ddpm is perfect sampling, to what chance allows', () => {
    const samples = draw(4000, right, { sampler: 'ddpm', numInferenceSteps: 1000 });
    const floor = wasserstein1Floor(articleMixture, 4000);
    expect(wasserstein1(samples, articleMixture)).toBeLessThan(floor.mean + 3 * floor.standardDeviation);
    modeMasses(samples, [-0.2, 0.3]).forEach((mass, mode) => {
      expect(Math.abs(mass - ([0.3, 0.4, 0.3][mode] as number))).toBeLessThan(0.03); // 4 sqrt(0.24 / 4000)
    });
  });

  // 50,000 samples give 0.046, 0.148 and 0.108.
  it('article_ddpm with the wrong noise coefficient is off by 0.046', () => {
    const samples = draw(10_000, wrong, { sampler: 'article_ddpm', numInferenceSteps: 1000 });
    expect(Math.abs(wasserstein1(samples, articleMixture) / 0.046 - 1)).toBeLessThan(0.1);
  });

  it('article_ddim stepping with its neighbour is off by 0.148, by 0.108 with the right coefficient', () => {
    const config = { sampler: 'article_ddim', numInferenceSteps: 250, eta: 1 } as const;
    expect(Math.abs(wasserstein1(draw(10_000, wrong, config), articleMixture) / 0.148 - 1)).toBeLessThan(0.1);
    expect(Math.abs(wasserstein1(draw(10_000, right, config), articleMixture) / 0.108 - 1)).toBeLessThan(0.1);
  });
});
