import { testWithDevice } from '../device.ts';
import { linearBackwardWeight } from '../references/linear_backward_weight.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { uniformValues } from './values.ts';

interface Case {
  readonly rows: number;
  readonly inWidth: number;
  readonly outWidth: number;
  readonly slabRows: number;
  readonly accumulate?: boolean;
}

const cases: readonly Case[] = [
  { rows: 1, inWidth: 4, outWidth: 4, slabRows: 4 },
  { rows: 37, inWidth: 8, outWidth: 48, slabRows: 12 },
  { rows: 37, inWidth: 20, outWidth: 8, slabRows: 5, accumulate: true },
  { rows: 1000, inWidth: 48, outWidth: 100, slabRows: 128 },
  { rows: 1000, inWidth: 100, outWidth: 4, slabRows: 1000, accumulate: true },
  { rows: 50, inWidth: 12, outWidth: 20, slabRows: 16 },
  { rows: 6, inWidth: 1024, outWidth: 1024, slabRows: 4 },
];

for (const each of cases) {
  testWithDevice(`partial gradients: ${JSON.stringify(each)}`, async (device) => {
    const { rows, inWidth, outWidth, slabRows, accumulate = false } = each;
    const slabs = Math.ceil(rows / slabRows);
    const input = uniformValues(rows * inWidth, 1);
    // As in training, where the loss is a mean over the rows.
    const dOutput = uniformValues(rows * outWidth, 2, 1 / rows);
    // The layer stands in the middle of each slab's flat gradient; the rest must stay as it is.
    const weightAt = 8;
    const biasAt = weightAt + outWidth * inWidth + 4;
    const parameters = biasAt + outWidth + 12;
    const before = accumulate ? uniformValues(slabs * parameters, 3) : poison(slabs * parameters);
    const expected = Float64Array.from(before);
    for (let slab = 0; slab < slabs; slab++) {
      const [first, end] = [slab * slabRows, Math.min(rows, (slab + 1) * slabRows)];
      const { dWeight, dBias } = linearBackwardWeight({
        input: input.subarray(first * inWidth, end * inWidth),
        dOutput: dOutput.subarray(first * outWidth, end * outWidth),
        outFeatures: outWidth,
      });
      const keep = (at: number) => (gradient: number, i: number) => {
        const place = slab * parameters + at + i;
        expected[place] = (accumulate ? (before[place] as number) : 0) + gradient;
      };
      dWeight.forEach(keep(weightAt));
      dBias.forEach(keep(biasAt));
    }
    const actual = await runKernel(device, 'linear_backward_weight', {
      args: {
        rows,
        slab_rows: slabRows,
        slabs,
        in_width4: inWidth / 4,
        out_width4: outWidth / 4,
        weight: weightAt / 4,
        bias: biasAt / 4,
        parameters4: parameters / 4,
        accumulate: accumulate ? 1 : 0,
      },
      buffers: { input, d_output: dOutput, partial_gradients: before },
      threads: slabs * Math.ceil(outWidth / 16) * Math.ceil(inWidth / 8),
    });
    // A float32 sum of n products: at most n eps times the largest partial sum, about 2 sqrt(n) / rows; what is added
    // to lies within 1.
    const atol = (2 * slabRows ** 1.5 * float32Eps) / rows + (accumulate ? 2 * float32Eps : 0);
    expectClose('partial_gradients', actual.partial_gradients, expected, { atol, rtol: 1e-6 });
  });
}
