import type { SamplerRow } from '../../src/diffusion/samplers/rows.ts';
import { padded } from '../../src/lab/layout.ts';
import { testWithDevice } from '../device.ts';
import { samplerStep } from '../references/sampler_step.ts';
import { expectClose } from './close.ts';
import { runKernel } from './run_kernel.ts';
import { normalTolerance, uniformValues } from './values.ts';

/** Coefficients that are all different and of the size that samplers have. */
const row: SamplerRow = {
  t: 500,
  sqrtAlphaCumprod: 0.8,
  sqrtOneMinusAlphaCumprod: 0.6,
  aX: 1.25,
  aOut: -0.75,
  cX: 0.9,
  cOut: -0.35,
  c0: 0.6,
  c1: 0.31,
  c2: -0.17,
  cZ: 0.23,
  clip: Number.POSITIVE_INFINITY,
};

interface Case {
  readonly dataDim: number;
  readonly count: number;
  readonly begin?: number;
  readonly rows?: number;
  readonly history: 0 | 1 | 2;
  readonly row: SamplerRow;
  readonly index?: number;
  readonly seed?: number;
}

const cases: readonly Case[] = [
  { dataDim: 1, count: 1, history: 0, row },
  { dataDim: 1, count: 1000, begin: 300, rows: 607, history: 1, row },
  { dataDim: 2, count: 37, history: 2, row, seed: 2 ** 32 - 1, index: 999 },
  { dataDim: 5, count: 100, begin: 63, rows: 37, history: 2, row: { ...row, clip: 1 } },
  { dataDim: 64, count: 67, begin: 1, rows: 65, history: 0, row: { ...row, clip: 0.3 } },
  { dataDim: 3, count: 130, history: 1, row: { ...row, cZ: 0 } },
  { dataDim: 1, count: 65, history: 0, row: { ...row, cX: 1.02, cOut: 0, c0: 0, cZ: 1 } },
];

for (const each of cases) {
  testWithDevice(`an update: ${JSON.stringify(each)}`, async (device) => {
    const { dataDim, count, begin = 0, rows = count - begin, history, index = 17, seed = 4 } = each;
    const width = padded(dataDim);
    const x = uniformValues(count * dataDim, 1, 2);
    const modelOutput = uniformValues(rows * dataDim, 2, 2);
    const older = [uniformValues(count * dataDim, 3), uniformValues(count * dataDim, 4)] as const;
    const x0History = Float32Array.from(older.slice(0, history).flatMap((values) => [...values]));
    // In the reference all samples are updated; those outside the part are then put back.
    const outputs = new Float64Array(count * dataDim);
    outputs.set(modelOutput, begin * dataDim);
    const { c1, c2 } = each.row;
    const expected = samplerStep({
      row: { ...each.row, c1: history > 0 ? c1 : 0, c2: history > 1 ? c2 : 0 },
      index,
      seed,
      dataDim,
      x: Float64Array.from(x),
      modelOutput: outputs,
      x0Prev1: Float64Array.from(older[0]),
      x0Prev2: Float64Array.from(older[1]),
    });
    const part = (before: Float32Array, after: ArrayLike<number>) =>
      Float64Array.from(before, (value, i) => {
        const sample = Math.floor(i / dataDim);
        return sample >= begin && sample < begin + rows ? (after[i] as number) : value;
      });
    const expectedHistory = [part(older[0], expected.predOriginalSample), part(older[1], older[0])];
    // What stands in the padding of the network's output must not matter.
    const paddedOutput = new Float32Array(rows * width).fill(Number.NaN);
    for (let i = 0; i < rows; i++) {
      paddedOutput.set(modelOutput.subarray(i * dataDim, (i + 1) * dataDim), i * width);
    }
    const actual = await runKernel(device, 'sampler_step', {
      args: { begin, rows, count, data_dim: dataDim, out_width4: width / 4, history },
      step: {
        index,
        seed,
        clip: Math.min(each.row.clip, 3.4028234663852886e38),
        a_x: each.row.aX,
        a_out: each.row.aOut,
        c_x: each.row.cX,
        c_out: each.row.cOut,
        c_0: each.row.c0,
        c_1: c1,
        c_2: c2,
        c_z: each.row.cZ,
        signal: 0,
        sigma: 0,
      },
      buffers: { model_output: paddedOutput, x, x0_history: x0History },
      threads: rows,
    });
    // Six products of numbers up to 4 and their sum, each rounded once, and the noise.
    const atol = 16 * 4 * 2 ** -24 + each.row.cZ * (normalTolerance(rows * dataDim).atol as number);
    expectClose('x', actual.x, part(x, expected.prevSample), { atol, rtol: 0 });
    const flatHistory = expectedHistory.slice(0, history).flatMap((values) => [...values]);
    expectClose('x0_history', actual.x0_history, flatHistory, { atol: 8 * 4 * 2 ** -24, rtol: 0 });
  });
}
