import { describe, expect, it } from 'vitest';
import { predictionTypes } from '../../../src/diffusion/prediction.ts';
import { type SamplerConfig, samplerRows } from '../../../src/diffusion/samplers/index.ts';
import { applyRows, type SamplerRow } from '../../../src/diffusion/samplers/rows.ts';
import { makeSchedule } from '../../../src/diffusion/schedule.ts';
import { normalish } from '../golden.ts';

const linear = makeSchedule({ numTrainTimesteps: 1000, betaSchedule: 'linear' });
const ddim: SamplerConfig = {
  sampler: 'ddim',
  numInferenceSteps: 10,
  timestepSpacing: 'linspace',
  predictionType: 'epsilon',
};

/** x' = kX x + kOut out + cZ z of an unclipped row. */
const collected = (row: SamplerRow) => ({
  kX: row.cX + row.c0 * row.aX,
  kOut: row.cOut + row.c0 * row.aOut,
  cZ: row.cZ,
});

const close = (value: number, reference: number, tolerance: number) =>
  expect(Math.abs(value - reference)).toBeLessThanOrEqual(tolerance);

describe('ddpm', () => {
  it('is eq. 11 of Ho et al. 2020 on the full grid', () => {
    const rows = samplerRows(linear, { ...ddim, sampler: 'ddpm', numInferenceSteps: 1000 });
    expect(rows.length).toBe(1000);
    for (const row of rows) {
      const { t } = row;
      const beta = linear.betas[t] as number;
      const { kX, kOut, cZ } = collected(row);
      close(kX, 1 / Math.sqrt(1 - beta), 1e-12);
      close(kOut, -beta / (linear.sqrtOneMinusAlphasCumprod[t] as number) / Math.sqrt(1 - beta), 1e-12);
      close(cZ, Math.sqrt(linear.posteriorVariance[t] as number), 1e-12);
    }
  });

  it('adds beta as variance with fixed_large, and none at the last step', () => {
    const rows = samplerRows(linear, {
      ...ddim,
      sampler: 'ddpm',
      numInferenceSteps: 1000,
      varianceType: 'fixed_large',
    });
    rows.slice(0, -1).forEach((row) => {
      close(row.cZ ** 2, linear.betas[row.t] as number, 1e-12);
    });
    expect(rows.at(-1)?.cZ).toBe(0);
  });
});

describe('ddim', () => {
  it.each([
    { betaSchedule: 'linear' },
    { betaSchedule: 'linear', betaStart: 1e-6, betaEnd: 1e-2 },
    { betaSchedule: 'squaredcos_cap_v2' },
  ] as const)('with eta 1 on the full grid is DDPM: %o', (config) => {
    const schedule = makeSchedule({ numTrainTimesteps: 1000, ...config });
    for (const predictionType of predictionTypes) {
      const full = { ...ddim, numInferenceSteps: 1000, predictionType };
      const ddimRows = samplerRows(schedule, { ...full, eta: 1 });
      const ddpmRows = samplerRows(schedule, { ...full, sampler: 'ddpm' });
      ddimRows.forEach((row, i) => {
        const actual = collected(row);
        const expected = collected(ddpmRows[i] as SamplerRow);
        close(actual.kX, expected.kX, 1e-12);
        close(actual.kOut, expected.kOut, 1e-12);
        close(actual.cZ, expected.cZ, 1e-12);
      });
    }
  });

  it('steps to the previous visited level and lands on x_0', () => {
    const rows = samplerRows(linear, ddim);
    rows.forEach((row, i) => {
      const prev = rows[i + 1];
      expect(row.c0).toBe(prev === undefined ? 1 : prev.sqrtAlphaCumprod);
    });
    expect(rows.at(-1)).toMatchObject({ cX: 0, cOut: 0, c0: 1, cZ: 0 });
  });

  it('lands on the noise level of t = 0 with setAlphaToOne false', () => {
    const last = samplerRows(linear, { ...ddim, timestepSpacing: 'trailing', setAlphaToOne: false }).at(-1);
    expect(last?.c0).toBe(linear.sqrtAlphasCumprod[0]);
    expect(last?.cOut).toBe(linear.sqrtOneMinusAlphasCumprod[0]);
  });

  it('walks the same path for every prediction type of one exact network', () => {
    // noise = f(x, t) as a network of each type would say it
    const noiseOf = (x: number, row: SamplerRow) => Math.tanh(x) * row.sqrtOneMinusAlphaCumprod;
    const results = predictionTypes.map((predictionType) =>
      applyRows(
        samplerRows(linear, { ...ddim, predictionType, eta: 0.7 }),
        normalish(8, 1),
        (x, row) =>
          x.map((value) => {
            const noise = noiseOf(value, row);
            const x0 = (value - row.sqrtOneMinusAlphaCumprod * noise) / row.sqrtAlphaCumprod;
            if (predictionType === 'epsilon') return noise;
            if (predictionType === 'sample') return x0;
            return row.sqrtAlphaCumprod * noise - row.sqrtOneMinusAlphaCumprod * x0;
          }),
        (step) => normalish(8, 100 + step),
      ),
    );
    for (let i = 0; i < 8; i++) {
      // Amplified rounding: x_0 at the first step is x / 0.006.
      close(results[1]?.[i] as number, results[0]?.[i] as number, 1e-11);
      close(results[2]?.[i] as number, results[0]?.[i] as number, 1e-11);
    }
  });

  it.each(predictionTypes)('clips in both modes (%s)', (predictionType) => {
    const config = { ...ddim, predictionType, clipSample: true, clipSampleRange: 0.5, eta: 0.3 };
    const first = (useClippedModelOutput: boolean) =>
      samplerRows(linear, {
        ...config,
        numInferenceSteps: 2,
        timesteps: [500, 250],
        useClippedModelOutput,
      })[0];
    const [a, s] = [linear.sqrtAlphasCumprod[500] as number, linear.sqrtOneMinusAlphasCumprod[500] as number];
    const [x, out] = [1.3, 0.9];
    const [x0, noise] = {
      epsilon: [(x - s * out) / a, out],
      sample: [out, (x - a * out) / s],
      v_prediction: [a * x - s * out, a * out + s * x],
    }[predictionType] as [number, number];
    const clipped = Math.max(-0.5, Math.min(x0, 0.5));
    expect(clipped).not.toBe(x0);
    const alphaCumprodPrev = linear.alphasCumprod[250] as number;
    for (const mode of [false, true]) {
      const direction = mode ? (x - a * clipped) / s : noise;
      const row = first(mode) as SamplerRow;
      const expected =
        Math.sqrt(alphaCumprodPrev) * clipped + Math.sqrt(1 - alphaCumprodPrev - row.cZ ** 2) * direction;
      close(
        applyRows([{ ...row, cZ: 0 }], Float64Array.of(x), () => Float64Array.of(out))[0] as number,
        expected,
        1e-12,
      );
    }
  });
});
