import { expect, test } from 'vitest';
import type { LabDevice } from '../../src/gpu/device.ts';
import { type KernelSpec, kernelTable, workgroupSizeOf } from '../../src/gpu/kernel_table.ts';
import { PlanBuilder } from '../../src/gpu/plan.ts';
import { type ModelConfig, type ModelLayout, makeLayout } from '../../src/lab/layout.ts';
import { addBackward, addEmbedding, addForward } from '../../src/lab/network.ts';
import { checkTrainVariant, chooseTrainVariant, type TrainVariant } from '../../src/lab/variant.ts';
import { oddConfig } from './small_model.ts';

// What WebGPU guarantees every adapter.
const mostBindingBytes = 128 * 2 ** 20;
const mostWorkgroups = 65_535;

/** Every combination of the ends of the ranges. */
function* extremes(): Generator<{ config: ModelConfig; batchSize: number }> {
  for (const dataDim of [1, 64])
    for (const fourierFeatures of [0, 16])
      for (const timeFeatures of [2, 256])
        for (const hiddenWidth of [8, 1024])
          for (const hiddenLayers of [1, 8])
            for (const batchSize of [1, 65_536]) {
              const sizes = { dataDim, fourierFeatures, timeFeatures, hiddenWidth, hiddenLayers };
              yield { config: { ...oddConfig(dataDim), ...sizes }, batchSize };
            }
}

const adapters = {
  'a GPU': { isSoftware: false, features: ['subgroups'], subgroupSize: 4, products: 'tiled' },
  'a program': { isSoftware: true, features: [], subgroupSize: 4, products: 'uniform' },
  'a program with wide subgroups': {
    isSoftware: true,
    features: ['subgroups'],
    subgroupSize: 8,
    products: 'uniform',
  },
  SwiftShader: {
    isSoftware: true,
    description: 'SwiftShader Device (Subzero)',
    features: [],
    subgroupSize: 4,
    products: 'stationary',
  },
  'a program with quads': { isSoftware: true, features: ['subgroups'], subgroupSize: 4, products: 'quad' },
} as const;

for (const [kind, { products, features, subgroupSize, ...adapter }] of Object.entries(adapters)) {
  test(`training fits the default limits at the ends of every range, cut for ${kind}`, () => {
    const adapterInfo = { subgroupMinSize: 4, subgroupMaxSize: subgroupSize };
    const device = { features: new Set<string>(features), adapterInfo };
    const lab = { adapter, device } as unknown as LabDevice;
    for (const { config, batchSize } of extremes()) {
      const layout = makeLayout(config);
      const variant = chooseTrainVariant(lab, layout, batchSize);
      const name = JSON.stringify({ ...config, batchSize, ...variant });
      expect(variant.products, name).toBe(products);
      checkTrainVariant(variant, layout);
      for (const [buffer, bytes] of Object.entries(bytesOf(layout, variant))) {
        expect(bytes, `${buffer} of ${name}`).toBeLessThanOrEqual(mostBindingBytes);
      }
      for (const [kernel, workgroups] of workgroupsOf(config, layout, variant)) {
        expect(workgroups, `${kernel} of ${name}`).toBeLessThanOrEqual(mostWorkgroups);
        expect(workgroups, `${kernel} of ${name}`).toBeGreaterThanOrEqual(1);
      }
    }
  });
}

/** Bytes of the largest of each kind of buffer that training makes. */
function bytesOf(layout: ModelLayout, { microBatchRows, gradientSlabs }: TrainVariant) {
  return {
    input: 4 * microBatchRows * (layout.xWidth + layout.timeWidth),
    activations: 4 * microBatchRows * layout.widest,
    output: 4 * microBatchRows * layout.outWidth,
    partialGradients: 4 * gradientSlabs * layout.length,
    parameters: 4 * layout.length,
  };
}

/** Workgroups of each dispatch of a whole micro-batch and of Adam. */
function workgroupsOf(
  config: ModelConfig,
  layout: ModelLayout,
  { products, microBatchRows: rows, gradientSlabs }: TrainVariant,
): readonly (readonly [kernel: string, workgroups: number])[] {
  const builder = new PlanBuilder();
  const buffer = {} as GPUBuffer;
  const each = layout.layers.map(() => buffer);
  const forward = {
    input: buffer,
    outputs: each,
    derivatives: each,
    weights: buffer,
    products,
    unused: buffer,
  };
  addEmbedding(
    builder,
    config,
    layout,
    { x: buffer, timesteps: buffer, timeFeatures: buffer, input: buffer },
    { begin: 0, rows },
  );
  addForward(builder, config, layout, forward, rows);
  const unit = products === 'uniform' ? 16 : 4;
  const slabRows = unit * Math.ceil(rows / gradientSlabs / unit);
  addBackward(
    builder,
    layout,
    { forward, dOutput: buffer, dHidden: [buffer, buffer], partialGradients: buffer },
    { rows, slabRows, accumulate: false },
  );
  return [
    ...builder.requests.map(({ name, threads }) => {
      const spec: KernelSpec = kernelTable[name];
      return [name, Math.ceil(threads / workgroupSizeOf(spec))] as const;
    }),
    ['adam', Math.ceil(layout.length / 4 / workgroupSizeOf(kernelTable.adam))],
  ];
}
