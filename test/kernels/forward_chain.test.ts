import { testWithDevice } from '../device.ts';
import { forwardChain } from '../references/forward_chain.ts';
import { expectClose } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { normalTolerance, uniformValues } from './values.ts';

for (const { count, begin = 0, rows = count - begin, steps, every, seed = 3 } of [
  { count: 1, steps: 1, every: 1 },
  { count: 37, steps: 7, every: 3, seed: 2 ** 32 - 1 },
  { count: 200, begin: 65, rows: 70, steps: 9, every: 2 },
  { count: 100, steps: 5, every: 10 },
]) {
  testWithDevice(`${rows} of ${count} particles, every ${every} of ${steps} steps`, async (device) => {
    const x0 = uniformValues(count, 1, 2);
    // What is kept shrinks and what is added grows, so that no two steps are alike.
    const chain = Float32Array.from({ length: 2 * steps }, (_, i) =>
      i % 2 === 0 ? 1 - 0.03 * (i / 2 + 1) : 0.2 + 0.05 * i,
    );
    const expected = forwardChain(Float64Array.from(x0), Float64Array.from(chain), every, seed);
    for (let i = 0; i < expected.length; i++) {
      const particle = i % count;
      if (particle < begin || particle >= begin + rows) expected[i] = Number.NaN;
    }
    const { paths } = await runKernel(device, 'forward_chain', {
      args: { begin, rows, count, steps, every, seed },
      buffers: { x0, chain, paths: poison(expected.length) },
      threads: rows,
    });
    // Each step adds its normal's error, times at most 0.2 + 0.05 * 2 * steps = 1.1, and a rounding of x.
    const { atol, rtol } = normalTolerance(rows * steps);
    expectClose('paths', paths, expected, { atol: 1.1 * steps * (atol as number), rtol });
  });
}
