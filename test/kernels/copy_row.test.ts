import { testWithDevice } from '../device.ts';
import { copyRow } from '../references/copy_row.ts';
import { expectClose } from './close.ts';
import { poison, runKernel } from './run_kernel.ts';
import { uniformValues } from './values.ts';

const cases = [
  { steps: 1, index: 0, width: 4 },
  { steps: 9, index: 8, width: 100 },
  { steps: 5, index: 3, width: 260 },
];

for (const { steps, index, width } of cases) {
  testWithDevice(`takes row ${index} of ${steps} x ${width}`, async (device) => {
    const table = uniformValues(steps * width, 1);
    const { row } = await runKernel(device, 'copy_row', {
      args: { width4: width / 4 },
      step: { index },
      // What is behind the row stays as it is.
      buffers: { table, row: poison(width + 4) },
      threads: width / 4,
    });
    const expected = [...copyRow({ table, width, index }), ...poison(4)];
    expectClose('row', row, expected, { atol: 0, rtol: 0 });
  });
}
