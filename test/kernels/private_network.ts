import type { PlanBuilder } from '../../src/gpu/plan.ts';
import { addPackedWeights, type PackedParts, packedSize } from '../../src/lab/packed_weights.ts';
import type { ActivationName } from '../references/linear_forward.ts';
import { poison } from './run_kernel.ts';
import { makeTexture } from './texture.ts';
import { uniformValues } from './values.ts';

// Networks that the tests of the private kernels of training share.

export interface NetworkCase {
  readonly rows: number;
  readonly inWidth: number;
  readonly width: number;
  readonly outWidth: number;
  readonly hiddenLayers: number;
  readonly activation: ActivationName;
}

export const networkCases: readonly NetworkCase[] = [
  { rows: 1, inWidth: 4, width: 4, outWidth: 4, hiddenLayers: 1, activation: 'silu' },
  { rows: 37, inWidth: 12, width: 20, outWidth: 4, hiddenLayers: 2, activation: 'gelu' },
  { rows: 130, inWidth: 36, width: 128, outWidth: 4, hiddenLayers: 3, activation: 'silu' },
  { rows: 100, inWidth: 128, width: 8, outWidth: 64, hiddenLayers: 8, activation: 'relu' },
];

/** A network of such a shape, other numbers between the layers of its flat parameters. */
export function makeNetwork({ inWidth, width, outWidth, hiddenLayers }: NetworkCase) {
  let at = 0;
  const layers = Array.from({ length: hiddenLayers + 1 }, (_, i) => {
    const inputs = i === 0 ? inWidth : width;
    const outputs = i === hiddenLayers ? outWidth : width;
    const bound = 1.5 / Math.sqrt(inputs);
    const layer = {
      inWidth: inputs,
      outWidth: outputs,
      weightValues: uniformValues(outputs * inputs, 10 + i, bound),
      biasValues: uniformValues(outputs, 30 + i, 0.5),
      weight: at,
      bias: at + outputs * inputs,
    };
    at = layer.bias + outputs + 8;
    return layer;
  });
  const flat = poison(at);
  for (const { weight, weightValues, bias, biasValues } of layers) {
    flat.set(weightValues, weight);
    flat.set(biasValues, bias);
  }
  const reference = layers.map(({ weightValues, biasValues }) => ({
    weight: weightValues,
    bias: biasValues,
  }));
  return { layers, outWidth, flat, reference };
}

type Network = ReturnType<typeof makeNetwork>;

/** Weights for both ways. */
export function partsOf({ layers }: Network): PackedParts {
  return { inWidth: layers[0]?.inWidth ?? 0, transposed: true };
}

/** A texture for the network's packed weights, and the number of biases. */
export function makePacked(device: GPUDevice, network: Network) {
  const { rows, outputs, texels } = packedSize(network, partsOf(network));
  return { packed: makeTexture(device, texels, rows, poison(4 * texels * rows)), outputs };
}

/** Adds the dispatch that packs a network's weights. */
export function addPacking(
  builder: PlanBuilder,
  network: Network,
  buffers: { readonly weights: GPUBuffer; readonly packed: GPUTexture; readonly biases: GPUBuffer },
): void {
  addPackedWeights(builder, network, buffers, partsOf(network));
}
