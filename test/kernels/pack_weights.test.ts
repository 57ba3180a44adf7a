import { testWithDevice } from '../device.ts';
import { packWeights } from '../references/pack_weights.ts';
import { expectClose } from './close.ts';
import { poison, runDispatch } from './run_kernel.ts';
import { makeTexture, readTexture } from './texture.ts';
import { uniformValues } from './values.ts';

testWithDevice('packs transposed weights, without a bias', async (device) => {
  const [inWidth, outWidth] = [20, 8];
  const weight = uniformValues(inWidth * outWidth, 1);
  const transposed = Array.from({ length: weight.length }, (_, at) => {
    const [row, column] = [Math.floor(at / outWidth), at % outWidth];
    return weight[column * inWidth + row] as number;
  });
  const bias = new Float32Array(inWidth);
  const expected = packWeights({ weight: transposed, stride: outWidth, inFeatures: outWidth, bias });
  const packed = makeTexture(device, 4, inWidth, poison(4 * 4 * inWidth));
  const { biases } = await runDispatch(device, {
    stepName: 'Step',
    step: { index: 0 },
    buffers: { weights: weight, biases: poison(inWidth) },
    add(builder, buffers) {
      builder.add('pack_weights', {
        args: {
          in_width4: outWidth / 4,
          out_width4: inWidth / 4,
          weight: 0,
          out_stride: 1,
          in_stride: inWidth,
          bias: 0,
          has_bias: 0,
          outputs_at: 0,
        },
        buffers: { ...buffers, packed },
        threads: 4 * inWidth,
        flops: 0,
      });
    },
  });
  expectClose('packed', await readTexture(device, packed), expected, { atol: 0, rtol: 0 });
  expectClose('biases', biases, bias, { atol: 0, rtol: 0 });
  packed.destroy();
});

const cases = [
  { inWidth: 4, stride: 4, outWidth: 4 },
  { inWidth: 12, stride: 44, outWidth: 20 },
  { inWidth: 100, stride: 100, outWidth: 8 },
  { inWidth: 128, stride: 128, outWidth: 128 },
];

for (const { inWidth, stride, outWidth } of cases) {
  testWithDevice(`packs ${outWidth} x ${inWidth} of ${outWidth} x ${stride} weights`, async (device) => {
    // The layer stands in the middle of the flat parameters and of the packed ones; the rest must stay as it is.
    const [weightAt, outputsAt] = [12, 3];
    const weight = uniformValues(outWidth * stride, 1);
    const bias = uniformValues(outWidth, 2);
    const biasAt = weightAt + weight.length + 8;
    const weights = poison(biasAt + outWidth + 4);
    weights.set(weight, weightAt);
    weights.set(bias, biasAt);
    const outputs = outputsAt + outWidth + 2;
    const should = packWeights({ weight, stride, inFeatures: inWidth, bias });
    const rowLength = should.length / outWidth;
    const texels = rowLength / 4 + 1;
    const before = new Float32Array(4 * texels * outputs).fill(Number.NaN);
    const expected = Float64Array.from(before);
    for (let row = 0; row < outWidth; row++) {
      expected.set(should.slice(row * rowLength, (row + 1) * rowLength), 4 * texels * (outputsAt + row));
    }
    const packed = makeTexture(device, texels, outputs, before);
    const biases = poison(outputs);
    const expectedBiases = Float64Array.from(biases);
    expectedBiases.set(bias, outputsAt);
    const actual = await runDispatch(device, {
      stepName: 'Step',
      step: { index: 0 },
      buffers: { weights, biases },
      add(builder, buffers) {
        builder.add('pack_weights', {
          args: {
            in_width4: inWidth / 4,
            out_width4: outWidth / 4,
            weight: weightAt,
            out_stride: stride,
            in_stride: 1,
            bias: biasAt,
            has_bias: 1,
            outputs_at: outputsAt,
          },
          buffers: { ...buffers, packed },
          threads: should.length / 4,
          flops: 0,
        });
      },
    });
    expectClose('packed', await readTexture(device, packed), expected, { atol: 0, rtol: 0 });
    packed.destroy();
    expectClose('biases', actual.biases, expectedBiases, { atol: 0, rtol: 0 });
  });
}
