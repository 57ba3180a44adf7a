import { testWithDevice } from '../device.ts';
import { backwardPrivate } from '../references/backward_private.ts';
import { expectClose, float32Eps } from './close.ts';
import { addPacking, makeNetwork, makePacked, networkCases } from './private_network.ts';
import { poison, runDispatch } from './run_kernel.ts';
import { layersSize, makeTexture, putLayer, readTexture, takeLayer } from './texture.ts';
import { uniformValues } from './values.ts';

for (const each of networkCases) {
  testWithDevice(`backward: ${JSON.stringify(each)}`, async (device) => {
    const { rows, inWidth, width, outWidth, hiddenLayers } = each;
    const network = makeNetwork(each);
    const dOutput = uniformValues(rows * outWidth, 1);
    const slopes = Array.from({ length: hiddenLayers }, (_, i) => uniformValues(rows * width, 50 + i));
    const expected = backwardPrivate({
      dOutput: Float64Array.from(dOutput),
      layers: network.reference,
      derivatives: slopes.map((values) => Float64Array.from(values)),
    });
    const quads = Math.ceil(rows / 32);
    const { packed, outputs } = makePacked(device, network);
    const own = { together: 32, layers: hiddenLayers, features: width };
    const [across, down] = layersSize(own, rows);
    // What is past the last row may be anything but NaN, as zero times that is none.
    const stacked = uniformValues(4 * across * down, 70);
    for (const [i, values] of slopes.entries()) putLayer(stacked, own, i, values, rows);
    const derivatives = makeTexture(device, across, down, stacked);
    const slabs = { together: 128, layers: hiddenLayers + 1, features: Math.max(inWidth, width, outWidth) };
    const size = layersSize(slabs, rows);
    const gradients = makeTexture(device, ...size, poison(4 * size[0] * size[1]));
    await runDispatch(device, {
      stepName: 'Step',
      step: { index: 0 },
      buffers: { weights: network.flat, biases: poison(outputs), d_output: dOutput },
      add(builder, { weights, biases, d_output }) {
        addPacking(builder, network, { weights, packed, biases });
        builder.add('backward_private', {
          args: { rows, hidden_layers: hiddenLayers },
          buffers: { d_output, packed, derivatives, gradients },
          constants: {
            WIDTH4: width / 4,
            OUT_WIDTH4: outWidth / 4,
            DERIVATIVES: derivatives.height,
            PACKED_TEXELS: packed.width,
            PACKED_ROWS: packed.height,
          },
          threads: 4 * quads,
          flops: 0,
        });
      },
    });
    const kept = await readTexture(device, gradients);
    for (const [i, should] of expected.entries()) {
      // Past the last row there must be zeros: whoever sums the quad's rows takes them along.
      const shape = { rows: 32 * quads, width: should.length / rows };
      const padded = new Float64Array(shape.rows * shape.width);
      padded.set(should);
      const atol = 128 * hiddenLayers * float32Eps;
      expectClose(`gradient ${i}`, takeLayer(kept, slabs, i, shape), padded, { atol, rtol: 1e-5 });
    }
    for (const texture of [packed, derivatives, gradients]) texture.destroy();
  });
}
