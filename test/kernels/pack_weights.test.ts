import { testWithDevice } from '../device.ts';
import { packWeights } from '../references/pack_weights.ts';
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
  testWithDevice(`packs ${outWidth} x ${inWidth} of ${outWidth} x ${stride} weights`, async (device) => {
    // The layer stands in the middle of the flat parameters and of the packed ones; the rest must stay as it is.
    const [weightAt, packedAt, biasesAt] = [12, 7, 3];
    const weight = uniformValues(outWidth * stride, 1);
    const bias = uniformValues(outWidth, 2);
    const biasAt = weightAt + weight.length + 8;
    const weights = poison(biasAt + outWidth + 4);
    weights.set(weight, weightAt);
    weights.set(bias, biasAt);
    const should = packWeights({ weight, stride, inFeatures: inWidth, bias });
    const packed = poison(4 * packedAt + should.length + 8);
    const expected = Float64Array.from(packed);
    expected.set(should, 4 * packedAt);
    const biases = poison(biasesAt + outWidth + 2);
    const expectedBiases = Float64Array.from(biases);
    expectedBiases.set(bias, biasesAt);
    const actual = await runKernel(device, 'pack_weights', {
      args: {
        in_width4: inWidth / 4,
        out_width4: outWidth / 4,
        weight: weightAt / 4,
        weight_stride4: stride / 4,
        bias: biasAt / 4,
        packed_at: packedAt,
        biases_at: biasesAt,
      },
      buffers: { weights, packed, biases },
      threads: should.length / 4,
    });
    expectClose('packed', actual.packed, expected, { atol: 0, rtol: 0 });
    expectClose('biases', actual.biases, expectedBiases, { atol: 0, rtol: 0 });
  });
}
