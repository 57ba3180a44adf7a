import { testWithDevice } from '../device.ts';
import { linearBackwardInput } from '../references/linear_backward_input.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { uniformValues } from './values.ts';

const cases = [
  { rows: 1, inWidth: 4, outWidth: 4 },
  { rows: 37, inWidth: 48, outWidth: 8 },
  { rows: 37, inWidth: 20, outWidth: 100 },
  { rows: 1000, inWidth: 100, outWidth: 4 },
  { rows: 1000, inWidth: 48, outWidth: 48 },
  { rows: 9, inWidth: 1024, outWidth: 1024 },
] as const;

for (const each of cases) {
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
    const actual = await runKernel(device, 'linear_backward_input', {
      args: { rows, in_width4: inWidth / 4, out_width4: outWidth / 4, weight: weightAt / 4 },
      buffers: { d_output: dOutput, weights, derivative, d_input: poison(rows * inWidth) },
      threads: Math.ceil(rows / 8) * Math.ceil(inWidth / 16),
    });
    // A float32 sum of k products: at most k eps times its largest partial sum, here about 2.
    expectClose('d_input', actual.d_input, expected, { atol: (2 * outWidth + 4) * float32Eps, rtol: 1e-6 });
  });
}
