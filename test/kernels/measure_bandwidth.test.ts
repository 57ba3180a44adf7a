import { testWithDevice } from '../device.ts';
import { measureBandwidth } from '../references/measure_bandwidth.ts';
import { expectClose, float32Eps } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { uniformValues } from './values.ts';

for (const [count, reads] of [
  [1, 1],
  [37, 1],
  [64, 4],
  [101, 16],
] as const) {
  testWithDevice(`sums ${reads} reads of each of ${count} invocations`, async (device) => {
    const source = uniformValues(4 * count * reads, 1);
    const { sums } = await runKernel(device, 'measure_bandwidth', {
      args: { count, reads },
      buffers: { source, sums: poison(4 * count) },
      threads: count,
    });
    // One rounding an addition, of a sum that stays below `reads`; a copy is exact.
    const atol = (reads - 1) * reads * float32Eps;
    expectClose('sums', sums, measureBandwidth(source, { count, reads }), { atol, rtol: 0 });
  });
}
