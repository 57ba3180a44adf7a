import { requireInteger, requireNumber, requirePositive } from '../diffusion/checks.ts';
import { philox4x32, stream, unitUniform } from '../diffusion/random.ts';
import type { Schedule } from '../diffusion/schedule.ts';
import { buildWithBuffers, checked, readFloats } from '../gpu/buffers.ts';
import type { LabDevice } from '../gpu/device.ts';
import { inputColumn, type LayerLayout, type ModelConfig, type ModelLayout, makeLayout } from './layout.ts';

/** A named array in row-major order, as PyTorch's state_dict holds it. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** The weights as training left them, or their moving average. */
export type WeightSet = 'raw' | 'ema';

export interface ModelOptions {
  readonly seed: number;
  /** The noise that the model is for: it says what t means. */
  readonly schedule: Schedule;
  /** [D]: the data is shifted and scaled by these before the network sees it. */
  readonly mean: readonly number[];
  readonly standardDeviation: readonly number[];
}

/** A denoiser's weights on the GPU, and what its inputs and outputs mean. */
export interface Model {
  readonly config: ModelConfig;
  readonly layout: ModelLayout;
  readonly schedule: Schedule;
  readonly mean: readonly number[];
  readonly standardDeviation: readonly number[];
  readonly numParameters: number;
  /** The flat parameters, [layout.length]. */
  readonly buffers: Readonly<Record<WeightSet, GPUBuffer>>;
  /** `layers.0.weight` [out, in], `layers.0.bias` [out], …: without padding, as torch.nn.Linear has them. */
  readWeights(set: WeightSet): Promise<NamedTensor[]>;
  /** Sets raw weights and moving average alike. Throws a RangeError that names a missing or misshapen tensor. */
  writeWeights(tensors: readonly NamedTensor[]): void;
  destroy(): void;
}

/**
 * Creates a model with torch.nn.Linear's default weights: uniform within +-1/sqrt(inFeatures), from `seed`.
 *
 * @throws RangeError for a configuration out of range, LimitError when the adapter has too little memory.
 */
export async function createModel(
  lab: LabDevice,
  config: ModelConfig,
  options: ModelOptions,
): Promise<Model> {
  const layout = makeLayout(config);
  requireInteger('seed', options.seed, 0, 2 ** 32 - 1);
  const { schedule, mean, standardDeviation } = options;
  if (mean.length !== config.dataDim || standardDeviation.length !== config.dataDim) {
    throw new RangeError(
      `mean and standardDeviation must have dataDim = ${config.dataDim} numbers, got ${mean.length} and ${standardDeviation.length}.`,
    );
  }
  for (const sd of standardDeviation) requirePositive('standardDeviation', sd);
  for (const m of mean) requireNumber('mean', m, -1e30, 1e30);
  const initial = await initialWeights(layout, options.seed);
  return buildWithBuffers(lab, 'The model', async (set) => {
    const buffers = await checked(lab, set, 'The model', () => ({
      raw: set.storageFrom('weights', initial, { windows: true }),
      ema: set.storageFrom('ema weights', initial, { windows: true }),
    }));
    return {
      config,
      layout,
      schedule,
      mean,
      standardDeviation,
      numParameters: layout.numParameters,
      buffers,
      async readWeights(which) {
        set.assertUsable();
        return unpack(layout, await readFloats(lab, buffers[which], layout.length));
      },
      writeWeights(tensors) {
        set.assertUsable();
        const flat = pack(layout, tensors);
        for (const buffer of Object.values(buffers)) lab.device.queue.writeBuffer(buffer, 0, flat);
      },
      destroy: () => set.destroy(),
    };
  });
}

/** Parameters between two pauses while weights are drawn, so that a page stays alive. */
const weightsPerPause = 2 ** 18;

async function initialWeights(layout: ModelLayout, seed: number): Promise<Float32Array<ArrayBuffer>> {
  const flat = new Float32Array(layout.length);
  let sincePause = 0;
  for (const [index, layer] of layout.layers.entries()) {
    const bound = 1 / Math.sqrt(layer.inFeatures);
    let words = philox4x32([0, index, stream.weights, 0], [seed >>> 0, 0]);
    const draw = (counter: number): number => {
      if ((counter & 3) === 0) words = philox4x32([counter >>> 2, index, stream.weights, 0], [seed >>> 0, 0]);
      return bound * (2 * unitUniform(words[counter & 3] as number) - 1);
    };
    let drawn = 0;
    for (let out = 0; out < layer.outFeatures; out++) {
      for (let feature = 0; feature < layer.inFeatures; feature++) {
        const at = layer.weight + out * layer.inWidth + inputColumn(layout, index, feature);
        flat[at] = draw(drawn++);
      }
      flat[layer.bias + out] = draw(drawn++);
      sincePause += layer.inFeatures;
      if (sincePause >= weightsPerPause) {
        sincePause = 0;
        await new Promise<void>((resolve) => setTimeout(resolve));
      }
    }
  }
  return flat;
}

function tensorNames(index: number): { weight: string; bias: string } {
  return { weight: `layers.${index}.weight`, bias: `layers.${index}.bias` };
}

/** The tensors of flat parameters, without their padding. */
export function unpack(layout: ModelLayout, flat: Float32Array<ArrayBuffer>): NamedTensor[] {
  return layout.layers.flatMap((layer, index) => {
    const weight = new Float32Array(layer.outFeatures * layer.inFeatures);
    forEachWeight(layout, index, layer, (at, i) => {
      weight[i] = flat[at] as number;
    });
    const names = tensorNames(index);
    return [
      { name: names.weight, shape: [layer.outFeatures, layer.inFeatures], data: weight },
      {
        name: names.bias,
        shape: [layer.outFeatures],
        data: flat.slice(layer.bias, layer.bias + layer.outFeatures),
      },
    ];
  });
}

function pack(layout: ModelLayout, tensors: readonly NamedTensor[]): Float32Array<ArrayBuffer> {
  const flat = new Float32Array(layout.length);
  const find = (name: string, shape: readonly number[]): Float32Array => {
    const tensor = tensors.find((candidate) => candidate.name === name);
    const length = shape.reduce((product, size) => product * size, 1);
    if (!tensor)
      throw new RangeError(`The tensor ${name} is missing; the model needs it with shape [${shape}].`);
    if (String(tensor.shape) !== String(shape)) {
      throw new RangeError(`The tensor ${name} must have shape [${shape}], got [${tensor.shape}].`);
    }
    if (tensor.data.length !== length) {
      throw new RangeError(`The tensor ${name} must hold ${length} numbers, got ${tensor.data.length}.`);
    }
    return tensor.data;
  };
  for (const [index, layer] of layout.layers.entries()) {
    const names = tensorNames(index);
    const weight = find(names.weight, [layer.outFeatures, layer.inFeatures]);
    forEachWeight(layout, index, layer, (at, i) => {
      flat[at] = weight[i] as number;
    });
    flat.set(find(names.bias, [layer.outFeatures]), layer.bias);
  }
  return flat;
}

/** Visits a layer's weights: where each stands in the flat parameters, and in torch's [out, in]. */
function forEachWeight(
  layout: ModelLayout,
  index: number,
  layer: LayerLayout,
  visit: (flatIndex: number, torchIndex: number) => void,
): void {
  for (let out = 0; out < layer.outFeatures; out++) {
    for (let feature = 0; feature < layer.inFeatures; feature++) {
      const at = layer.weight + out * layer.inWidth + inputColumn(layout, index, feature);
      visit(at, out * layer.inFeatures + feature);
    }
  }
}
