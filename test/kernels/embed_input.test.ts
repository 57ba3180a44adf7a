import { timeFeatures } from '../../src/diffusion/time_features.ts';
import { padded } from '../../src/lab/layout.ts';
import { testWithDevice } from '../device.ts';
import { embedInput } from '../references/embed_input.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { integerValues, uniformValues } from './values.ts';

interface Case {
  readonly rows: number;
  readonly dataDim: number;
  readonly fourierFeatures: number;
  readonly fourierBase: number;
  readonly numTrainTimesteps: number;
  /** Features of t; 0: folded into the bias. */
  readonly timeFeatureCount: number;
  readonly begin?: number;
}

const cases: readonly Case[] = [
  { rows: 1, dataDim: 1, fourierFeatures: 0, fourierBase: 1, numTrainTimesteps: 1, timeFeatureCount: 2 },
  {
    rows: 1000,
    dataDim: 1,
    fourierFeatures: 4,
    fourierBase: 0.25,
    numTrainTimesteps: 4000,
    timeFeatureCount: 32,
  },
  {
    rows: 37,
    dataDim: 2,
    fourierFeatures: 16,
    fourierBase: 0.25,
    numTrainTimesteps: 1000,
    timeFeatureCount: 10,
  },
  { rows: 37, dataDim: 5, fourierFeatures: 3, fourierBase: 0.3, numTrainTimesteps: 50, timeFeatureCount: 6 },
  {
    rows: 130,
    dataDim: 3,
    fourierFeatures: 1,
    fourierBase: 7.7,
    numTrainTimesteps: 50,
    timeFeatureCount: 0,
    begin: 29,
  },
  {
    rows: 67,
    dataDim: 64,
    fourierFeatures: 2,
    fourierBase: 0.5,
    numTrainTimesteps: 1000,
    timeFeatureCount: 256,
  },
];

for (const each of cases) {
  testWithDevice(`features of x and t: ${JSON.stringify(each)}`, async (device) => {
    const { rows, dataDim, fourierFeatures, numTrainTimesteps, timeFeatureCount, begin = 0 } = each;
    const fourierBase = Math.fround(each.fourierBase);
    const x = uniformValues((begin + rows) * dataDim, 1, 5);
    // The first row has t = 0, the last T - 1.
    const timesteps = integerValues(rows, 2, numTrainTimesteps);
    const reference = embedInput({
      x: x.slice(begin * dataDim),
      dataDim,
      fourierFeatures,
      fourierBase,
      timeFeatures: Array.from(timesteps, (t) =>
        timeFeatureCount === 0 ? [] : timeFeatures(t, numTrainTimesteps, timeFeatureCount),
      ),
    });
    const xWidth = padded(dataDim * (1 + 2 * fourierFeatures));
    const timeWidth = padded(timeFeatureCount);
    const expected = new Float64Array(rows * (xWidth + timeWidth));
    for (let row = 0; row < rows; row++) {
      expected.set(reference.xFeatures[row] ?? [], row * (xWidth + timeWidth));
      expected.set(reference.timeFeatures[row] ?? [], row * (xWidth + timeWidth) + xWidth);
    }
    // [T, timeWidth]; where they are folded the kernel is given none.
    const table = new Float32Array(timeWidth === 0 ? 4 : numTrainTimesteps * timeWidth).fill(Number.NaN);
    if (timeWidth > 0) {
      for (let t = 0; t < numTrainTimesteps; t++) {
        table.fill(0, t * timeWidth, (t + 1) * timeWidth);
        table.set(timeFeatures(t, numTrainTimesteps, timeFeatureCount), t * timeWidth);
      }
    }
    const { input } = await runKernel(device, 'embed_input', {
      args: {
        rows,
        begin,
        data_dim: dataDim,
        fourier_features: fourierFeatures,
        x_width4: xWidth / 4,
        time_width4: timeWidth / 4,
        fourier_base: fourierBase,
      },
      buffers: {
        x,
        timesteps,
        time_features: table,
        input: poison(expected.length),
      },
      threads: rows,
    });
    // The polynomials hold 2e-7. Turns are exact where the base is a power of two; elsewhere their product is rounded.
    const mostTurns = Number.isInteger(Math.log2(fourierBase))
      ? 0
      : 5 * fourierBase * 2 ** (fourierFeatures - 1);
    expectClose('input', input, expected, { atol: 3e-7 + 2 * Math.PI * mostTurns * float32Eps, rtol: 0 });
  });
}
