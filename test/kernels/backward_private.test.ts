import { testWithDevice } from '../device.ts';
import { backwardPrivate } from '../references/backward_private.ts';
import { expectClose, float32Eps } from './close.ts';
import { addPacking, makeNetwork, makePacked, networkCases } from './private_network.ts';
import { poison, runDispatch } from './run_kernel.ts';
import { makeTexture, readTexture, transposedTexels, untransposed } from './texture.ts';
import { uniformValues } from './values.ts';

for (const each of networkCases) {
  testWithDevice(`backward: ${JSON.stringify(each)}`, async (device) => {
    const { rows, width, outWidth, hiddenLayers } = each;
    const network = makeNetwork(each);
    const hidden = hiddenLayers * width;
    const dOutput = uniformValues(rows * outWidth, 1);
    const slopes = Array.from({ length: hiddenLayers }, (_, i) => uniformValues(rows * width, 50 + i));
    const expected = backwardPrivate({
      dOutput: Float64Array.from(dOutput),
      layers: network.reference,
      derivatives: slopes.map((values) => Float64Array.from(values)),
    });
    const quads = Math.ceil(rows / 32);
    const texels = 8 * quads;
    const packed = makePacked(device, network, hidden);
    const stacked = slopes.flatMap((values) => [...transposedTexels(values, rows, texels)]);
    const derivatives = makeTexture(device, texels, hidden, Float32Array.from(stacked));
    const gradientRows = hidden + outWidth;
    const gradients = makeTexture(device, texels, gradientRows, poison(4 * texels * gradientRows));
    await runDispatch(device, {
      stepName: 'Step',
      step: { index: 0 },
      buffers: { weights: network.flat, biases: poison(hidden), d_output: dOutput },
      add(builder, { weights, biases, d_output }) {
        addPacking(builder, network, { weights, packed, biases }, { transposed: true });
        builder.add('backward_private', {
          args: { rows, hidden_layers: hiddenLayers },
          buffers: { d_output, packed, derivatives, gradients },
          constants: {
            WIDTH4: width / 4,
            OUT_WIDTH4: outWidth / 4,
            HIDDEN: hidden,
            TEXELS: texels,
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
      const part = { rows: 4 * texels, width: should.length / rows, first: i * width };
      const padded = new Float64Array(part.rows * part.width);
      padded.set(should);
      const atol = 128 * hiddenLayers * float32Eps;
      expectClose(`gradient ${i}`, untransposed(kept, texels, part), padded, { atol, rtol: 1e-5 });
    }
    for (const texture of [packed, derivatives, gradients]) texture.destroy();
  });
}
