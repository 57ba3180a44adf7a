import { describe, expect, it } from 'vitest';
import { articleMixture, makeSchedule, type PredictionType, predictionTypes } from '../../src/index.ts';
import { meanOverTime } from '../../src/ui/training/mean_over_time.ts';
import { agreement, exactNoiseMap, gridPoints, noiseFromAnswers } from '../../src/ui/training/noise_map.ts';

const mixture = articleMixture.standardised();
const size = { columns: 12, rows: 20 };

for (const articleNoiseCoefficient of [false, true]) {
  const schedule = makeSchedule({ numTrainTimesteps: 100, betaSchedule: 'linear', articleNoiseCoefficient });
  const map = exactNoiseMap(mixture, schedule, size);

  describe(`a map of the noise${articleNoiseCoefficient ? ' with the article’s coefficient' : ''}`, () => {
    it('has its columns from the first timestep to nearly the last, and the mass of x_t in its cells', () => {
      const times = map.levels.map(({ t }) => t);
      expect(times[0]).toBe(0);
      expect(times.at(-1)).toBeGreaterThan(85);
      const height = (2 * map.bound) / map.rows;
      for (let column = 0; column < size.columns; column++) {
        const cells = map.density.subarray(column * map.rows, (column + 1) * map.rows);
        // 3 standard deviations hold 0.997 of a normal distribution.
        expect(cells.reduce((sum, value) => sum + value * height, 0)).toBeGreaterThan(0.99);
      }
    });

    it('comes out the same from the answers of a denoiser of any kind', () => {
      const x = gridPoints(map);
      const exactAnswers = (type: PredictionType) =>
        x.map((value, i) => {
          const { sqrtAlphaCumprod, sqrtOneMinusAlphaCumprod } = map.levels[
            Math.floor(i / map.rows)
          ] as (typeof map.levels)[number];
          return mixture.posterior(sqrtAlphaCumprod, sqrtOneMinusAlphaCumprod, type)(value).mean;
        });
      for (const type of predictionTypes) {
        const noise = noiseFromAnswers(map, type, exactAnswers(type));
        noise.forEach((value, i) => {
          const exact = map.noise[i] as number;
          // x_0 in float32, divided by a noise of 0.03 at least.
          expect(Math.abs(value - exact), `${type} ${i}`).toBeLessThan(2e-5 * (1 + Math.abs(exact)));
        });
      }
    });
  });
}

describe('agreement', () => {
  const map = exactNoiseMap(mixture, makeSchedule({ numTrainTimesteps: 100, betaSchedule: 'linear' }), size);

  it('is perfect with itself, and sees a constant error and a sign', () => {
    expect(agreement(map, map.noise).correlation).toBeCloseTo(1, 12);
    expect(agreement(map, map.noise).rootMeanSquareError).toBe(0);
    const shifted = agreement(
      map,
      map.noise.map((value) => value + 0.25),
    );
    expect(shifted.correlation).toBeCloseTo(1, 5);
    expect(shifted.rootMeanSquareError).toBeCloseTo(0.25, 5);
    expect(
      agreement(
        map,
        map.noise.map((value) => -value),
      ).correlation,
    ).toBeCloseTo(-1, 12);
  });

  it('does not care for what is answered where x_t never is', () => {
    const wild = map.noise.map((value, i) => ((map.density[i] as number) < 1e-12 ? 1e3 : value));
    expect(wild).not.toEqual(map.noise);
    expect(agreement(map, wild).correlation).toBeGreaterThan(0.999);
  });
});

describe('meanOverTime', () => {
  it('weighs unevenly spaced values by the time they stand for', () => {
    expect(meanOverTime([0, 1, 10], [0, 1, 10])).toBeCloseTo(5, 12);
    expect(meanOverTime([4], [7])).toBe(7);
  });
});
