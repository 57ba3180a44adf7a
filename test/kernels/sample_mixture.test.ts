import type { PredictionType } from '../../src/diffusion/prediction.ts';
import type { SamplerRow } from '../../src/diffusion/samplers/rows.ts';
import { predictionCodes } from '../../src/lab/layout.ts';
import { sampleTable } from '../../src/lab/walk.ts';
import { testWithDevice } from '../device.ts';
import { sampleMixture } from '../references/sample_mixture.ts';
import { expectClose } from './close.ts';
import { runKernel } from './run_kernel.ts';
import { normalTolerance, uniformValues } from './values.ts';

const mixture = { weights: [0.3, 0.7], means: [[-0.8], [0.6]], standardDeviations: [[0.4], [0.5]] };

interface Case {
  readonly count: number;
  readonly begin?: number;
  readonly rows?: number;
  readonly first?: number;
  readonly index?: number;
  readonly history: 0 | 1 | 2;
  readonly predictionType: PredictionType;
}

const cases: readonly Case[] = [
  { count: 1, history: 0, predictionType: 'epsilon' },
  { count: 1000, begin: 300, rows: 607, first: 1, history: 1, predictionType: 'sample' },
  { count: 37, history: 2, index: 2, predictionType: 'v_prediction' },
];

for (const each of cases) {
  testWithDevice(`walks with the exact denoiser: ${JSON.stringify(each)}`, async (device) => {
    const { count, begin = 0, rows = count - begin, first = 0, index = 3, history, predictionType } = each;
    const table = [0, 1, 2, 3].map(
      (i): SamplerRow => ({
        t: i,
        sqrtAlphaCumprod: [0.2, 0.5, 0.8, 0.95][i] as number,
        sqrtOneMinusAlphaCumprod: Math.sqrt(1 - ([0.2, 0.5, 0.8, 0.95][i] as number) ** 2),
        aX: 0.85 + 0.1 * i,
        aOut: -0.75,
        cX: 0.6 - 0.05 * i,
        cOut: -0.35 + 0.1 * i,
        c0: 0.4,
        c1: history > 0 ? 0.31 : 0,
        c2: history > 1 ? -0.17 : 0,
        cZ: i === 2 ? 0 : 0.23,
        clip: i === 1 ? 0.9 : Number.POSITIVE_INFINITY,
      }),
    );
    const seed = 5;
    const x = uniformValues(count, 1, 2);
    const older = [uniformValues(count, 2), uniformValues(count, 3)] as const;
    const expected = sampleMixture({
      rows: table,
      first,
      index,
      seed,
      mixture,
      predictionType,
      x: Float64Array.from(x),
      x0Prev1: Float64Array.from(older[0]),
      x0Prev2: Float64Array.from(older[1]),
    });
    const shapes = mixture.weights.flatMap((weight, k) => [
      Math.log(weight),
      0,
      ...(mixture.means[k] as number[]),
      ...(mixture.standardDeviations[k] as number[]),
    ]);
    const actual = await runKernel(device, 'sample_mixture', {
      args: {
        begin,
        rows,
        count,
        data_dim: 1,
        history,
        components: mixture.weights.length,
        prediction_type: predictionCodes[predictionType],
      },
      step: { first, index },
      buffers: {
        table: sampleTable(table, seed),
        mixture: shapes,
        x,
        x0_history: Float32Array.from(older.slice(0, history).flatMap((values) => [...values])),
      },
      threads: rows,
    });
    // Outside the part everything stays as it was.
    const part = (before: Float32Array, after: Float64Array) =>
      Float64Array.from(before, (value, i) =>
        i >= begin && i < begin + rows ? (after[i] as number) : value,
      );
    // The answer errs by some 1e-6, as mixture_denoise does, and a row passes an error on with a factor of 2 at most.
    const atol = 3e-5 + 2 * (normalTolerance(4 * count).atol as number);
    expectClose('x', actual.x, part(x, expected.x), { atol, rtol: 0 });
    const histories = [part(older[0], expected.x0Prev1), part(older[1], expected.x0Prev2)];
    const flat = histories.slice(0, history).flatMap((values) => [...values]);
    expectClose('x0_history', actual.x0_history, flat, { atol, rtol: 0 });
  });
}
