import { expect, test } from 'vitest';
import type { BufferSet } from '../../src/gpu/buffers.ts';
import type { LabDevice } from '../../src/gpu/device.ts';
import { kernelTable, workgroupSizeOf } from '../../src/gpu/kernel_table.ts';
import { PlanBuilder } from '../../src/gpu/plan.ts';
import { layeredTraining } from '../../src/lab/layered_training.ts';
import { type ModelConfig, type ModelLayout, makeLayout } from '../../src/lab/layout.ts';
import type { Model } from '../../src/lab/model.ts';
import { presets } from '../../src/lab/presets.ts';
import { privateTraining } from '../../src/lab/private_training.ts';
import type { TrainBuffers } from '../../src/lab/training_buffers.ts';
import {
  checkTrainVariant,
  chooseTrainVariant,
  type TrainVariant,
  trainVariants,
} from '../../src/lab/variant.ts';
import { isNamed, variantName } from '../../src/lab/variant_name.ts';
import { workgroupRows } from '../../src/lab/workgroup_rows.ts';
import { gradientScale, workgroupTraining } from '../../src/lab/workgroup_training.ts';
import { oddConfig, schedule, trainConfig } from './small_model.ts';

// What WebGPU guarantees every adapter.
const mostBindingBytes = 128 * 2 ** 20;
const mostWorkgroups = 65_535;
const mostTextureSide = 8192;
const guaranteedUniforms = 12;
/** As many as lavapipe has. */
const moreUniforms = 15;
const limitsOf = (uniforms: number) => ({ maxUniformBuffersPerShaderStage: uniforms });

const trainingOf = { layered: layeredTraining, private: privateTraining, workgroup: workgroupTraining };

/** Every combination of the ends of the ranges. */
function* extremes(): Generator<{ config: ModelConfig; batchSize: number }> {
  // With 32 a layer's rows are a little longer than a window holds 16 of.
  for (const dataDim of [1, 32, 64])
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

const cuts = Object.entries(adapters).flatMap(([kind, adapter]) =>
  (adapter.products === 'uniform' ? [guaranteedUniforms, moreUniforms] : [guaranteedUniforms]).map(
    (uniforms) => ({ kind, uniforms, ...adapter }),
  ),
);

for (const { kind, uniforms, products, features, subgroupSize, ...adapter } of cuts) {
  test(`training fits the default limits at the ends of every range, cut for ${kind}, ${uniforms} uniforms`, () => {
    const adapterInfo = { subgroupMinSize: 4, subgroupMaxSize: subgroupSize };
    const limits = limitsOf(uniforms);
    const device = { features: new Set<string>(features), adapterInfo, limits };
    const lab = { adapter, device } as unknown as LabDevice;
    for (const { config, batchSize } of extremes()) {
      const layout = makeLayout(config);
      const accurate = trainVariants(lab, layout, batchSize);
      expect(accurate.some(({ storage = 'float32' }) => storage !== 'float32')).toBe(false);
      expect(chooseTrainVariant(lab, layout, batchSize)).toEqual(accurate[0]);
      // Where halves are allowed they come last, so that they are never the choice of who does not measure.
      const variants = trainVariants(lab, layout, batchSize, { half: true });
      expect(variants.slice(0, accurate.length)).toEqual(accurate);
      const halves = accurate.filter(({ family }) => family === 'workgroup');
      expect(variants.slice(accurate.length)).toEqual(halves.map((each) => ({ ...each, storage: 'half' })));
      for (const variant of variants) {
        const name = JSON.stringify({ ...config, batchSize, ...variant });
        checkTrainVariant(variant, layout);
        const { bytes, requests } = describe(config, layout, variant, { batchSize, uniforms });
        expect(variant.gradientSlabs, name).toBeLessThanOrEqual(Math.max(128, variant.microBatchRows / 64));
        for (const [buffer, size] of bytes) {
          expect(size, `${buffer} of ${name}`).toBeLessThanOrEqual(mostBindingBytes);
        }
        for (const { name: kernel, threads } of requests) {
          const workgroups = Math.ceil(threads / workgroupSizeOf(kernelTable[kernel]));
          expect(workgroups, `${kernel} of ${name}`).toBeLessThanOrEqual(mostWorkgroups);
          expect(workgroups, `${kernel} of ${name}`).toBeGreaterThanOrEqual(1);
        }
      }
      const layered = variants.find(({ family }) => family === 'layered');
      expect(layered?.products).toBe(products);
      const fused = workgroupRows(layout) !== undefined;
      const first = fused && !adapter.isSoftware ? 'workgroup' : 'layered';
      const hasPrivate = products === 'quad' && layout.widest <= 128;
      expect(variants.some(({ family }) => family === 'private')).toBe(hasPrivate);
      expect(variants[0]?.family).toBe(hasPrivate && batchSize >= 128 ? 'private' : first);
    }
  });
}

test.each([
  ['half', 'workgroup tiled half 32'],
  ['workgroup', 'workgroup tiled 32'],
  ['workgroup-half-8', 'workgroup tiled half 8'],
  ['tiled', 'workgroup tiled 32'],
  ['layered', 'layered tiled'],
  ['quad', undefined],
])('on a GPU the word %s pins %s', (word, name) => {
  const { isSoftware, features } = adapters['a GPU'];
  const device = { features: new Set<string>(features), limits: limitsOf(guaranteedUniforms) };
  const lab = { adapter: { isSoftware }, device } as unknown as LabDevice;
  const variants = trainVariants(lab, makeLayout(presets.default.model), 4096, { half: true });
  const variant = variants.find((each) => isNamed(each, word));
  expect(variant && variantName(variant)).toBe(name);
});

test('an error of 1 counts 8 to 16 as a half, whatever the mean is taken over', () => {
  for (const count of [1, 3, 64, 1000, 4096, 65_536 * 64]) {
    const scale = gradientScale(count);
    expect(Math.log2(scale) % 1).toBe(0);
    expect((2 * scale) / count).toBeGreaterThan(8);
    expect((2 * scale) / count).toBeLessThanOrEqual(16);
  }
});

test('the default network and that of the benchmark fit a workgroup', () => {
  expect(workgroupRows(makeLayout(presets.default.model))).toBe(64);
  const wide = { ...oddConfig(1), hiddenWidth: 128, timeFeatures: 32, fourierFeatures: 0 };
  expect(workgroupRows(makeLayout(wide))).toBe(32);
  expect(workgroupRows(makeLayout({ ...wide, hiddenWidth: 1024 }))).toBeUndefined();
});

test.each(
  [1264, 1888, 3136, 4096].flatMap((batchSize) =>
    [guaranteedUniforms, moreUniforms].map((uniforms) => ({ batchSize, uniforms })),
  ),
)('a slab of $batchSize rows takes one dispatch a layer of $uniforms uniforms', ({ batchSize, uniforms }) => {
  const { isSoftware, features } = adapters['a program'];
  const device = { features: new Set<string>(features), limits: limitsOf(uniforms) };
  const lab = { adapter: { isSoftware }, device } as unknown as LabDevice;
  const config = {
    ...oddConfig(1),
    hiddenWidth: 128,
    hiddenLayers: 3,
    timeFeatures: 32,
    fourierFeatures: 0,
  };
  const layout = makeLayout(config);
  const variant = chooseTrainVariant(lab, layout, batchSize);
  const { requests } = describe(config, layout, variant, { batchSize, uniforms });
  const products = requests.filter(({ name }) => name === 'linear_backward_weight_uniform');
  expect(products).toHaveLength(variant.gradientSlabs * layout.layers.length);
});

/** The buffers and dispatches of one micro-batch and of what follows the last. */
function describe(
  config: ModelConfig,
  layout: ModelLayout,
  variant: TrainVariant,
  { batchSize, uniforms }: { readonly batchSize: number; readonly uniforms: number },
) {
  const bytes = new Map<string, number>();
  const set = {
    storage(label: string, length: number) {
      bytes.set(label, 4 * length);
      return {} as GPUBuffer;
    },
    texture(label: string, width: number, height: number) {
      expect(Math.max(width, height), label).toBeLessThanOrEqual(mostTextureSide);
      return { width, height } as GPUTexture;
    },
  } as BufferSet;
  const shared = {
    ...({} as TrainBuffers),
    partialGradients: set.storage('partial gradients', variant.gradientSlabs * layout.length),
  };
  const options = {
    model: { config, layout, schedule, buffers: {} } as Model,
    data: new Float32Array(config.dataDim),
    config: { ...trainConfig, batchSize: Math.min(batchSize, variant.microBatchRows) },
  };
  const builder = new PlanBuilder(uniforms);
  trainingOf[variant.family ?? 'layered'](set, options, variant, shared)(builder);
  return { bytes, requests: builder.requests };
}
