import { expect } from 'vitest';
import { articleMixture } from '../../src/diffusion/mixture.ts';
import { type PredictionType, predictionTypes } from '../../src/diffusion/prediction.ts';
import { padded, predictionCodes } from '../../src/lab/layout.ts';
import { testWithDevice } from '../device.ts';
import { type DiagonalMixture, mixtureDenoise } from '../references/mixture_denoise.ts';
import { expectClose } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { uniformValues } from './values.ts';

const single: DiagonalMixture = { weights: [1], means: [[0.7]], standardDeviations: [[0.3]] };
const { weights, means, standardDeviations } = articleMixture.standardised();
/** The article's, as the network sees it. */
const article: DiagonalMixture = {
  weights: [...weights],
  means: Array.from(means, (mean) => [mean]),
  standardDeviations: Array.from(standardDeviations, (deviation) => [deviation]),
};
const planar: DiagonalMixture = {
  weights: [0.2, 0.5, 0.3],
  means: [
    [-1, 0.5],
    [0.3, -0.7],
    [1.2, 1.1],
  ],
  standardDeviations: [
    [0.2, 0.4],
    [0.5, 0.1],
    [0.3, 0.3],
  ],
};
const wide: DiagonalMixture = {
  weights: [0.4, 0.6],
  means: [
    [0, 1, -1, 0.5, 0.2],
    [0.4, -1, 0, 0.5, 1],
  ],
  standardDeviations: [
    [0.5, 1, 0.7, 0.3, 1],
    [1, 0.4, 0.6, 0.9, 0.5],
  ],
};

/** From nearly clean (t = 0 of the default schedule) to nearly pure noise. */
const levels = [
  { signal: 0.99995, sigma: 0.01 },
  { signal: 0.8, sigma: 0.6 },
  { signal: 0.00635, sigma: 0.99998 },
] as const;

for (const [name, mixture] of Object.entries({ single, article, planar, wide })) {
  for (const predictionType of predictionTypes) {
    testWithDevice(`the exact answer: ${name}, ${predictionType}`, async (device) => {
      const dataDim = mixture.means[0]?.length as number;
      for (const [i, level] of levels.entries()) {
        const begin = 21;
        const rows = [131, 1000, 1][i] as number;
        const x = uniformValues((begin + rows + 5) * dataDim, 1, 2.5);
        const input = {
          x: x.slice(begin * dataDim, (begin + rows) * dataDim),
          dataDim,
          mixture,
          predictionType,
          ...level,
        };
        const expected = mixtureDenoise(input);
        const actual = await denoise(device, mixture, predictionType, level, x, begin, rows);
        // The kernel's rounding is that of a slightly different x_t, so where the answer is steep (between two narrow
        // modes) it may err by as much as the answer changes there.
        const nudge = 2 ** -20;
        const atol = new Float64Array(expected.length).fill(3e-6);
        for (const by of [-nudge, nudge]) {
          const nudged = mixtureDenoise({ ...input, x: input.x.map((value) => value + by) });
          nudged.forEach((answer, i) => {
            atol[i] = Math.max(atol[i] as number, 3e-6 + Math.abs(answer - (expected[i] as number)));
          });
        }
        expectClose(`model_output at ${level.sigma}`, actual, expected, { atol, rtol: 3e-6 });
      }
    });
  }
}

testWithDevice('far away the nearest components answer, and nothing overflows', async (device) => {
  for (const level of levels) {
    const x = Float32Array.from([-1e10, -1e4, -60, 60, 1e4, 1e10]);
    for (const predictionType of predictionTypes) {
      const expected = mixtureDenoise({ x, dataDim: 1, mixture: article, predictionType, ...level });
      const actual = await denoise(device, article, predictionType, level, x, 0, x.length);
      // There the widest component has all the weight. At pure noise none is wider and rounding chooses, but then the
      // choice changes x_0 by no more than the means are apart, and the noise by that times the signal.
      const choice = level.sigma < 0.99 ? 0 : predictionType === 'epsilon' ? 3 * level.signal : 3;
      expectClose(`${predictionType} at ${level.sigma}`, actual, expected, {
        atol: 1e-4 + choice,
        rtol: 1e-5,
      });
    }
  }
});

testWithDevice('the references agree: one dimension and many', () => {
  const x = Float64Array.from(uniformValues(200, 3, 3));
  for (const { signal, sigma } of levels) {
    for (const predictionType of predictionTypes) {
      const many = mixtureDenoise({ x, dataDim: 1, mixture: article, predictionType, signal, sigma });
      const one = articleMixture.standardised().denoise(x, signal, sigma, predictionType);
      expectClose(predictionType, many, one, { atol: 1e-10, rtol: 1e-10 });
    }
  }
  expect.hasAssertions();
});

/** Runs the kernel on samples begin .. begin + rows - 1 and takes its answers [rows, D] out of their padding, which it leaves alone. */
async function denoise(
  device: GPUDevice,
  mixture: DiagonalMixture,
  predictionType: PredictionType,
  level: { readonly signal: number; readonly sigma: number },
  x: Float32Array,
  begin: number,
  rows: number,
): Promise<Float32Array> {
  const dataDim = mixture.means[0]?.length as number;
  const width = padded(dataDim);
  const table = mixture.weights.flatMap((weight, k) => [
    Math.log(weight),
    0,
    ...(mixture.means[k] ?? []).flatMap((mean, d) => [mean, mixture.standardDeviations[k]?.[d] as number]),
  ]);
  const { model_output } = await runKernel(device, 'mixture_denoise', {
    args: {
      begin,
      rows,
      data_dim: dataDim,
      out_width4: width / 4,
      components: mixture.weights.length,
      prediction_type: predictionCodes[predictionType],
    },
    step: { ...emptyStep, ...level },
    buffers: { x, mixture: table, model_output: poison(rows * width) },
    threads: rows * dataDim,
  });
  const isPadding = (i: number) => i % width >= dataDim;
  expect(model_output.filter((_, i) => isPadding(i)).every(Number.isNaN)).toBe(true);
  return model_output.filter((_, i) => !isPadding(i));
}

const emptyStep = {
  index: 0,
  seed: 0,
  clip: 0,
  a_x: 0,
  a_out: 0,
  c_x: 0,
  c_out: 0,
  c_0: 0,
  c_1: 0,
  c_2: 0,
  c_z: 0,
};
