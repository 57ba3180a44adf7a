import { testWithDevice } from '../device.ts';
import { transposeWeights } from '../references/transpose_weights.ts';
import { expectClose } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { uniformValues } from './values.ts';

const cases = [
  { inWidth: 4, stride: 4, outWidth: 4 },
  { inWidth: 12, stride: 44, outWidth: 20 },
  { inWidth: 100, stride: 100, outWidth: 8 },
  { inWidth: 128, stride: 128, outWidth: 128 },
];

for (const { inWidth, stride, outWidth } of cases) {
  testWithDevice(`transposes ${outWidth} x ${inWidth} of ${outWidth} x ${stride} weights`, async (device) => {
    // The layer stands in the middle of the flat parameters and of the transposed ones; the rest must stay as it is.
    const [weightAt, transposedAt] = [12, 7];
    const weight = uniformValues(outWidth * stride, 1);
    const bias = uniformValues(outWidth, 2);
    const biasAt = weightAt + weight.length + 8;
    const weights = poison(biasAt + outWidth + 4);
    weights.set(weight, weightAt);
    weights.set(bias, biasAt);
    const should = transposeWeights({ weight, stride, inFeatures: inWidth, bias });
    const transposed = poison(4 * transposedAt + should.length + 8);
    const expected = Float64Array.from(transposed);
    expected.set(should, 4 * transposedAt);
    const actual = await runKernel(device, 'transpose_weights', {
      args: {
        in_width4: inWidth / 4,
        out_width4: outWidth / 4,
        weight: weightAt / 4,
        weight_stride4: stride / 4,
        bias: biasAt / 4,
        transposed_at: transposedAt,
      },
      buffers: { weights, transposed },
      threads: should.length / 4,
    });
    expectClose('transposed', actual.transposed, expected, { atol: 0, rtol: 0 });
  });
}
