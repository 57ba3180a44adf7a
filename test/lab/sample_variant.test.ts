import { expect, test } from 'vitest';
import { articleMixture } from '../../src/diffusion/mixture.ts';
import type { BufferSet } from '../../src/gpu/buffers.ts';
import type { LabDevice } from '../../src/gpu/device.ts';
import { type KernelSpec, kernelTable, workgroupSizeOf } from '../../src/gpu/kernel_table.ts';
import { PlanBuilder } from '../../src/gpu/plan.ts';
import { mixtureDenoiser, networkDenoiser } from '../../src/lab/denoiser.ts';
import { fuseNetwork } from '../../src/lab/fused_sampling.ts';
import { type ModelConfig, makeLayout } from '../../src/lab/layout.ts';
import type { Model } from '../../src/lab/model.ts';
import { chooseSampleVariant, rowsPerDispatch, sampleVariants } from '../../src/lab/variant.ts';
import { cutRows } from '../../src/lab/walk.ts';
import { oddConfig } from './small_model.ts';

// Which family is chosen where, and that it fits what WebGPU guarantees every adapter.

const mostBindingBytes = 128 * 2 ** 20;
const mostTextureSide = 8192;
const mostWorkgroupBytes = 16_384;
const mostWorkgroups = 65_535;

function fakeLab(isSoftware: boolean, subgroupSize?: number): LabDevice {
  const features = new Set(subgroupSize ? ['subgroups'] : []);
  const adapterInfo = { subgroupMinSize: subgroupSize ?? 4, subgroupMaxSize: subgroupSize ?? 128 };
  const adapter = { isSoftware, vendor: 'google', architecture: 'swiftshader', description: '' };
  return { adapter, device: { features, adapterInfo } } as unknown as LabDevice;
}

function softwareNamed(description: string): LabDevice {
  const lab = fakeLab(true);
  return { ...lab, adapter: { ...lab.adapter, vendor: '', architecture: '', description } };
}

const quads = fakeLab(true, 4);
const withoutQuads = fakeLab(true);
const gpu = fakeLab(false, 32);

function denoiserOf(change: Partial<ModelConfig>) {
  const config = { ...oddConfig(1), ...change };
  const model = { config, layout: makeLayout(config), buffers: {} } as Model;
  return { model, denoiser: networkDenoiser(model) };
}

const familiesOf = (lab: LabDevice, denoiser: Parameters<typeof sampleVariants>[1]) =>
  sampleVariants(lab, denoiser).map(({ family }) => family);

test('a network is sampled by what suits the adapter and its width', () => {
  const usual = denoiserOf({ hiddenWidth: 128, hiddenLayers: 8 }).denoiser;
  expect(familiesOf(quads, usual)).toEqual(['private', 'layered']);
  expect(familiesOf(withoutQuads, usual)).toEqual(['layered']);
  expect(familiesOf(gpu, usual)).toEqual(['workgroup', 'layered']);
  const wide = denoiserOf({ hiddenWidth: 256 }).denoiser;
  expect(familiesOf(quads, wide)).toEqual(['layered']);
  expect(familiesOf(gpu, wide)).toEqual(['workgroup', 'layered']);
  const widest = denoiserOf({ hiddenWidth: 260 }).denoiser;
  expect(familiesOf(gpu, widest)).toEqual(['layered']);
  const manyFeatures = denoiserOf({ dataDim: 64, fourierFeatures: 16 }).denoiser;
  expect(familiesOf(gpu, manyFeatures)).toEqual(['layered']);
});

test('a small network is evaluated whole where uniforms load fastest, where nobody measured it after its layers', () => {
  const mesa = softwareNamed('llvmpipe (LLVM 15.0.6, 256 bits)');
  const small = denoiserOf({ hiddenWidth: 128, hiddenLayers: 3 }).denoiser;
  expect(familiesOf(mesa, small)).toEqual(['whole', 'layered']);
  // Firefox does not name its adapters.
  expect(familiesOf(softwareNamed(''), small)).toEqual(['whole', 'layered']);
  expect(familiesOf(softwareNamed('Microsoft Basic Render Driver'), small)).toEqual(['layered', 'whole']);
  const wide = denoiserOf({ hiddenWidth: 132, hiddenLayers: 3 }).denoiser;
  expect(familiesOf(mesa, wide)).toEqual(['layered']);
  for (const lab of [quads, gpu]) expect(familiesOf(lab, small)).not.toContain('whole');
});

test('the exact denoiser is fused everywhere', () => {
  const options = { predictionType: 'epsilon', mean: 0, standardDeviation: 1 } as const;
  const denoiser = mixtureDenoiser(articleMixture, options);
  for (const lab of [quads, withoutQuads, gpu]) expect(familiesOf(lab, denoiser)[0]).toBe('private');
});

test('fused kernels fit the default limits at the ends of every range', () => {
  for (const dataDim of [1, 64]) {
    for (const fourierFeatures of [0, 2, 16]) {
      for (const hiddenWidth of [8, 12, 100, 128, 136, 256]) {
        for (const hiddenLayers of [1, 8]) {
          const change = { dataDim, fourierFeatures, hiddenWidth, hiddenLayers };
          const { model, denoiser } = denoiserOf(change);
          for (const lab of [quads, gpu]) {
            const { family = 'layered', chunk } = chooseSampleVariant(lab, denoiser.load);
            if (family === 'layered') continue;
            const name = `${family} ${JSON.stringify(change)}`;
            const sizes: number[] = [];
            const sides: number[] = [];
            const set = {
              storage: (_: string, length: number) => sizes.push(4 * length),
              texture: (_: string, ...size: number[]) => sides.push(...size),
            };
            const buffer = {} as GPUBuffer;
            const buffers = { weights: buffer, foldedBias: buffer };
            const fused = fuseNetwork(set as unknown as BufferSet, model, buffers, family);
            const builder = new PlanBuilder(12);
            fused.addPreparation(builder);
            const samples = { table: buffer, x: buffer, x0_history: buffer };
            fused.addRows(builder, samples, { begin: 0, rows: chunk, count: chunk, history: 0, flops: 0 });
            expect(Math.max(...sizes), name).toBeLessThanOrEqual(mostBindingBytes);
            expect(Math.max(0, ...sides), name).toBeLessThanOrEqual(mostTextureSide);
            for (const { name: kernel, threads, constants } of builder.requests) {
              const spec: KernelSpec = kernelTable[kernel];
              expect(Math.ceil(threads / workgroupSizeOf(spec)), name).toBeLessThanOrEqual(mostWorkgroups);
              if (kernel === 'sample_private') {
                expect(
                  Math.max(constants?.WIDTH4 ?? 33, constants?.X_WIDTH4 ?? 33),
                  name,
                ).toBeLessThanOrEqual(32);
              }
              if (kernel === 'sample_workgroup') {
                const { SAMPLES = 0, TILE4 = 0, WIDTH4 = 0, X_WIDTH4 = 0, OUT_WIDTH4 = 0 } = constants ?? {};
                const width4 = Math.max(WIDTH4, X_WIDTH4, OUT_WIDTH4);
                expect(16 * TILE4, name).toBeLessThanOrEqual(mostWorkgroupBytes);
                expect(TILE4, name).toBeGreaterThanOrEqual(SAMPLES * width4);
                expect((SAMPLES / 8) * width4, name).toBeLessThanOrEqual(128);
                expect(SAMPLES % 8, name).toBe(0);
                expect(SAMPLES, name).toBeGreaterThanOrEqual(16);
                expect(SAMPLES, name).toBeLessThanOrEqual(128);
              }
            }
          }
        }
      }
    }
  }
});

test('a dispatch takes more rows of fewer samples, and at least one', () => {
  const { load } = denoiserOf({ hiddenWidth: 128, hiddenLayers: 3 }).denoiser;
  expect(rowsPerDispatch(quads, load, 1)).toBeGreaterThan(10);
  expect(rowsPerDispatch(quads, load, 1)).toBe(rowsPerDispatch(quads, load, 64));
  expect(rowsPerDispatch(quads, load, 65_536)).toBe(1);
  expect(rowsPerDispatch(gpu, load, 4096)).toBeGreaterThan(rowsPerDispatch(gpu, load, 16_384));
});

test('rows are cut into blocks that end where a frame is kept', () => {
  expect(cutRows(9, 3, 4)).toEqual([
    { first: 0, index: 2 },
    { first: 3, index: 3 },
    { first: 4, index: 6 },
    { first: 7, index: 7 },
    { first: 8, index: 8 },
  ]);
  expect(cutRows(5, 256, 5)).toEqual([{ first: 0, index: 4 }]);
});
