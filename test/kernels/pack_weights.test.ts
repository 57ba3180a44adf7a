import { addPackedWeights, packedSize } from '../../src/lab/packed_weights.ts';
import { testWithDevice } from '../device.ts';
import { packWeights, transposed } from '../references/pack_weights.ts';
import { expectClose } from './close.ts';
import { makeNetwork, networkCases } from './private_network.ts';
import { poison, runDispatch } from './run_kernel.ts';
import { makeTexture, readTexture } from './texture.ts';

for (const shape of networkCases) {
  for (const parts of [
    { inWidth: shape.inWidth, transposed: true },
    { inWidth: shape.inWidth, transposed: false },
    // Sampling takes the features of x only.
    { inWidth: 4, transposed: false },
  ]) {
    testWithDevice(`packs ${JSON.stringify({ ...shape, ...parts })}`, async (device) => {
      const network = makeNetwork(shape);
      const { rows, outputs, texels } = packedSize(network, parts);
      const forward = network.layers.map(({ weightValues, biasValues, inWidth }, i) => ({
        weight: weightValues,
        bias: biasValues,
        stride: inWidth,
        inFeatures: i === 0 ? parts.inWidth : inWidth,
      }));
      const back = network.layers.slice(1).map(({ weightValues, inWidth, outWidth }) => ({
        weight: transposed(weightValues, inWidth),
        bias: new Float32Array(inWidth),
        stride: outWidth,
        inFeatures: outWidth,
      }));
      const layers = [...forward, ...(parts.transposed ? back : [])];
      const expected = layers.flatMap((layer) => packWeights(layer, texels));
      const packed = makeTexture(device, texels, rows, poison(4 * texels * rows));
      const { biases } = await runDispatch(device, {
        stepName: 'Step',
        step: { index: 0 },
        buffers: { weights: network.flat, biases: poison(outputs) },
        add: (builder, buffers) => addPackedWeights(builder, network, { ...buffers, packed }, parts),
      });
      expectClose('packed', await readTexture(device, packed), expected, { atol: 0, rtol: 0 });
      packed.destroy();
      const expectedBiases = network.layers.flatMap(({ biasValues }) => [...biasValues]);
      expectClose('biases', biases, expectedBiases, { atol: 0, rtol: 0 });
    });
  }
}
