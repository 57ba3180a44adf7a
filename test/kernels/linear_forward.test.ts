import { activationCodes } from '../../src/lab/layout.ts';
import { testWithDevice } from '../device.ts';
import { type ActivationName, linearForward } from '../references/linear_forward.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { uniformValues } from './values.ts';

interface Case {
  readonly rows: number;
  readonly inWidth: number;
  readonly outWidth: number;
  readonly activation: ActivationName;
}

const cases: readonly Case[] = [
  { rows: 1, inWidth: 4, outWidth: 4, activation: 'identity' },
  { rows: 37, inWidth: 8, outWidth: 48, activation: 'silu' },
  { rows: 1000, inWidth: 48, outWidth: 100, activation: 'gelu' },
  { rows: 41, inWidth: 100, outWidth: 20, activation: 'relu' },
  { rows: 1000, inWidth: 100, outWidth: 4, activation: 'identity' },
  { rows: 37, inWidth: 68, outWidth: 8, activation: 'silu' },
  { rows: 9, inWidth: 1024, outWidth: 1024, activation: 'silu' },
];

for (const each of cases) {
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
    const actual = await runKernel(device, 'linear_forward', {
      args: {
        rows,
        in_width4: inWidth / 4,
        out_width4: outWidth / 4,
        weight: weightAt / 4,
        weight_stride4: inWidth / 4,
        bias: biasAt / 4,
        bias_step4: 0,
      },
      step: { index: 7 },
      buffers: {
        input,
        weights,
        biases: weights,
        output: poison(rows * outWidth),
        derivative: poison(rows * outWidth),
      },
      constants: { ACTIVATION: activationCodes[activation], STORE_DERIVATIVE: 1 },
      threads: Math.ceil(rows / 8) * Math.ceil(outWidth / 16),
    });
    expectClose('output', actual.output, expected.output, toleranceOf(inWidth));
    // A pre-activation may be rounded to the other side of ReLU's kink, but none of these is that near.
    expectClose('derivative', actual.derivative, expected.derivative, toleranceOf(inWidth));
  });
}

testWithDevice(
  'a part of the weight’s columns, and a bias for each step: the folded first layer',
  async (device) => {
    const [rows, inWidth, stride, outWidth, steps, step] = [37, 8, 44, 20, 9, 7];
    const input = uniformValues(rows * inWidth, 1);
    const weight = uniformValues(outWidth * inWidth, 2, 0.4);
    const biases = uniformValues(steps * outWidth, 3);
    const firstColumn = 16;
    const weights = poison(firstColumn + outWidth * stride);
    for (let out = 0; out < outWidth; out++) {
      weights.set(weight.subarray(out * inWidth, (out + 1) * inWidth), firstColumn + out * stride);
    }
    const bias = biases.subarray(step * outWidth, (step + 1) * outWidth);
    const expected = linearForward({ input, weight, bias, activation: 'silu' });
    const actual = await runKernel(device, 'linear_forward', {
      args: {
        rows,
        in_width4: inWidth / 4,
        out_width4: outWidth / 4,
        weight: firstColumn / 4,
        weight_stride4: stride / 4,
        bias: 0,
        bias_step4: outWidth / 4,
      },
      step: { index: step },
      buffers: {
        input,
        weights,
        biases,
        output: poison(rows * outWidth),
        derivative: poison(rows * outWidth),
      },
      constants: { ACTIVATION: activationCodes.silu, STORE_DERIVATIVE: 0 },
      threads: Math.ceil(rows / 8) * Math.ceil(outWidth / 16),
    });
    expectClose('output', actual.output, expected.output, toleranceOf(inWidth));
    expectClose('derivative, not wanted', actual.derivative, poison(rows * outWidth), { atol: 0, rtol: 0 });
  },
);

for (const activation of ['identity', 'silu', 'relu', 'gelu'] as const) {
  testWithDevice(`${activation} from -100 to 100`, async (device) => {
    const z = [
      -100, -89, -50, -20, -10, -6, -3, -1.5, -1, -0.5, -1e-3, 0, 1e-20, 1e-3, 0.5, 1, 1.5, 3, 6, 10, 20, 50,
      89, 100,
    ];
    const rows = z.length / 4;
    const weight = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    const expected = linearForward({ input: Float32Array.from(z), weight, bias: [0, 0, 0, 0], activation });
    const actual = await runKernel(device, 'linear_forward', {
      args: { rows, in_width4: 1, out_width4: 1, weight: 0, weight_stride4: 1, bias: 0, bias_step4: 0 },
      buffers: {
        input: z,
        weights: weight,
        biases: [0, 0, 0, 0],
        output: poison(z.length),
        derivative: poison(z.length),
      },
      constants: { ACTIVATION: activationCodes[activation], STORE_DERIVATIVE: 1 },
      threads: 1,
    });
    // WGSL promises exp to 3 + 2 |x| ulp, which |x exp(-x)| makes small for large |x|: at most 1e-6 of the result near 1.
    expectClose('value', actual.output, expected.output, { atol: 1e-6, rtol: 1e-6 });
    expectClose('derivative', actual.derivative, expected.derivative, { atol: 2e-6, rtol: 1e-6 });
  });
}

/**
 * A float32 sum of k products has an error of at most k eps times its largest partial sum, here about 3; the activation
 * adds some ulp, and its slope is at most 1.13.
 */
function toleranceOf(inWidth: number) {
  return { atol: 1e-6 + 3 * inWidth * float32Eps, rtol: 1e-6 };
}
