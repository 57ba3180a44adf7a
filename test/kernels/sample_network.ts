import type { SamplerRow } from '../../src/diffusion/samplers/rows.ts';
import { BufferSet } from '../../src/gpu/buffers.ts';
import { fuseNetwork } from '../../src/lab/fused_sampling.ts';
import { type LayerLayout, type ModelConfig, makeLayout } from '../../src/lab/layout.ts';
import type { SampleFamily } from '../../src/lab/variant.ts';
import { sampleTable } from '../../src/lab/walk.ts';
import { testWithDevice } from '../device.ts';
import { samplePrivate } from '../references/sample_private.ts';
import { expectClose } from './close.ts';
import { asLab, runDispatch } from './run_kernel.ts';
import { normalTolerance, uniformValues } from './values.ts';

// The tests that every kernel which fuses a network with a sampler's updates must pass.

interface Case {
  readonly numSamples: number;
  readonly hiddenWidth: number;
  readonly hiddenLayers: number;
  readonly dataDim?: number;
  readonly fourierFeatures?: number;
  readonly activation?: ModelConfig['activation'];
  readonly history?: 0 | 1 | 2;
  /** Rows of the table that the dispatch applies. */
  readonly first?: number;
  readonly index?: number;
  /** The part of the samples that it walks. */
  readonly begin?: number;
  readonly rows?: number;
  readonly clip?: number;
  readonly cZ?: number;
}

const cases: readonly Case[] = [
  { numSamples: 1, hiddenWidth: 8, hiddenLayers: 1 },
  { numSamples: 37, hiddenWidth: 8, hiddenLayers: 2, fourierFeatures: 2, activation: 'relu', history: 1 },
  { numSamples: 1000, hiddenWidth: 48, hiddenLayers: 3, activation: 'gelu', begin: 300, rows: 607 },
  { numSamples: 37, hiddenWidth: 100, hiddenLayers: 4, fourierFeatures: 5, history: 2, first: 1 },
  { numSamples: 70, hiddenWidth: 128, hiddenLayers: 3, first: 2, index: 2, cZ: 0 },
  { numSamples: 50, hiddenWidth: 21, hiddenLayers: 2, dataDim: 3, fourierFeatures: 2, history: 2, clip: 0.7 },
  { numSamples: 9, hiddenWidth: 64, hiddenLayers: 8, dataDim: 2, activation: 'gelu' },
  { numSamples: 5, hiddenWidth: 12, hiddenLayers: 1, dataDim: 64, clip: 2 },
];

export function testSampleNetwork(family: SampleFamily): void {
  for (const each of cases) {
    testWithDevice(`walks ${JSON.stringify(each)}`, async (device) => {
      const { numSamples, dataDim = 1, history = 0, first = 0, index = 3, begin = 0 } = each;
      const { rows = numSamples - begin, activation = 'silu', fourierFeatures = 0 } = each;
      const config: ModelConfig = {
        dataDim,
        hiddenWidth: each.hiddenWidth,
        hiddenLayers: each.hiddenLayers,
        activation,
        timeConditioning: 'timestep',
        timeFeatures: 6,
        fourierFeatures,
        fourierBase: 1.3,
        predictionType: 'epsilon',
      };
      const layout = makeLayout(config);
      const width = (layout.layers[0] as LayerLayout).outWidth;
      const flat = new Float32Array(layout.length);
      const layers = layout.layers.map((layer, i) => {
        const inFeatures = i === 0 ? layout.xFeatures : layer.inFeatures;
        const weight = uniformValues(layer.outFeatures * inFeatures, 10 + i, 1.5 / Math.sqrt(inFeatures));
        const bias = uniformValues(layer.outFeatures, 30 + i, 0.5);
        for (let out = 0; out < layer.outFeatures; out++) {
          const row = weight.subarray(out * inFeatures, (out + 1) * inFeatures);
          flat.set(row, layer.weight + out * layer.inWidth);
        }
        flat.set(bias, layer.bias);
        return { weight, bias };
      });
      const table = [0, 1, 2, 3].map((i) => makeRow(i, each));
      const foldedBias = table.map((_, i) => uniformValues(each.hiddenWidth, 50 + i, 0.5));
      const folded = new Float32Array(table.length * width);
      foldedBias.forEach((bias, i) => {
        folded.set(bias, i * width);
      });
      const seed = 77;
      const x = uniformValues(numSamples * dataDim, 1, 2);
      const older = [uniformValues(x.length, 3), uniformValues(x.length, 4)] as const;
      const expected = samplePrivate({
        ...config,
        rows: table,
        first,
        index,
        seed,
        fourierBase: config.fourierBase / (2 * Math.PI),
        layers,
        foldedBias,
        x: Float64Array.from(x),
        x0Prev1: Float64Array.from(older[0]),
        x0Prev2: Float64Array.from(older[1]),
      });
      const set = new BufferSet(asLab(device), 'network');
      const model = { config, layout };
      const actual = await runDispatch(device, {
        stepName: 'SampleBlock',
        step: { first, index },
        buffers: {
          weights: flat,
          folded,
          table: sampleTable(table, seed),
          x,
          x0_history: Float32Array.from(older.slice(0, history).flatMap((values) => [...values])),
        },
        add(builder, { weights, folded: foldedBiases, ...buffers }) {
          const fused = fuseNetwork(set, model, { weights, foldedBias: foldedBiases }, family);
          fused.addPreparation(builder);
          fused.addRows(builder, buffers, { begin, rows, count: numSamples, history, flops: 0 });
        },
      });
      set.destroy();
      // Outside the part everything stays as it was.
      const part = (before: Float32Array, after: Float64Array) =>
        Float64Array.from(before, (value, i) => {
          const sample = Math.floor(i / dataDim);
          return sample >= begin && sample < begin + rows ? (after[i] as number) : value;
        });
      // Sums of up to 128 products of numbers up to 5, four layers deep or eight, and the noise; a row passes an error on
      // with a factor of 2 at most.
      const noise = each.cZ === 0 ? 0 : (normalTolerance(4 * x.length).atol as number);
      const atol = 2e-5 + 2 * noise;
      expectClose('x', actual.x, part(x, expected.x), { atol, rtol: 1e-5 });
      const histories = [part(older[0], expected.x0Prev1), part(older[1], expected.x0Prev2)];
      const flatHistory = histories.slice(0, history).flatMap((values) => [...values]);
      expectClose('x0_history', actual.x0_history, flatHistory, { atol, rtol: 1e-5 });
    });
  }
}

/** Coefficients that are all different and of the size that samplers have. */
function makeRow(i: number, { history = 0, clip = Number.POSITIVE_INFINITY, cZ = 0.23 }: Case): SamplerRow {
  return {
    t: 100 * i,
    sqrtAlphaCumprod: 0.8,
    sqrtOneMinusAlphaCumprod: 0.6,
    aX: 0.85 + 0.1 * i,
    aOut: -0.75,
    cX: 0.6 - 0.05 * i,
    cOut: -0.35 + 0.1 * i,
    c0: 0.4,
    c1: history > 0 ? 0.31 : 0,
    c2: history > 1 ? -0.17 : 0,
    cZ,
    clip,
  };
}
