import { testWithDevice } from '../device.ts';
import { recordPaths } from '../references/record_paths.ts';
import { expectSameBits } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { uniformValues } from './values.ts';

for (const { samples, dataDim, paths, steps, every } of [
  { samples: 1, dataDim: 1, paths: 1, steps: 1, every: 1 },
  { samples: 100, dataDim: 2, paths: 37, steps: 7, every: 3 },
  { samples: 70, dataDim: 5, paths: 70, steps: 6, every: 2 },
  { samples: 9, dataDim: 1, paths: 9, steps: 3, every: 10 },
]) {
  testWithDevice(
    `${paths} paths of ${samples}, D = ${dataDim}, every ${every} of ${steps} steps`,
    async (device) => {
      const count = paths * dataDim;
      const walk = Array.from({ length: steps + 1 }, (_, done) =>
        uniformValues(samples * dataDim, done + 1, 2),
      );
      const expected = recordPaths(
        walk.map((x) => Float64Array.from(x)),
        count,
        every,
      );
      // Frame 0 is copied, not recorded.
      let frames = Float32Array.from([
        ...(walk[0] ?? []).slice(0, count),
        ...poison(expected.length - count),
      ]);
      for (let index = 0; index < steps; index++) {
        const actual = await runKernel(device, 'record_paths', {
          args: { count, every, steps },
          step: { index },
          buffers: { x: Float32Array.from(walk[index + 1] ?? []), paths: frames },
          threads: count,
        });
        frames = actual.paths;
      }
      expectSameBits('paths', frames, Float32Array.from(expected));
    },
  );
}
