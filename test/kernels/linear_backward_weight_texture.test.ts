import { testWithDevice } from '../device.ts';
import { linearBackwardWeightTexture } from '../references/linear_backward_weight_texture.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runDispatch } from './run_kernel.ts';
import { layersSize, makeTexture, putLayer, readTexture } from './texture.ts';
import { uniformValues } from './values.ts';

const slabRows = 128;
const cases = [
  { rows: 1, inWidth: 4, outWidth: 4, tile4: 1 },
  { rows: 128, inWidth: 20, outWidth: 8, tile4: 2 },
  { rows: 300, inWidth: 36, outWidth: 12, tile4: 3 },
  { rows: 200, inWidth: 100, outWidth: 68, tile4: 4 },
];

for (const each of cases) {
  testWithDevice(`gradients of slabs in a texture: ${JSON.stringify(each)}`, async (device) => {
    const { rows, inWidth, outWidth, tile4 } = each;
    const slabs = Math.ceil(rows / slabRows);
    const input = uniformValues(rows * inWidth, 1);
    const dOutput = uniformValues(rows * outWidth, 2, 1 / rows);
    // The layer stands between others, one of them wider, and in the middle of the flat gradient.
    const [layer, weightAt] = [1, 8];
    const form = { together: slabRows, layers: 3, features: Math.max(inWidth, outWidth) + 4 };
    const size = layersSize(form, rows);
    const numbers = 4 * size[0] * size[1];
    const inputs = uniformValues(numbers, 3);
    putLayer(inputs, form, layer, input, rows);
    // Past the last row gradients are zero.
    const gradients = uniformValues(numbers, 4);
    putLayer(gradients, form, layer, new Float32Array(slabs * slabRows * outWidth), slabs * slabRows);
    putLayer(gradients, form, layer, dOutput, rows);
    const textures = {
      input: makeTexture(device, ...size, inputs),
      d_output: makeTexture(device, ...size, gradients),
    };
    const biasAt = weightAt + outWidth * inWidth + 4;
    const slabTexels = Math.ceil((biasAt + outWidth + 4) / 4096);
    const expected = new Float64Array(4096 * slabTexels * slabs).fill(Number.NaN);
    for (let slab = 0; slab < slabs; slab++) {
      const [first, end] = [slab * slabRows, Math.min(rows, (slab + 1) * slabRows)];
      const { dWeight, dBias } = linearBackwardWeightTexture({
        input: input.subarray(first * inWidth, end * inWidth),
        dOutput: dOutput.subarray(first * outWidth, end * outWidth),
        outFeatures: outWidth,
      });
      expected.set(dWeight, 4096 * slabTexels * slab + weightAt);
      expected.set(dBias, 4096 * slabTexels * slab + biasAt);
    }
    const partial_gradients = makeTexture(device, 1024, slabTexels * slabs, poison(expected.length));
    await runDispatch(device, {
      stepName: 'Step',
      step: { index: 0 },
      buffers: {},
      add(builder) {
        builder.add('linear_backward_weight_texture', {
          args: {
            in_width4: inWidth / 4,
            out_width4: outWidth / 4,
            layer,
            layers: form.layers,
            weight: weightAt / 4,
            bias: biasAt / 4,
            slab_texels: slabTexels,
          },
          buffers: { ...textures, partial_gradients },
          constants: { TILE4: tile4, TEXELS: size[0], TEXEL_ROWS: size[1] },
          threads: 4 * slabs * Math.ceil(inWidth / (16 * tile4)),
          flops: 0,
        });
      },
    });
    // A float32 sum of n products: at most n eps times the largest partial sum, about 2 sqrt(n) / rows.
    const atol = (2 * Math.min(rows, slabRows) ** 1.5 * float32Eps) / rows;
    expectClose('partial_gradients', await readTexture(device, partial_gradients), expected, {
      atol,
      rtol: 1e-6,
    });
    for (const texture of [textures.input, textures.d_output, partial_gradients]) texture.destroy();
  });
}
