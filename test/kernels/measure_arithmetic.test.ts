import { testWithDevice } from '../device.ts';
import { measureArithmetic } from '../references/measure_arithmetic.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';

// |m| < 1 and |m| + 3 |c| <= 1, so that errors do not grow; near 1, so that every update and every entry of the matrix counts.
const numbers = [
  { count: 192, iterations: 1, multiplier: 0.93, addend: 0.02 },
  { count: 100, iterations: 3, multiplier: -0.9, addend: 0.03 },
];

for (const chains of [1, 2, 4]) {
  for (const matrices of [false, true]) {
    testWithDevice(
      `${chains} chains of ${matrices ? 'matrix products' : 'multiply-adds'}`,
      async (device) => {
        for (const args of numbers) {
          const { sums } = await runKernel(device, 'measure_arithmetic', {
            args,
            buffers: { sums: poison(args.count) },
            constants: { CHAINS: chains, MATRICES: matrices ? 1 : 0 },
            threads: args.count,
          });
          const expected = Array.from({ length: args.count }, (_, id) =>
            measureArithmetic(args, { chains, matrices }, id),
          );
          // An update rounds numbers below 5 up to 7 times, 48 updates follow one another, and the weights of four sums come to 40.
          expectClose('sums', sums, expected, { atol: 5 * 7 * 48 * 40 * float32Eps, rtol: 0 });
        }
      },
    );
  }
}
