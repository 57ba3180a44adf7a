import { gradientScale } from '../../src/lab/workgroup_training.ts';
import { testWithDevice } from '../device.ts';
import { weightGradients } from '../references/weight_gradients.ts';
import { expectClose, float32Eps } from './close.ts';
import { nearestHalf, packHalves } from './halves.ts';
import { poison, runKernel } from './run_kernel.ts';
import { uniformValues } from './values.ts';

// The numbers that it sums have been through memory as float32 or as halves: two kernels, which pass the same tests.

const cases = [
  { rows: 1, slabRows: 8, inWidth: 12, width: 8, outWidth: 4, hiddenLayers: 1 },
  { rows: 37, slabRows: 16, inWidth: 20, width: 48, outWidth: 8, hiddenLayers: 2, accumulate: true },
  { rows: 1000, slabRows: 344, inWidth: 36, width: 100, outWidth: 4, hiddenLayers: 3 },
  { rows: 50, slabRows: 64, inWidth: 8, width: 8, outWidth: 64, hiddenLayers: 2 },
] as const;
/** Rows of a partial loss. */
const lossRows = 8;
/** What lies between the layers in the flat gradient. */
const gap = 8;

export function testWeightGradients(kernel: 'weight_gradients' | 'weight_gradients_half'): void {
  const half = kernel === 'weight_gradients_half';
  for (const each of cases) {
    testWithDevice(`gradients of all layers: ${JSON.stringify(each)}`, async (device) => {
      const { rows, slabRows, inWidth, width, outWidth, hiddenLayers } = each;
      const accumulate = 'accumulate' in each;
      const slabs = Math.ceil(rows / slabRows);
      const room = rows + 3;
      const widths = [inWidth, ...Array<number>(hiddenLayers).fill(width), outWidth];
      const scale = gradientScale(rows);
      // Halves, so that the reference starts from the very same numbers.
      const stored = (values: Float32Array, factor = 1) =>
        half ? values.map((value) => nearestHalf(factor * value) / factor) : values;
      const upload = (values: readonly number[], factor = 1) =>
        half ? packHalves(values.map((value) => factor * value)) : Float32Array.from(values);
      const layers = widths.slice(1).map((outFeatures, i) => ({
        inFeatures: widths[i] as number,
        outFeatures,
        input: stored(uniformValues(room * (widths[i] as number), i)),
        // As in training, where the loss is a mean over the rows.
        dOutput: stored(uniformValues(room * outFeatures, 10 + i, 1 / rows), scale),
      }));
      const parameters = layers.reduce(
        (sum, layer) => sum + (layer.inFeatures + 1) * layer.outFeatures + gap,
        0,
      );
      const partialLosses = uniformValues(Math.ceil(rows / lossRows), 30);
      const beforeGradients = accumulate ? uniformValues(slabs * parameters, 31) : poison(slabs * parameters);
      const beforeLosses = accumulate ? uniformValues(slabs, 32) : poison(slabs);
      const untouched = Array<number>(gap).fill(accumulate ? 0 : Number.NaN);
      const expected: number[] = [];
      const losses: number[] = [];
      for (let slab = 0; slab < slabs; slab++) {
        const [first, end] = [slab * slabRows, Math.min(rows, (slab + 1) * slabRows)];
        const parts = layers.map(({ inFeatures, outFeatures, input, dOutput }) => ({
          outFeatures,
          input: input.subarray(first * inFeatures, end * inFeatures),
          dOutput: dOutput.subarray(first * outFeatures, end * outFeatures),
        }));
        const gradients = weightGradients(parts);
        expected.push(...gradients.flatMap(({ dWeight, dBias }) => [...dWeight, ...dBias, ...untouched]));
        const part = partialLosses.slice(first / lossRows, Math.ceil(end / lossRows));
        losses.push(part.reduce((sum, loss) => sum + loss));
      }
      const added = (before: Float32Array) => (value: number, i: number) =>
        value + (accumulate ? (before[i] as number) : 0);
      const tiles = layers.map(
        ({ inFeatures, outFeatures }) => Math.ceil(outFeatures / 16) * Math.ceil(inFeatures / 8),
      );
      const actual = await runKernel(device, kernel, {
        args: {
          rows,
          room,
          slab_rows: slabRows,
          slabs,
          in_width4: inWidth / 4,
          width4: width / 4,
          out_width4: outWidth / 4,
          hidden_layers: hiddenLayers,
          second_weight: (width * (inWidth + 1) + gap) / 4,
          next_weight: (width * (width + 1) + gap) / 4,
          parameters4: parameters / 4,
          slab_losses: slabRows / lossRows,
          losses: partialLosses.length,
          accumulate: accumulate ? 1 : 0,
        },
        buffers: {
          activations: upload(layers.flatMap(({ input }) => [...input])),
          d_outputs: upload(
            layers.flatMap(({ dOutput }) => [...dOutput]),
            scale,
          ),
          partial_losses: partialLosses,
          partial_gradients: beforeGradients,
          losses: beforeLosses,
        },
        ...(half && { constants: { GRADIENT_SCALE: scale } }),
        threads: slabs * tiles.reduce((sum, count) => sum + count),
      });
      // A float32 sum of n products: at most n eps times the largest partial sum, about 2 sqrt(n) / rows; what is added
      // to lies within 1.
      const atol = (2 * slabRows ** 1.5 * float32Eps) / rows + (accumulate ? 2 * float32Eps : 0);
      expectClose('partial_gradients', actual.partial_gradients, expected.map(added(beforeGradients)), {
        atol,
        rtol: 1e-6,
      });
      expectClose('losses', actual.losses, losses.map(added(beforeLosses)), {
        atol: 2 * (slabRows / lossRows) ** 1.5 * float32Eps + 2 * float32Eps,
        rtol: 1e-6,
      });
    });
  }
}
