import { activationCodes } from '../../src/lab/layout.ts';
import { testWithDevice } from '../device.ts';
import { forwardPrivate } from '../references/forward_private.ts';
import { expectClose, float32Eps } from './close.ts';
import { addPacking, makeNetwork, makePacked, networkCases } from './private_network.ts';
import { poison, runDispatch } from './run_kernel.ts';
import { layersSize, makeTexture, readTexture, takeLayer } from './texture.ts';
import { uniformValues } from './values.ts';

for (const each of networkCases) {
  testWithDevice(`forward: ${JSON.stringify(each)}`, async (device) => {
    const { rows, inWidth, width, outWidth, hiddenLayers, activation } = each;
    const network = makeNetwork(each);
    const input = uniformValues(rows * inWidth, 1);
    const expected = forwardPrivate({
      input: Float64Array.from(input),
      layers: network.reference,
      activation,
    });
    const quads = Math.ceil(rows / 32);
    const { packed, outputs } = makePacked(device, network);
    const slabs = { together: 128, layers: hiddenLayers + 1, features: Math.max(inWidth, width, outWidth) };
    const own = { together: 32, layers: hiddenLayers, features: width };
    const [activations, derivatives] = [slabs, own].map((form) => {
      const [across, down] = layersSize(form, rows);
      return makeTexture(device, across, down, poison(4 * across * down));
    }) as [GPUTexture, GPUTexture];
    const actual = await runDispatch(device, {
      stepName: 'Step',
      step: { index: 0 },
      buffers: {
        weights: network.flat,
        biases: poison(outputs),
        input_rows: input,
        model_output: poison(rows * outWidth),
      },
      add(builder, { weights, ...buffers }) {
        addPacking(builder, network, { weights, packed, biases: buffers.biases });
        builder.add('forward_private', {
          args: { rows, hidden_layers: hiddenLayers },
          buffers: { ...buffers, packed, activations, derivatives },
          constants: {
            IN_WIDTH4: inWidth / 4,
            WIDTH4: width / 4,
            OUT_WIDTH4: outWidth / 4,
            PACKED_TEXELS: packed.width,
            PACKED_ROWS: packed.height,
            ACTIVATION: activationCodes[activation],
          },
          threads: 4 * quads,
          flops: 0,
        });
      },
    });
    // Sums of up to 128 products of numbers of the size of 1, layer after layer.
    const tolerance = { atol: 128 * hiddenLayers * float32Eps, rtol: 1e-5 };
    const kept = await readTexture(device, activations);
    for (const [i, should] of expected.inputs.entries()) {
      const shape = { rows, width: should.length / rows };
      expectClose(`input ${i}`, takeLayer(kept, slabs, i, shape), should, tolerance);
    }
    const slopes = await readTexture(device, derivatives);
    for (const [i, should] of expected.derivatives.entries()) {
      // ReLU's derivative jumps at 0, where no float32 sum tells the sides apart; none comes that close.
      expectClose(`derivative ${i}`, takeLayer(slopes, own, i, { rows, width }), should, tolerance);
    }
    expectClose('model_output', actual.model_output, expected.output, tolerance);
    for (const texture of [packed, activations, derivatives]) texture.destroy();
  });
}
