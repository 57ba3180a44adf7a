import type { Products } from '../../src/lab/adapter_traits.ts';
import { activationCodes } from '../../src/lab/layout.ts';
import { addLinearBackwardInput, addLinearBackwardWeight, addLinearForward } from '../../src/lab/products.ts';
import { testWithDevice } from '../device.ts';
import { linearBackwardInput } from '../references/linear_backward_input.ts';
import { linearBackwardWeight } from '../references/linear_backward_weight.ts';
import { type ActivationName, linearForward } from '../references/linear_forward.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runDispatch } from './run_kernel.ts';
import { uniformValues } from './values.ts';

// The three matrix products of a layer are each computed by several kernels, which pass the same tests.

interface LayerCase {
  readonly rows: number;
  readonly inWidth: number;
  readonly outWidth: number;
}

const layerCases: readonly (LayerCase & { readonly activation: ActivationName })[] = [
  { rows: 1, inWidth: 4, outWidth: 4, activation: 'identity' },
  { rows: 37, inWidth: 8, outWidth: 48, activation: 'silu' },
  { rows: 1000, inWidth: 48, outWidth: 100, activation: 'gelu' },
  { rows: 41, inWidth: 100, outWidth: 20, activation: 'relu' },
  { rows: 1000, inWidth: 100, outWidth: 4, activation: 'identity' },
  { rows: 37, inWidth: 132, outWidth: 8, activation: 'silu' },
  { rows: 9, inWidth: 1024, outWidth: 1024, activation: 'silu' },
  // More rows than the windows of a dispatch hold.
  { rows: 2100, inWidth: 100, outWidth: 4, activation: 'relu' },
];

export function testLinearForward(products: Products, as = (device: GPUDevice) => device): void {
  for (const each of layerCases) {
    const { rows, inWidth, outWidth, activation } = each;
    testWithDevice(`a layer: ${JSON.stringify(each)}`, async (device) => {
      // Weights as they are at first: pre-activations of about 1.
      const bound = 1 / Math.sqrt(inWidth);
      const input = uniformValues(rows * inWidth, 1, 2);
      const weight = uniformValues(outWidth * inWidth, 2, bound);
      const bias = uniformValues(outWidth, 3, bound);
      const expected = linearForward({ input, weight, bias, activation });
      // The layer stands in the middle of the flat parameters.
      const weightAt = 12;
      const biasAt = weightAt + weight.length;
      const weights = poison(biasAt + outWidth + 8);
      weights.set(weight, weightAt);
      weights.set(bias, biasAt);
      const args = {
        rows,
        in_width4: inWidth / 4,
        out_width4: outWidth / 4,
        weight: weightAt / 4,
        weight_stride4: inWidth / 4,
        bias: biasAt / 4,
        bias_step4: 0,
      };
      const constants = { ACTIVATION: activationCodes[activation], STORE_DERIVATIVE: 1 };
      const actual = await runDispatch(as(device), {
        stepName: 'Step',
        step: { index: 7 },
        buffers: {
          input,
          weights,
          biases: weights,
          output: poison(rows * outWidth),
          derivative: poison(rows * outWidth),
        },
        add: (builder, buffers) => addLinearForward(builder, products, { args, buffers, constants }),
      });
      expectClose('output', actual.output, expected.output, forwardTolerance(inWidth));
      // A pre-activation may be rounded to the other side of ReLU's kink, but none of these is that near.
      expectClose('derivative', actual.derivative, expected.derivative, forwardTolerance(inWidth));
    });
  }

  testWithDevice(
    'part of the weight’s columns, a bias for each step: the folded first layer',
    async (device) => {
      const [rows, inWidth, stride, outWidth, steps, index] = [37, 8, 44, 20, 9, 7];
      const input = uniformValues(rows * inWidth, 1);
      const weight = uniformValues(outWidth * inWidth, 2, 0.4);
      const biases = uniformValues(steps * outWidth, 3);
      const firstColumn = 16;
      const weights = poison(firstColumn + outWidth * stride);
      for (let out = 0; out < outWidth; out++) {
        weights.set(weight.subarray(out * inWidth, (out + 1) * inWidth), firstColumn + out * stride);
      }
      const bias = biases.subarray(index * outWidth, (index + 1) * outWidth);
      const expected = linearForward({ input, weight, bias, activation: 'silu' });
      const args = {
        rows,
        in_width4: inWidth / 4,
        out_width4: outWidth / 4,
        weight: firstColumn / 4,
        weight_stride4: stride / 4,
        bias: 0,
        bias_step4: outWidth / 4,
      };
      const constants = { ACTIVATION: activationCodes.silu, STORE_DERIVATIVE: 0 };
      const actual = await runDispatch(as(device), {
        stepName: 'Step',
        step: { index },
        buffers: {
          input,
          weights,
          biases,
          output: poison(rows * outWidth),
          derivative: poison(rows * outWidth),
        },
        add: (builder, buffers) => addLinearForward(builder, products, { args, buffers, constants }),
      });
      expectClose('output', actual.output, expected.output, forwardTolerance(inWidth));
      const untouched = poison(rows * outWidth);
      expectClose('derivative, not wanted', actual.derivative, untouched, { atol: 0, rtol: 0 });
    },
  );
}

/**
 * A float32 sum of k products has an error of at most k eps times its largest partial sum, here about 3; the activation
 * adds some ulp, and its slope is at most 1.13.
 */
function forwardTolerance(inWidth: number) {
  return { atol: 1e-6 + 3 * inWidth * float32Eps, rtol: 1e-6 };
}

const weightCases: readonly (LayerCase & { readonly slabRows: number; readonly accumulate?: boolean })[] = [
  { rows: 1, inWidth: 4, outWidth: 4, slabRows: 4 },
  { rows: 37, inWidth: 8, outWidth: 48, slabRows: 12 },
  { rows: 37, inWidth: 20, outWidth: 8, slabRows: 5, accumulate: true },
  { rows: 1000, inWidth: 48, outWidth: 100, slabRows: 136 },
  { rows: 1000, inWidth: 100, outWidth: 4, slabRows: 1000, accumulate: true },
  { rows: 50, inWidth: 12, outWidth: 20, slabRows: 16 },
  { rows: 6, inWidth: 1024, outWidth: 1024, slabRows: 4 },
];

export function testLinearBackwardWeight(products: Products, as = (device: GPUDevice) => device): void {
  for (const each of weightCases) {
    testWithDevice(`partial gradients: ${JSON.stringify(each)}`, async (device) => {
      const { rows, inWidth, outWidth, slabRows, accumulate = false } = each;
      const slabs = Math.ceil(rows / slabRows);
      const input = uniformValues(rows * inWidth, 1);
      // As in training, where the loss is a mean over the rows.
      const dOutput = uniformValues(rows * outWidth, 2, 1 / rows);
      // The layer stands in the middle of each slab's flat gradient; the rest must stay as it is.
      const weightAt = 8;
      const biasAt = weightAt + outWidth * inWidth + 4;
      const parameters = biasAt + outWidth + 12;
      const before = accumulate ? uniformValues(slabs * parameters, 3) : poison(slabs * parameters);
      const expected = Float64Array.from(before);
      for (let slab = 0; slab < slabs; slab++) {
        const [first, end] = [slab * slabRows, Math.min(rows, (slab + 1) * slabRows)];
        const { dWeight, dBias } = linearBackwardWeight({
          input: input.subarray(first * inWidth, end * inWidth),
          dOutput: dOutput.subarray(first * outWidth, end * outWidth),
          outFeatures: outWidth,
        });
        const keep = (at: number) => (gradient: number, i: number) => {
          const place = slab * parameters + at + i;
          expected[place] = (accumulate ? (before[place] as number) : 0) + gradient;
        };
        dWeight.forEach(keep(weightAt));
        dBias.forEach(keep(biasAt));
      }
      const args = {
        rows,
        slab_rows: slabRows,
        slabs,
        in_width4: inWidth / 4,
        out_width4: outWidth / 4,
        weight: weightAt / 4,
        bias: biasAt / 4,
        parameters4: parameters / 4,
        accumulate: accumulate ? 1 : 0,
      };
      const actual = await runDispatch(as(device), {
        stepName: 'Step',
        step: { index: 0 },
        buffers: { input, d_output: dOutput, partial_gradients: before },
        add: (builder, buffers) => addLinearBackwardWeight(builder, products, { args, buffers }),
      });
      // A float32 sum of n products: at most n eps times the largest partial sum, about 2 sqrt(n) / rows; what is added
      // to lies within 1.
      const atol = (2 * slabRows ** 1.5 * float32Eps) / rows + (accumulate ? 2 * float32Eps : 0);
      expectClose('partial_gradients', actual.partial_gradients, expected, { atol, rtol: 1e-6 });
    });
  }
}

const inputCases: readonly LayerCase[] = [
  { rows: 1, inWidth: 4, outWidth: 4 },
  { rows: 37, inWidth: 48, outWidth: 8 },
  { rows: 37, inWidth: 20, outWidth: 100 },
  { rows: 1000, inWidth: 100, outWidth: 4 },
  { rows: 1000, inWidth: 48, outWidth: 48 },
  { rows: 37, inWidth: 8, outWidth: 132 },
  { rows: 9, inWidth: 1024, outWidth: 1024 },
  // More rows than the windows of a dispatch hold.
  { rows: 2100, inWidth: 100, outWidth: 4 },
];

export function testLinearBackwardInput(products: Products, as = (device: GPUDevice) => device): void {
  for (const each of inputCases) {
    testWithDevice(`gradient of the input: ${JSON.stringify(each)}`, async (device) => {
      const { rows, inWidth, outWidth } = each;
      const dOutput = uniformValues(rows * outWidth, 1);
      const weight = uniformValues(outWidth * inWidth, 2, 1 / Math.sqrt(outWidth));
      const derivative = uniformValues(rows * inWidth, 3);
      const expected = linearBackwardInput({ dOutput, weight, derivative, outFeatures: outWidth });
      // The layer stands in the middle of the flat parameters.
      const weightAt = 20;
      const weights = poison(weightAt + weight.length + 4);
      weights.set(weight, weightAt);
      const args = { rows, in_width4: inWidth / 4, out_width4: outWidth / 4, weight: weightAt / 4 };
      const actual = await runDispatch(as(device), {
        stepName: 'Step',
        step: { index: 0 },
        buffers: { d_output: dOutput, weights, derivative, d_input: poison(rows * inWidth) },
        add: (builder, buffers) => addLinearBackwardInput(builder, products, { args, buffers }),
      });
      // A float32 sum of k products: at most k eps times its largest partial sum, here about 2.
      const atol = (2 * outWidth + 4) * float32Eps;
      expectClose('d_input', actual.d_input, expected, { atol, rtol: 1e-6 });
    });
  }
}
