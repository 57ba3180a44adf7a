import { activationCodes } from '../../src/lab/layout.ts';
import { testWithDevice } from '../device.ts';
import { linearForward } from '../references/linear_forward.ts';
import { expectClose } from './close.ts';
import { testLinearForward } from './linear_products.ts';
import { poison, runKernel } from './run_kernel.ts';

testLinearForward('tiled');

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
