import { testWithDevice } from '../device.ts';
import { measureArithmetic } from '../references/measure_arithmetic.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';

// |multiplier| < 1, so that errors do not grow; near 1, so that every update counts.
const numbers = [
  { count: 192, iterations: 1, multiplier: 0.93, addend: 0.02 },
  { count: 100, iterations: 3, multiplier: -0.9, addend: 0.03 },
];

for (const chains of [4, 8, 10]) {
  testWithDevice(`${chains} chains of multiply-adds`, async (device) => {
    for (const args of numbers) {
      const { sums } = await runKernel(device, 'measure_arithmetic', {
        args,
        buffers: { sums: poison(args.count) },
        constants: { CHAINS: chains },
        threads: args.count,
      });
      const expected = Array.from({ length: args.count }, (_, id) => measureArithmetic(args, chains, id));
      // An update rounds numbers below 4 twice, 48 updates follow one another, and the weights of the chains come to 23.
      expectClose('sums', sums, expected, { atol: 4 * 2 * 48 * 23 * float32Eps, rtol: 0 });
    }
  });
}
