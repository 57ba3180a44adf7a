import { describe, expect, it } from 'vitest';
import { articleMixture } from '../../../src/diffusion/mixture.ts';
import { predictionTypes } from '../../../src/diffusion/prediction.ts';
import { type SamplerConfig, samplerNames, samplerRows } from '../../../src/diffusion/samplers/index.ts';
import { applyRows, type SamplerRow } from '../../../src/diffusion/samplers/rows.ts';
import { makeSchedule } from '../../../src/diffusion/schedule.ts';
import { normals } from '../normals.ts';

const linear = makeSchedule({ numTrainTimesteps: 1000, betaSchedule: 'linear' });
const zeroSnr = makeSchedule({ numTrainTimesteps: 1000, betaSchedule: 'linear', rescaleBetasZeroSnr: true });
const ddim: SamplerConfig = {
  sampler: 'ddim',
  numInferenceSteps: 10,
  timestepSpacing: 'trailing',
  predictionType: 'epsilon',
};
const ownSamplers = samplerNames.filter((name) => !name.startsWith('article'));

/** Every number of a row but clip, which is Infinity for none. */
const numbers = ({ clip: _, ...others }: SamplerRow) => Object.values(others);

describe.each(ownSamplers)('%s', (sampler) => {
  it('is finite on every spacing, down to one step', () => {
    for (const timestepSpacing of ['leading', 'trailing', 'linspace', 'logsnr'] as const) {
      for (const numInferenceSteps of [1, 2, 3, 14, 15, 40]) {
        for (const setAlphaToOne of sampler === 'ddim_inversion' ? [true] : [true, false]) {
          const config = { ...ddim, sampler, timestepSpacing, numInferenceSteps, setAlphaToOne };
          const rows = samplerRows(linear, config);
          expect(rows.flatMap(numbers).every(Number.isFinite), JSON.stringify(config)).toBe(true);
          const infinite = sampler === 'heun' && setAlphaToOne ? 1 : 0;
          expect(rows.length).toBe(sampler === 'heun' ? 2 * numInferenceSteps - infinite : numInferenceSteps);
        }
      }
    }
  });

  it('gives the same samples for every prediction type of the exact denoiser', () => {
    const mixture = articleMixture.standardised();
    const [epsilon, ...others] = predictionTypes.map((predictionType) =>
      applyRows(
        samplerRows(linear, { ...ddim, sampler, predictionType, numInferenceSteps: 20 }),
        normals(16, 1, 0),
        (x, row) => mixture.denoise(x, row.sqrtAlphaCumprod, row.sqrtOneMinusAlphaCumprod, predictionType),
        (step) => normals(16, 2, step),
      ),
    );
    for (const samples of others) {
      samples.forEach((x, i) => {
        // x_0 from epsilon loses two digits at the first step, where sqrtAlphaCumprod is 0.006.
        expect(Math.abs(x - (epsilon?.[i] as number))).toBeLessThan(1e-10);
      });
    }
  });

  it('stays finite at zero terminal SNR with sample and v prediction, and refuses epsilon', () => {
    const eta = sampler === 'ddim' ? 1 : 0;
    for (const predictionType of ['sample', 'v_prediction'] as const) {
      for (const timestepSpacing of ['trailing', 'linspace'] as const) {
        for (const numInferenceSteps of [1, 2, 3, 20]) {
          const config = { ...ddim, sampler, predictionType, timestepSpacing, numInferenceSteps, eta };
          expect(
            samplerRows(zeroSnr, config).flatMap(numbers).every(Number.isFinite),
            JSON.stringify(config),
          ).toBe(true);
        }
      }
    }
    const config = { ...ddim, sampler };
    if (sampler === 'ddim_inversion') {
      // It never asks the network at the level where it ends.
      expect(samplerRows(zeroSnr, config).flatMap(numbers).every(Number.isFinite)).toBe(true);
    } else {
      expect(() => samplerRows(zeroSnr, config)).toThrow(
        'predictionType epsilon cannot sample from zero SNR: alphasCumprod is 0 at t = 999',
      );
    }
    expect(() => samplerRows(zeroSnr, { ...config, timestepSpacing: 'logsnr' })).toThrow('zero terminal SNR');
  });

  it('clips x_0', () => {
    const rows = samplerRows(linear, { ...ddim, sampler, clipSample: true, clipSampleRange: 0.25 });
    expect(rows.every((row) => row.clip === 0.25)).toBe(true);
  });
});

describe('zero terminal SNR, sampled', () => {
  it.each(ownSamplers.filter((name) => name !== 'ddim_inversion'))('%s finds the modes', (sampler) => {
    const mixture = articleMixture.standardised();
    const samples = applyRows(
      samplerRows(zeroSnr, { ...ddim, sampler, predictionType: 'v_prediction', numInferenceSteps: 200 }),
      normals(200, 1, 0),
      (x, row) => mixture.denoise(x, row.sqrtAlphaCumprod, row.sqrtOneMinusAlphaCumprod, 'v_prediction'),
      (step) => normals(200, 2, step),
    );
    const nearest = samples.map((x) =>
      Math.min(
        ...mixture.means.map((mean, k) => Math.abs(x - mean) / (mixture.standardDeviations[k] as number)),
      ),
    );
    // Within 5 standard deviations of some mode, but for a stray one.
    expect(nearest.filter((distance) => distance < 5).length).toBeGreaterThan(195);
  });
});

describe('samplerRows refuses', () => {
  it.each([
    [{ eta: 1.5 }, 'eta must be a finite number from 0 to 1, got 1.5'],
    [{ eta: Number.NaN }, 'eta must be a finite number from 0 to 1, got NaN'],
    [{ clipSampleRange: 0 }, 'clipSampleRange must be a finite number above 0, got 0'],
    [{ sampler: 'pndm' as 'ddim' }, /^sampler must be one of ddpm, ddim, .*, got pndm$/],
    [
      { predictionType: 'x0' as 'sample' },
      'predictionType must be one of epsilon, sample, v_prediction, got x0',
    ],
    [
      { varianceType: 'learned' as 'fixed_small' },
      'varianceType must be one of fixed_small, fixed_large, got learned',
    ],
    [
      { sampler: 'dpmpp_2m', eta: 0.5 },
      'eta is a setting of ddim and article_ddim; with dpmpp_2m it must be left out, got 0.5',
    ],
    [
      { varianceType: 'fixed_large' },
      'varianceType is a setting of ddpm; with ddim it must be left out, got fixed_large',
    ],
    [
      { sampler: 'heun', useClippedModelOutput: true },
      'useClippedModelOutput is a setting of ddim and ddim_inversion; with heun it must be left out, got true',
    ],
    [
      { sampler: 'ddim_inversion', setAlphaToOne: false },
      'setAlphaToOne must be true with ddim_inversion, which starts from x_0, got false',
    ],
    [
      { sampler: 'article_ddim', predictionType: 'sample' },
      'predictionType must be epsilon with article_ddim, got sample',
    ],
    [
      { sampler: 'article_ddim', timestepSpacing: 'linspace' },
      'timestepSpacing must be trailing with article_ddim, got linspace',
    ],
    [{ sampler: 'article_ddim', clipSample: true }, 'clipSample must be false with article_ddim, got true'],
    [
      { sampler: 'article_ddim', numInferenceSteps: 300 },
      'numInferenceSteps must be a divisor of numTrainTimesteps = 1000 with article_ddim, got 300',
    ],
    [
      { sampler: 'article_ddpm' },
      'numInferenceSteps must be numTrainTimesteps = 1000 with article_ddpm, got 10',
    ],
  ] as [Partial<SamplerConfig>, string | RegExp][])('a bad config %#', (config, message) => {
    expect(() => samplerRows(linear, { ...ddim, ...config })).toThrow(message);
  });

  it("its right samplers on the article's wrong schedule", () => {
    const wrong = makeSchedule({ ...linear.config, articleNoiseCoefficient: true });
    expect(() => samplerRows(wrong, ddim)).toThrow(
      "sampler must be article_ddpm or article_ddim on a schedule with the article's noise coefficient, got ddim",
    );
  });
});

describe('the article loops', () => {
  const config = { ...ddim, numInferenceSteps: 1000 };

  it('leave t = 0 out', () => {
    const ts = (over: Partial<SamplerConfig>) =>
      samplerRows(linear, { ...config, ...over }).map((row) => row.t);
    expect(ts({ sampler: 'article_ddpm' })).toEqual(Array.from({ length: 999 }, (_, i) => 999 - i));
    expect(ts({ sampler: 'article_ddim', numInferenceSteps: 250 })).toEqual(
      Array.from({ length: 250 }, (_, i) => 999 - 4 * i),
    );
  });

  it('are DDPM and DDIM on a right schedule and the full grid, up to there', () => {
    for (const [article, right, eta] of [
      ['article_ddpm', 'ddpm', 0],
      ['article_ddim', 'ddim', 0.6],
    ] as const) {
      const wrongRows = samplerRows(linear, { ...config, sampler: article, eta });
      const rightRows = samplerRows(linear, { ...config, sampler: right, eta });
      wrongRows.forEach((row, i) => {
        const other = rightRows[i] as SamplerRow;
        expect(Math.abs(row.cX - (other.cX + other.c0 * other.aX))).toBeLessThan(1e-12);
        expect(Math.abs(row.cOut - (other.cOut + other.c0 * other.aOut))).toBeLessThan(1e-11);
        expect(Math.abs(row.cZ - other.cZ)).toBeLessThan(1e-13);
      });
    }
  });
});
